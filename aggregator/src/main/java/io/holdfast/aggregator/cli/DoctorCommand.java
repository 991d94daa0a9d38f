package io.holdfast.aggregator.cli;

import io.holdfast.aggregator.doctor.FleetDiagnosis;
import io.holdfast.aggregator.doctor.FleetSeen;
import io.holdfast.aggregator.doctor.FolderLook;
import io.holdfast.aggregator.stream.FleetLook;
import io.holdfast.aggregator.topology.InventoryFile;
import io.holdfast.protocol.diagnosis.Diagnosis;
import io.holdfast.protocol.wire.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `holdfast-aggregator doctor`: whether the fleet is served, and if not, what to do.
@Command(
        name = "doctor",
        description = {
            "Tells whether the fleet is served: topics, lag, agents' versions, coverage, data folder. Takes the options"
                    + " and variables of run.",
            "Changes nothing; it writes 1 MiB into --data and deletes it."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final int FINDINGS = 1;

    /// Kafka's client tells the log what the doctor tells the person. Held, or its level is forgotten.
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    enum Output {
        TEXT,
        JSON
    }

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            required = true,
            defaultValue = "${env:HOLDFAST_KAFKA}",
            description = "Kafka brokers, separated by commas (HOLDFAST_KAFKA).")
    private String kafka = "";

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "${env:HOLDFAST_DATA:-/var/lib/holdfast-aggregator}",
            description = "Working state (HOLDFAST_DATA). Default: /var/lib/holdfast-aggregator.")
    private Path data = Path.of("/var/lib/holdfast-aggregator");

    @Option(
            names = "--inventory",
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_INVENTORY}",
            description = "Lists the nodes there should be (HOLDFAST_INVENTORY).")
    private @Nullable Path inventory;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "${env:HOLDFAST_PARTITIONS:-12}",
            description = "Of every topic (HOLDFAST_PARTITIONS). Default: 12.")
    private int partitions;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Output output = Output.TEXT;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        KAFKA.setLevel(Level.OFF);
        FleetLook.Look look = new FleetLook(kafka).look();
        InventoryFile listed = new InventoryFile(
                Optional.ofNullable(inventory).filter(file -> !file.toString().isEmpty()));
        Diagnosis diagnosis = FleetDiagnosis.of(
                new FleetSeen(look.broker(), look.topics(), FolderLook.look(data), listed.current(), partitions));
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case TEXT -> out.print(diagnosis.text());
            case JSON -> out.println(new String(Wire.encode(diagnosis.document()), StandardCharsets.UTF_8));
        }
        out.flush();
        return diagnosis.isWell() ? HoldfastAggregator.FINE : FINDINGS;
    }
}
