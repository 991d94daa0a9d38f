package io.holdfast.agent.cli;

import io.holdfast.agent.doctor.EnrolmentLook;
import io.holdfast.agent.doctor.EnrolmentSeen;
import io.holdfast.agent.doctor.FolderLook;
import io.holdfast.agent.doctor.HostLook;
import io.holdfast.agent.doctor.NodeDiagnosis;
import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.report.BrokerLook;
import io.holdfast.protocol.diagnosis.BrokerSeen;
import io.holdfast.protocol.diagnosis.Diagnosis;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.wire.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `holdfast doctor`: whether an agent can do its work on this node, and if not, what to do.
@Command(
        name = "doctor",
        description = {
            "Tells whether an agent can do its work here: what it can read and what not, its folder, Kafka, enrolment,"
                    + " clock. Takes the options and variables of the agent.",
            "Changes nothing; it writes 1 MiB into --data and deletes it."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final String BOOT_ID = "/proc/sys/kernel/random/boot_id";

    /// Kafka's client tells the log what the doctor tells the person. Held, or its level is forgotten.
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    enum Output {
        TEXT,
        JSON
    }

    @Mixin
    private NodeOptions options = new NodeOptions();

    @Option(
            names = "--host-mount",
            paramLabel = "FOLDER",
            defaultValue = "${env:HOLDFAST_HOST_MOUNT:-/}",
            description = "Where the root of this machine is mounted (HOLDFAST_HOST_MOUNT), as in a container: /host."
                    + " Default: /")
    private Path mount = Path.of("/");

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "${env:HOLDFAST_PROFILE:-observe}",
            description = "Install profile that the privileges are held against (HOLDFAST_PROFILE): observe or"
                    + " observe-unprivileged. Default: observe.")
    private String profile = "observe";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Output output = Output.TEXT;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final InstantSource clock;

    DoctorCommand() {
        this(InstantSource.system());
    }

    /// @param clock this node's
    DoctorCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        KAFKA.setLevel(Level.OFF);
        Diagnosis diagnosis = diagnose();
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case TEXT -> out.print(diagnosis.text());
            case JSON -> out.println(new String(Wire.encode(diagnosis.document()), StandardCharsets.UTF_8));
        }
        out.flush();
        return diagnosis.isWell() ? HoldfastCommand.FINE : HoldfastCommand.FINDINGS;
    }

    private Diagnosis diagnose() throws InterruptedException {
        HostLook.Profile expected = HostLook.Profile.of(profile)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--profile " + profile + ": expected observe or observe-unprivileged"));
        HostRoot host = HostRoot.live(mount);
        try {
            Optional<KafkaAccess> kafka = options.kafka();
            Optional<BrokerSeen> broker =
                    kafka.isEmpty() ? Optional.empty() : Optional.of(BrokerLook.look(kafka.get()));
            return NodeDiagnosis.of(new NodeDiagnosis.Seen(
                    HostLook.look(host, expected), FolderLook.look(options.data()), broker, enrolment(host)));
        } catch (IOException e) {
            throw new CommandFailure("this process cannot read its own status: " + e.getMessage(), e);
        }
    }

    private Optional<EnrolmentSeen> enrolment(HostRoot host) throws InterruptedException {
        Optional<URI> address = options.enrolment();
        if (address.isEmpty()) {
            return Optional.empty();
        }
        Optional<Path> proof = options.token().or(options::secret);
        if (proof.isEmpty()) {
            return Optional.of(new EnrolmentSeen.NoProof("neither --bootstrap-secret-file nor --token-file is given"));
        }
        String boot = host.read(BOOT_ID) instanceof Attribute.Value<String> read ? read.content() : "";
        return Optional.of(new EnrolmentLook(address.get(), proof.get(), options.trusted(), clock)
                .look(new Enrolment.Request(options.id(host), boot, 0)));
    }
}
