package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.Agent;
import io.holdfast.agent.cli.HoldfastCommand;
import io.holdfast.aggregator.cli.HoldfastAggregator;
import io.holdfast.protocol.fact.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Kafka behind TLS, names and passwords: who is let in works, who is not is told in one line what to mend.
class KafkaSecurityTest {
    private static final NodeId NODE = new NodeId("lab", "n1");

    @TempDir
    Path folder;

    private GuardedBroker broker;
    private Path agentFile;
    private Path aggregatorFile;

    @BeforeEach
    void start() throws Exception {
        broker = GuardedBroker.byPassword(
                folder.resolve("broker"), Map.of("agent", "right-1", "aggregator", "right-2", "admin", "right-3"));
        agentFile = broker.password(folder.resolve("agent.properties"), "agent", "right-1");
        aggregatorFile = broker.password(folder.resolve("aggregator.properties"), "aggregator", "right-2");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Stand stand() throws Exception {
        return new Stand(broker, folder).withAccess(broker.access(agentFile), broker.access(aggregatorFile));
    }

    @Test
    void whoSaysNameAndPasswordOverTlsIsLetInAndTheDoctorsFindNothing() throws Exception {
        try (Stand stand = stand().startAggregator()) {
            stand.startAgent(NODE, RecordedHost.in(folder.resolve("host")));
            Await.until("the node", () -> stand.state(NODE), "UNDECLARED"::equals);
            assertEquals(List.of(), faults(agent(broker.bootstrapServers(), agentFile)));
            Await.until("the fold", () -> faults(aggregator(broker.bootstrapServers(), aggregatorFile)), List::isEmpty);
        }
    }

    @Test
    void everyRefusalIsOneLineOfBothDoctorsThatSaysWhatToMend() throws Exception {
        String there = broker.bootstrapServers();
        Path wrongPassword = broker.password(folder.resolve("password"), "agent", "wrong-1");
        Certificate other = Certificate.in(folder, "other");
        Path unknownCa = Files.writeString(
                folder.resolve("ca"),
                Files.readString(agentFile).replace(broker.ca().toString(), "other.crt"));
        assertTrue(Files.exists(other.certificate()));
        Path clear = Files.writeString(folder.resolve("clear"), "security.protocol=PLAINTEXT\n");
        Path slip = Files.writeString(folder.resolve("slip"), "security.protcol=SSL\n");
        Path jks = Files.writeString(
                folder.resolve("jks"), Files.readString(agentFile).replace("type=PEM", "type=JKS"));

        for (boolean isAgent : new boolean[] {true, false}) {
            assertFault(isAgent, there, wrongPassword, "kafka-password", wrongPassword.toString());
            assertFault(isAgent, there, unknownCa, "kafka-unknown-ca", "ssl.truststore.* of " + unknownCa);
            assertFault(isAgent, "localhost:" + broker.port(), agentFile, "kafka-host-name", "name the brokers");
            assertFault(isAgent, there, clear, "kafka-speaks-tls", "say security.protocol=SSL or SASL_SSL in " + clear);
            assertFault(isAgent, there, slip, "kafka-settings", "did you mean security.protocol?");
            assertFault(isAgent, there, jks, "kafka-settings", "say ssl.truststore.type=PEM");
            try (RunningBroker open = new RunningBroker.Embedded()) {
                assertFault(
                        isAgent,
                        open.bootstrapServers(),
                        agentFile,
                        "kafka-speaks-no-tls",
                        "name the port of their TLS");
            }
        }
    }

    private void assertFault(boolean isAgent, String kafka, Path file, String code, String remedy) {
        List<String> faults = faults(isAgent ? agent(kafka, file) : aggregator(kafka, file));
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.getFirst().startsWith("FAULT  " + code + ": "), faults::toString);
        assertTrue(faults.getFirst().contains(remedy), faults::toString);
        assertNoSecret(faults.toString());
    }

    @Test
    void anAgentThatIsNotLetInSaysItOnceAndComesInWhenTheFileIsMended() throws Exception {
        Files.writeString(agentFile, Files.readString(agentFile).replace("right-1", "wrong-1"));
        try (Stand stand = stand().startAggregator();
                Heard log = Heard.by("io.holdfast.agent")) {
            Agent agent = stand.startServedAgent(NODE, RecordedHost.in(folder.resolve("host")));
            Await.until("the trouble", log::lines, lines -> !lines.isEmpty());
            Await.until("some attempts", () -> attempts(agent), tried -> tried >= 6);
            assertEquals(1, log.lines().size(), log.lines()::toString);
            String line = log.lines().getFirst();
            assertTrue(line.contains("OPERATOR nothing can be reported: the brokers accept no such user"), line);
            assertTrue(line.contains("Do: mend sasl.jaas.config in " + agentFile), line);
            assertNoSecret(line);

            broker.password(agentFile, "agent", "right-1");
            Await.until("the node", () -> stand.state(NODE), "UNDECLARED"::equals);
        }
    }

