package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.agent.cli.HoldfastCommand;
import io.holdfast.aggregator.cli.HoldfastAggregator;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Faults of an installation, planted for real: each gives one line that names it, shows it and says what to do.
@ExtendWith(Broker.class)
class DoctorTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final NodeId NODE = new NodeId("lab", "n1");

    @TempDir
    Path folder;

    private final List<Path> mounts = new ArrayList<>();

    @AfterEach
    void unmount() throws Exception {
        for (Path mount : mounts.reversed()) {
            run("umount", mount.toString());
        }
    }

    @Test
    void whatIsWellIsSaidToBeWell(RunningBroker broker) throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            Said node = node(stand, broker);
            assertEquals(List.of(), node.codes(), node.text());
            assertEquals(0, node.status(), node.text());
            Said fleet = Await.until("the fold", () -> fleet(broker), said -> said.status() == 0);
            assertEquals(List.of(), fleet.codes(), fleet.text());
        }
    }

    @Test
    void aBrokerThatIsAwayIsDeadAndNotTheTopics(RunningBroker broker) throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            String address = "127.0.0.1:" + freePort();
            Said node = doctor(agentOptions(stand, address));
            assertEquals(List.of("dead-broker"), node.codes(), node.text());
            assertTrue(node.evidence("dead-broker").contains("Connection refused"), node.text());
            assertEquals(1, node.status());
            assertEquals(List.of("dead-broker"), fleet(address).codes());
        }
    }

    @Test
    void missingOtherwiseKeptAndOldTopicsAreNamed(RunningBroker broker) throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator();
                Admin admin = admin(broker)) {
            stand.stopAggregator();
            admin.deleteTopics(List.of(Topics.NODE_EVENT.name())).all().get();
            admin.createTopics(List.of(new NewTopic("holdfast.node.report.v0", 2, (short) 1)))
                    .all()
                    .get();
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topics.NODE_STATE.name()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            Said fleet = Await.until(
                    "the broker's news",
                    () -> fleet(broker),
                    said -> said.codes()
                            .containsAll(
                                    List.of("missing-topic", "old-schema", "wrong-topic-setting", "no-aggregator")));
            assertTrue(fleet.evidence("missing-topic").contains(Topics.NODE_EVENT.name()), fleet.text());
            assertTrue(fleet.evidence("old-schema").contains("holdfast.node.report.v0"), fleet.text());
            assertTrue(
                    fleet.evidence("wrong-topic-setting").contains("cleanup.policy is delete, expected compact"),
                    fleet.text());
        }
    }

    @Test
    void aNodeOfAnotherClustersNameIsFoundByTheInventory(RunningBroker broker) throws Exception {
        Path inventory = Files.writeString(folder.resolve("nodes.yaml"), "nodes: [{node: prod/n1}, {node: prod/n2}]\n");
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.of(inventory))) {
            stand.startAgent(NODE, host);
            Await.until("the node", () -> stand.state(NODE), "UNDECLARED"::equals);
            Said fleet = Await.until(
                    "the node in the topics",
                    () -> fleet(broker, "--inventory=" + inventory),
                    said -> !said.codes().isEmpty());
            assertEquals(List.of("wrong-cluster-name"), fleet.codes(), fleet.text());
            assertEquals("lab/n1 reports, listed is prod/n1", fleet.evidence("wrong-cluster-name"));
        }
    }

    /// The answers are those that the enrolment server gives to a token; the server here is a stand-in, for a token of
    /// Kubernetes takes an API server.
    @Test
    void whyEnrolmentIsRefusedIsToldByTheServersAnswer(RunningBroker broker) throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            Files.writeString(folder.resolve("other-secret"), "none-of-ours");
            Said refused = doctor(replaced(
                    agentOptions(stand, broker.bootstrapServers()),
                    "--bootstrap-secret-file=" + folder.resolve("other-secret")));
            assertEquals(List.of("enrolment-refused"), refused.codes(), refused.text());
            assertTrue(refused.evidence("enrolment-refused").contains("401"), refused.text());

            assertEquals(
                    List.of("wrong-audience"),
                    answered(
                            stand,
                            broker,
                            401,
                            "{\"title\":\"Unauthorized\",\"detail\":\"the token is meant for vault, expected holdfast\"}"));
            assertEquals(
                    List.of("wrong-cluster-name"),
                    answered(
                            stand,
                            broker,
                            403,
                            "{\"detail\":\"this cluster is called prod, and the agent says that it is lab/n1\"}"));
            assertEquals(
                    List.of("no-proof"),
                    doctor(replaced(
                                    agentOptions(stand, broker.bootstrapServers()),
                                    "--bootstrap-secret-file=" + folder.resolve("gone")))
                            .codes());
        }
    }

    /// The aggregator's clock is the one that is off here: the grant of a stand-in is numbered by it.
    @Test
    void aClockThatIsOffIsHeldAgainstTheAggregators(RunningBroker broker) throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            String grant =
                    "{\"run\":%d,\"keyId\":\"m1.shared\",\"sessionKey\":\"AAAA\",\"identity\":\"SHARED\",\"inboxKeys\":{}}"
                            .formatted(Instant.now().plus(Duration.ofMinutes(3)).toEpochMilli());
            try (Door door = new Door(200, grant)) {
                Said node = doctor(
                        replaced(agentOptions(stand, broker.bootstrapServers()), "--enrol-url=" + door.address()));
                assertEquals(List.of("clock-off"), node.codes(), node.text());
                assertTrue(node.evidence("clock-off").startsWith("-1"), node.text());
                assertTrue(node.text().contains("this node's clock is behind"), node.text());
            }
        }
    }

    @Test
    void aFullDiskAndAReadOnlyFolderAreToldApart(RunningBroker broker) throws Exception {
        Path small = mount(folder.resolve("small"), "-t", "tmpfs", "-o", "size=512k", "none");
        Path shut = mount(folder.resolve("shut"), "-t", "tmpfs", "-o", "ro", "none");
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            Said full = doctor(replaced(agentOptions(stand, broker.bootstrapServers()), "--data=" + small));
            assertEquals(List.of("full-disk"), full.codes(), full.text());
            assertTrue(full.evidence("full-disk").contains("No space left on device"), full.text());
            Said readOnly = doctor(replaced(agentOptions(stand, broker.bootstrapServers()), "--data=" + shut));
            assertEquals(List.of("read-only-folder"), readOnly.codes(), readOnly.text());
            try (var left = Files.list(small)) {
                assertEquals(List.of(), left.toList(), "the doctor leaves nothing behind");
            }
        }
    }

    /// Bound without what is mounted below it, as a volume is that does not say `HostToContainer`.
    @Test
    void aHostThatIsHalfMountedIsNamedByWhatLacks(RunningBroker broker) throws Exception {
        Path half = mount(folder.resolve("half"), "--bind", "/");
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            List<String> options = new ArrayList<>(agentOptions(stand, broker.bootstrapServers()));
            options.add("--host-mount=" + half);
            Said node = doctor(options);
            assertTrue(node.codes().contains("half-mounted-host"), node.text());
            assertTrue(node.evidence("half-mounted-host").contains("/proc/1/stat"), node.text());
        }
    }

    @Test
    void privilegesThatTheProfileGivesAndTheProcessLacksAreNamed() throws Exception {
        List<String> bare = new ArrayList<>(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"));
        assumeTrue(works(bare, "true"), "dropping capabilities takes root and setpriv");
        bare.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                HoldfastCommand.class.getName(),
                "doctor",
                "--output=JSON",
                "--data=" + folder.resolve("agent")));
        Process process = new ProcessBuilder(bare)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Said node = new Said(process.waitFor(), JSON.readTree(text), text);
        assertEquals(List.of("no-privilege"), node.codes(), text);
        assertTrue(node.evidence("no-privilege").contains("CAP_SYSLOG"), text);
        assertTrue(node.evidence("no-privilege").contains("CAP_SYS_ADMIN"), text);
        assertEquals(1, node.status());
    }

    private static boolean works(List<String> command, String... more) throws InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        try {
            return run(all.toArray(String[]::new)) == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /// Every fault is one line, in the text as in the document.
    @Test
    void theTextHasALineForEachRemarkAndTheStatusSaysWhetherThereAreFaults(RunningBroker broker) throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator()) {
            StringWriter out = new StringWriter();
            List<String> options = replaced(agentOptions(stand, "127.0.0.1:1"), "--output=TEXT");
            assertEquals(1, execute(HoldfastCommand.commandLine(), out, options));
            List<String> faults = out.toString()
                    .lines()
                    .filter(line -> line.startsWith("FAULT  "))
                    .toList();
            assertEquals(1, faults.size(), out::toString);
            assertTrue(faults.getFirst().matches("FAULT  dead-broker: .*\\(.*\\)\\. Do: .*"), faults::getFirst);
            assertFalse(out.toString().contains("Exception"), out::toString);
        }
    }

    private List<String> answered(Stand stand, RunningBroker broker, int status, String body) throws Exception {
        try (Door door = new Door(status, body)) {
            return doctor(replaced(agentOptions(stand, broker.bootstrapServers()), "--enrol-url=" + door.address()))
                    .codes();
        }
    }

    private Said node(Stand stand, RunningBroker broker) throws IOException {
        return doctor(agentOptions(stand, broker.bootstrapServers()));
    }

    private List<String> agentOptions(Stand stand, String kafka) throws IOException {
        Path secret =
                Files.writeString(folder.resolve("secret"), stand.secrets().bootstrapSecret());
        return List.of(
                "doctor",
                "--output=JSON",
                // Who runs the tests may not have them, and what lacks is another test's.
                "--profile=observe-unprivileged",
                "--cluster=lab",
                "--node=n1",
                "--data=" + folder.resolve("agent"),
                "--kafka=" + kafka,
                "--enrol-url=" + stand.enrolment(),
                "--bootstrap-secret-file=" + secret);
    }

    private static List<String> replaced(List<String> options, String option) {
        String name = option.substring(0, option.indexOf('=') + 1);
        return options.stream().map(one -> one.startsWith(name) ? option : one).toList();
    }

    private static Said doctor(List<String> options) throws IOException {
        return said(HoldfastCommand.commandLine(), options);
    }

    private Said fleet(RunningBroker broker, String... more) {
        return fleet(broker.bootstrapServers(), more);
    }

    private Said fleet(String kafka, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "doctor", "--output=JSON", "--partitions=2", "--kafka=" + kafka, "--data=" + folder.resolve("state")));
        options.addAll(Arrays.asList(more));
        try {
            return said(HoldfastAggregator.commandLine(), options);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Said said(CommandLine command, List<String> options) throws IOException {
        StringWriter out = new StringWriter();
        int status = execute(command, out, options);
        return new Said(status, JSON.readTree(out.toString()), out.toString());
    }

    private static int execute(CommandLine command, StringWriter out, List<String> options) {
        command.setOut(new PrintWriter(out, true));
        return command.execute(options.toArray(String[]::new));
    }

    /// What a doctor said.
    private record Said(int status, JsonNode document, String text) {
        List<String> codes() {
            List<String> codes = new ArrayList<>();
            document.path("remarks").forEach(remark -> {
                if (remark.path("kind").asText().equals("fault")) {
                    codes.add(remark.path("code").asText());
                }
            });
            return codes;
        }

        String evidence(String code) {
            for (JsonNode remark : document.path("remarks")) {
                if (remark.path("code").asText().equals(code)) {
                    return remark.path("evidence").asText();
                }
            }
            return "";
        }
    }

    /// An enrolment server that always answers the same.
    private static final class Door implements AutoCloseable {
        private final HttpServer server;

        Door(int status, String body) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            server.start();
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static Admin admin(RunningBroker broker) {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path mount(Path at, String... what) throws Exception {
        Files.createDirectories(at);
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(what));
        command.add(at.toString());
        assumeTrue(run(command.toArray(String[]::new)) == 0, "mounting takes root");
        mounts.add(at);
        return at;
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), String.join(" ", command));
        return process.exitValue();
    }
}
