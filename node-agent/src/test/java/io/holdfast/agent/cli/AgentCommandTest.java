package io.holdfast.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.AgentConfig;
import io.holdfast.agent.report.Enroller;
import io.holdfast.agent.report.Proof;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.report.Origin;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AgentCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path secret;

    @BeforeEach
    void writeSecret() throws IOException {
        secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        Files.createDirectories(folder.resolve("host/etc"));
        Files.writeString(folder.resolve("host/etc/hostname"), "GPU-7\n");
    }

    private AgentConfig config(String... more) {
        AgentCommand command = new AgentCommand();
        CommandLine line = new CommandLine(command);
        List<String> usual = new ArrayList<>(List.of("--kafka=kafka:9092", "--bootstrap-secret-file=" + secret));
        if (Stream.of(more).noneMatch(option -> option.startsWith("--enrol-url"))) {
            usual.add("--enrol-url=https://holdfast:8443");
        }
        line.parseArgs(concat(usual, List.of(more)));
        return command.config();
    }

    private static String[] concat(List<String> one, List<String> two) {
        return Stream.concat(one.stream(), two.stream()).toArray(String[]::new);
    }

    @Test
    void whatIsNotSaidHasTheDocumentedDefault() {
        AgentConfig config = config();

        assertEquals("local", config.node().cluster());
        assertTrue(config.host().isLive());
        assertEquals(Origin.LIVE, config.origin());
        assertEquals(new Proof.Secret("s3cret"), config.enrolment().proof());
        assertEquals(Optional.empty(), config.enrolment().trusted());
        assertEquals(Map.of(), config.inboxKeys());
        assertEquals(Path.of("/var/lib/holdfast"), config.data());
        assertEquals(AgentConfig.Management.loopback(9465), config.management());
        assertEquals(Timing.live(), config.timing());
    }

    @Test
    void aRecordedHostIsNamedSoReadOftenAndSaysSo() {
        AgentConfig config = config("--root", folder.resolve("host").toString(), "--cluster", "lab");

        assertEquals(new NodeId("lab", "gpu-7"), config.node());
        assertFalse(config.host().isLive());
        assertEquals(Origin.RECORDED, config.origin());
        assertEquals(Timing.recorded(), config.timing());
    }

    @Test
    void everythingCanBeSaid() {
        AgentConfig config = config(
                "--node=n1",
                "--origin=simulated",
                "--inbox-key=s1=AAAA",
                "--inbox-key=s2=BBBB",
                "--data=" + folder,
                "--baseline=osmo/2-8-5-200",
                "--management-host=0.0.0.0",
                "--management-port=0");

        assertEquals(new NodeId("local", "n1"), config.node());
        assertEquals(Origin.SIMULATED, config.origin());
        assertEquals("kafka:9092", config.kafka().bootstrapServers());
        assertEquals(URI.create("https://holdfast:8443"), config.enrolment().address());
        assertEquals(Map.of("s1", "AAAA", "s2", "BBBB"), config.inboxKeys());
        assertEquals(folder, config.data());
        assertEquals(new AgentConfig.Management("0.0.0.0", 0), config.management());
        assertEquals("osmo/2-8-5-200", config.baseline().name());
    }

    @Test
    void aTokenFileNeedNotBeThereYetAndStandsAlone() {
        AgentCommand command = new AgentCommand();
        new CommandLine(command)
                .parseArgs(
                        "--kafka=kafka:9092",
                        "--enrol-url=https://holdfast:8443",
                        "--token-file=/var/run/secrets/holdfast/token",
                        "--ca-file=/etc/holdfast/ca.crt");

        assertEquals(
                new Enroller.Door(
                        URI.create("https://holdfast:8443"),
                        new Proof.TokenFile(Path.of("/var/run/secrets/holdfast/token")),
                        Optional.of(Path.of("/etc/holdfast/ca.crt"))),
                command.config().enrolment());
        CommandLine.ParameterException both =
                assertThrows(CommandLine.ParameterException.class, () -> config("--token-file=/t"));
        assertTrue(
                String.valueOf(both.getMessage()).contains("either --token-file or --bootstrap-secret-file"),
                both.getMessage());
    }

    @Test
    void aCertificateIsAskedForOnlyWhereThereIsOne() {
        CommandLine.ParameterException plain = assertThrows(
                CommandLine.ParameterException.class,
                () -> config("--enrol-url=http://holdfast:8080", "--ca-file=/ca.crt"));

        assertTrue(String.valueOf(plain.getMessage()).contains("expected https://"), plain.getMessage());
    }

    @Test
    void whatAnAgentCannotDoWithoutIsAskedFor() {
        AgentCommand command = new AgentCommand();
        new CommandLine(command).parseArgs("--kafka=kafka:9092", "--bootstrap-secret-file=" + secret);
        CommandLine.ParameterException lacking = assertThrows(CommandLine.ParameterException.class, command::config);
        assertEquals("Missing required option: '--enrol-url=URL'", lacking.getMessage());
    }

    @Test
    void aSettingsFileOfKafkaIsReadAtTheStartAndSaysWhereItIsWrong() throws IOException {
        Path file = Files.writeString(folder.resolve("kafka.properties"), "security.protocol=SSL\n");
        assertEquals(
                Map.of("security.protocol", "SSL"),
                config("--kafka-config=" + file).kafka().source().read().values());
        Files.writeString(file, "acks=0\n");
        CommandLine.ParameterException refused =
                assertThrows(CommandLine.ParameterException.class, () -> config("--kafka-config=" + file));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(file + ":1: acks: "), refused.getMessage());
    }

    @Test
    void theSecretIsInNoText() {
        assertFalse(config().toString().contains("s3cret"));
    }

    @Test
    void anEnrolmentAddressThatIsNoneIsWrongUsage() {
        assertThrows(CommandLine.ParameterException.class, () -> config("--enrol-url=holdfast:8443"));
        assertThrows(CommandLine.ParameterException.class, () -> config("--origin=guessed"));
        assertThrows(CommandLine.ParameterException.class, () -> config("--root=/a", "--host-mount=/b"));
    }

    @Test
    void whatIsRequiredIsNamedAndASecretThatCannotBeReadIsOneLine() {
        StringWriter err = new StringWriter();
        CommandLine line = HoldfastCommand.commandLine().setErr(new PrintWriter(err));

        assertEquals(2, line.execute("agent", "--kafka=kafka:9092"));
        assertTrue(err.toString().contains("--enrol-url"), err.toString());

        err.getBuffer().setLength(0);
        assertEquals(
                3,
                line.execute(
                        "agent",
                        "--kafka=kafka:9092",
                        "--enrol-url=http://127.0.0.1:1",
                        "--bootstrap-secret-file=" + folder.resolve("absent")));
        assertTrue(err.toString().startsWith("holdfast: the bootstrap secret cannot be read"), err.toString());
        assertEquals(1, err.toString().lines().count());
    }
}