    private static long attempts(Agent agent) throws IOException {
        URI pages = URI.create("http://127.0.0.1:" + agent.managementPort() + "/metrics");
        try (InputStream answer = pages.toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("holdfast_agent_send_failures_total"))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }
    }

    /// In the clear a client takes the alert of TLS for the length of an answer, and wants that much memory.
    @Test
    void anAgentInTheClearAtATlsPortIsToldAndLives() throws Exception {
        Files.writeString(agentFile, "security.protocol=PLAINTEXT\n");
        try (Stand stand = stand().startAggregator();
                Heard log = Heard.by("io.holdfast.agent")) {
            stand.startAgent(NODE, RecordedHost.in(folder.resolve("host")));
            List<String> lines = Await.until("the trouble", log::lines, seen -> !seen.isEmpty());
            assertTrue(
                    lines.getFirst().contains("nothing can be reported: the brokers speak TLS on this port"),
                    lines::toString);
            broker.password(agentFile, "agent", "right-1");
            Await.until("the node", () -> stand.state(NODE), "UNDECLARED"::equals);
            assertEquals(1, log.lines().size(), log.lines()::toString);
        }
    }

    @Test
    void anAggregatorThatIsNotLetInEndsWithOneLine() throws Exception {
        Path clear = Files.writeString(folder.resolve("clear"), "security.protocol=PLAINTEXT\n");
        Path wrong = broker.password(folder.resolve("password"), "aggregator", "wrong-2");
        assertEnds(3, broker.bootstrapServers(), wrong, "Do: mend sasl.jaas.config in " + wrong);
        assertEnds(3, broker.bootstrapServers(), clear, "the brokers speak TLS on this port");
        assertEnds(3, "localhost:" + broker.port(), aggregatorFile, "the brokers' certificate is not for this address");
        Path slip = Files.writeString(folder.resolve("slip"), "security.protocol=SSL\nssl.trustore.type=PEM\n");
        assertEnds(2, broker.bootstrapServers(), slip, slip + ":2: ssl.trustore.type: ");
    }

    private void assertEnds(int status, String kafka, Path file, String words) {
        StringWriter err = new StringWriter();
        CommandLine line = HoldfastAggregator.commandLine();
        line.setErr(new PrintWriter(err, true));
        assertEquals(
                status,
                line.execute(
                        "run",
                        "--kafka=" + kafka,
                        "--kafka-config=" + file,
                        "--data=" + folder.resolve("run"),
                        "--listen=127.0.0.1:0",
                        "--enrol-listen=127.0.0.1:0",
                        "--management-listen=127.0.0.1:0"),
                err::toString);
        String first = err.toString().lines().findFirst().orElse("");
        assertTrue(first.contains(words), err::toString);
        assertFalse(err.toString().contains("Exception"), err::toString);
        assertNoSecret(err.toString());
    }

    @Test
    void anAggregatorThatIsLockedOutLaterSaysWhatToMendBeforeItsNextStart() throws Exception {
        Path admin = broker.password(folder.resolve("admin.properties"), "admin", "right-3");
        try (Stand stand = stand().startAggregator()) {
            Map<String, Object> settings =
                    new HashMap<>(broker.access(admin).source().read().values());
            settings.put("bootstrap.servers", broker.bootstrapServers());
            try (Admin client = Admin.create(settings)) {
                client.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                "aggregator", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "another")))
                        .all()
                        .get();
            }
            broker.takeAway();
            broker.restore();
            String line = stand.lockedOut();
            assertTrue(line.contains("Do: mend sasl.jaas.config in " + aggregatorFile), line);
        }
    }

    private String agent(String kafka, Path file) {
        return said(
                HoldfastCommand.commandLine(),
                "doctor",
                "--profile=observe-unprivileged",
                "--data=" + folder.resolve("doctor"),
                "--kafka=" + kafka,
                "--kafka-config=" + file);
    }

    private String aggregator(String kafka, Path file) {
        return said(
                HoldfastAggregator.commandLine(),
                "doctor",
                "--partitions=2",
                "--data=" + folder.resolve("doctor"),
                "--kafka=" + kafka,
                "--kafka-config=" + file);
    }

    private static String said(CommandLine command, String... options) {
        StringWriter out = new StringWriter();
        command.setOut(new PrintWriter(out, true));
        command.execute(options);
        return out.toString();
    }

    private static List<String> faults(String text) {
        assertTrue(text.contains("fault") || text.contains("nothing to mend"), text);
        return text.lines().filter(line -> line.startsWith("FAULT")).toList();
    }

    private static void assertNoSecret(String text) {
        assertFalse(text.contains("right-") || text.contains("wrong-"), text);
    }
}
