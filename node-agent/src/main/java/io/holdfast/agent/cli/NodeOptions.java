package io.holdfast.agent.cli;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.kafka.KafkaAccess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What an agent and its doctor are both told: which node this is, and with what it speaks to whom. A variable of the
/// environment that is set to nothing says nothing.
final class NodeOptions {
    @Option(
            names = "--node",
            paramLabel = "NAME",
            defaultValue = "${env:HOLDFAST_NODE}",
            description = "Name of the node (HOLDFAST_NODE). Default: the host's name.")
    private @Nullable String node;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            defaultValue = "${env:HOLDFAST_CLUSTER:-local}",
            description = "Cluster of the node (HOLDFAST_CLUSTER). Default: local.")
    private String cluster = "local";

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:HOLDFAST_KAFKA}",
            description = "Kafka brokers, separated by commas (HOLDFAST_KAFKA). The agent cannot do without; the doctor"
                    + " does not ask them then.")
    private @Nullable String kafka;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_KAFKA_CONFIG}",
            description = "Kafka's settings of security and connection, a properties file (HOLDFAST_KAFKA_CONFIG):"
                    + " security.protocol, ssl.*, sasl.mechanism, sasl.jaas.config. Read anew for each connection."
                    + " Default: in the clear.")
    private @Nullable Path kafkaConfig;

    @Option(
            names = "--enrol-url",
            paramLabel = "URL",
            defaultValue = "${env:HOLDFAST_ENROL_URL}",
            description = "Where to enrol: http(s)://host:port (HOLDFAST_ENROL_URL). The agent cannot do without; the"
                    + " doctor does not ask there then.")
    private @Nullable URI enrolment;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_TOKEN_FILE}",
            description = "Holds the ServiceAccount token that proves which node this is (HOLDFAST_TOKEN_FILE), as the"
                    + " kubelet projects it into a pod. Read anew at each enrolment.")
    private @Nullable Path token;

    @Option(
            names = "--bootstrap-secret-file",
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_BOOTSTRAP_SECRET_FILE}",
            description = "Where there is no such token: holds the secret that proves membership"
                    + " (HOLDFAST_BOOTSTRAP_SECRET_FILE).")
    private @Nullable Path secret;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_CA_FILE}",
            description = "Certificates, in PEM, that the enrolment address may be vouched for by (HOLDFAST_CA_FILE)."
                    + " Default: those that Java trusts.")
    private @Nullable Path trusted;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "${env:HOLDFAST_DATA:-/var/lib/holdfast}",
            description = "What the agent remembers (HOLDFAST_DATA). Default: /var/lib/holdfast.")
    private Path data = Path.of("/var/lib/holdfast");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    NodeId id(HostRoot read) {
        return new NodeId(
                cluster, node == null || node.isBlank() ? NodeNames.of(read).name() : node);
    }

    Optional<KafkaAccess> kafka() {
        return Optional.ofNullable(kafka)
                .filter(addresses -> !addresses.isEmpty())
                .map(addresses -> KafkaAccess.of(
                        addresses,
                        given(kafkaConfig).map(Path::toString).orElse(""),
                        file -> Files.readString(Path.of(file))));
    }

    Optional<URI> enrolment() {
        return Optional.ofNullable(enrolment)
                .filter(address -> !address.toString().isEmpty());
    }

    Optional<Path> token() {
        return given(token);
    }

    Optional<Path> secret() {
        return given(secret);
    }

    Optional<Path> trusted() {
        return given(trusted);
    }

    Path data() {
        return data;
    }

    /// What an agent cannot do without, in the words of the command line for an option that is missing.
    <T> T needed(String option, Optional<T> value) {
        return value.orElseThrow(() -> new ParameterException(
                spec.commandLine(),
                "Missing required option: '" + option + "="
                        + spec.findOption(option).paramLabel() + "'"));
    }

    private static Optional<Path> given(@Nullable Path file) {
        return Optional.ofNullable(file).filter(path -> !path.toString().isEmpty());
    }
}
