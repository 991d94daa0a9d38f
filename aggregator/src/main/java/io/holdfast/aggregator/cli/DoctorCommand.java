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
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private FleetOptions fleet = new FleetOptions();

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
        FleetLook.Look look = new FleetLook(fleet.kafka()).look();
        InventoryFile listed = new InventoryFile(fleet.inventory());
        Diagnosis diagnosis = FleetDiagnosis.of(new FleetSeen(
                look.broker(), look.topics(), FolderLook.look(fleet.data()), listed.current(), fleet.partitions()));
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case TEXT -> out.print(diagnosis.text());
            case JSON -> out.println(new String(Wire.encode(diagnosis.document()), StandardCharsets.UTF_8));
        }
        out.flush();
        return diagnosis.isWell() ? HoldfastAggregator.FINE : FINDINGS;
    }
}
