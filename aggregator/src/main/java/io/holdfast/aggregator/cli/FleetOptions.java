package io.holdfast.aggregator.cli;

import io.holdfast.protocol.kafka.KafkaAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What an aggregator and its doctor are both told. A variable of the environment that is set to nothing says nothing.
final class FleetOptions {
    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            required = true,
            defaultValue = "${env:HOLDFAST_KAFKA}",
            description = "Kafka brokers, separated by commas (HOLDFAST_KAFKA).")
    private String kafka = "";

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_KAFKA_CONFIG}",
            description = "Kafka's settings of security and connection, a properties file (HOLDFAST_KAFKA_CONFIG):"
                    + " security.protocol, ssl.*, sasl.mechanism, sasl.jaas.config. Read at the start. Default: in the"
                    + " clear.")
    private @Nullable Path kafkaConfig;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "${env:HOLDFAST_DATA:-/var/lib/holdfast-aggregator}",
            description = "Working state (HOLDFAST_DATA); it may be deleted while stopped, all of it is in the topics."
                    + " Default: /var/lib/holdfast-aggregator.")
    private Path data = Path.of("/var/lib/holdfast-aggregator");

    @Option(
            names = "--inventory",
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_INVENTORY}",
            description = "Lists the nodes there should be (HOLDFAST_INVENTORY). Default: those that were heard.")
    private @Nullable Path inventory;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "${env:HOLDFAST_PARTITIONS:-12}",
            description = "Of every topic (HOLDFAST_PARTITIONS); fixed once the topics exist. Default: 12.")
    private int partitions;

    KafkaAccess kafka() {
        return KafkaAccess.of(
                kafka, given(kafkaConfig).map(Path::toString).orElse(""), file -> Files.readString(Path.of(file)));
    }

    Path data() {
        return data;
    }

    Optional<Path> inventory() {
        return given(inventory);
    }

    int partitions() {
        return partitions;
    }

    static Optional<Path> given(@Nullable Path path) {
        return Optional.ofNullable(path).filter(file -> !file.toString().isEmpty());
    }
}
