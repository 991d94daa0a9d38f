package io.holdfast.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.agent.Agent;
import io.holdfast.agent.AgentConfig;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.aggregator.Aggregator;
import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.EnrolmentConfig;
import io.holdfast.aggregator.Listen;
import io.holdfast.aggregator.Secrets;
import io.holdfast.aggregator.WebConfig;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.report.Origin;
import io.holdfast.standalone.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// From a setting that is changed on a node to the drift finding at the API: an agent on a tree of files, broker and
/// aggregator, all in this process. Once with an agent that reads every second, for what all but the waiting costs, and
/// once at the pace of machines.
public final class DriftLatency {
    private static final NodeId NODE = new NodeId("bench", "n1");
    private static final String CHECK = "sysctl.vm.max_map_count";
    private static final String GOOD = "262144\n";
    private static final String BAD = "65530\n";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long LOOK_NANOS = 5_000_000;

    private final Path folder;
    private final Path setting;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    private DriftLatency(Path folder) throws IOException {
        this.folder = folder;
        this.setting = folder.resolve("tree/proc/sys/vm/max_map_count");
        NodeTree.write(folder.resolve("tree"));
        Files.createDirectories(setting.getParent());
    }

    /// Measures and prints.
    ///
    /// @param arguments how many changes to make with an agent that reads every second (40), and how many at
    /// the pace of machines (12)
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
        int onMachines = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 12;
        Quiet.logging();
        try (Scratch scratch = Scratch.create()) {
            DriftLatency bench = new DriftLatency(scratch.path());
            List<Long> quick = bench.measure("quick", Timing.recorded(), rounds);
            List<Long> live = bench.measure("live", Timing.live(), onMachines);
            Figures figures = new Figures();
            figures.add(
                    "changed setting -> finding at the pace of machines, p50",
                    seconds(live, 50),
                    seconds(quick, 50),
                    "");
            figures.add(
                    "the same, longest of " + live.size(),
                    seconds(live, 100),
                    seconds(quick, 100),
                    "<= 60 s for files");
            figures.print(System.out);
        }
    }

    private List<Long> measure(String name, Timing timing, int rounds) throws Exception {
        Path baseline = folder.resolve("bench.yaml");
        Files.writeString(baseline, "baseline: bench/sysctl\nexpect:\n  " + CHECK + ": \">=262144\"\n");
        Files.writeString(setting, GOOD);
        Path data = folder.resolve(name);
        Secrets secrets = Secrets.loadOrCreate(data.resolve("keys"));
        BaselineConfig declared =
                new BaselineConfig(List.of(baseline), List.of(Rule.forAll("bench/sysctl")), Pace.QUICK, true);
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), 0);
                Aggregator aggregator = Aggregator.start(new AggregatorConfig(
                        broker.bootstrapServers(),
                        data.resolve("aggregator"),
                        WebConfig.loopback(0),
                        EnrolmentConfig.loopback(0),
                        Listen.loopback(0),
                        secrets,
                        Optional.empty(),
                        4,
                        timing.heartbeat(),
                        declared));
                Agent _ = Agent.start(new AgentConfig(
                        NODE,
                        HostRoot.at(folder.resolve("tree")),
                        Origin.RECORDED,
                        broker.bootstrapServers(),
                        URI.create("http://127.0.0.1:" + aggregator.enrolmentPort()),
                        secrets.bootstrapSecret(),
                        Map.of(),
                        data.resolve("agent"),
                        -1,
                        timing))) {
            URI page = URI.create("http://127.0.0.1:" + aggregator.webPort() + "/api/v1/nodes/" + NODE);
            return measure(page, timing.probes().fast(), rounds);
        }
    }

    private List<Long> measure(URI page, Duration pace, int rounds) throws IOException, InterruptedException {
        await(page, false);
        RandomGenerator random = RandomGenerator.getDefault();
        List<Long> took = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            // Not in step with the probes.
            LockSupport.parkNanos(random.nextLong(pace.toNanos()));
            long changed = System.nanoTime();
            Files.writeString(setting, BAD);
            await(page, true);
            took.add(System.nanoTime() - changed);
            Files.writeString(setting, GOOD);
            await(page, false);
        }
        return took.stream().sorted().toList();
    }

    /// Waits until the node is judged by a baseline and drifts, or does not.
    private void await(URI page, boolean drifts) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == 200 && isSeen(json.readTree(answer.body()), drifts)) {
                return;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        throw new IllegalStateException("the finding " + (drifts ? "did not come" : "did not go"));
    }

    private static boolean isSeen(JsonNode node, boolean drifts) {
        boolean found = false;
        for (JsonNode finding : node.path("findings")) {
            found |= finding.path("check").asText().equals(CHECK)
                    && finding.path("outcome").asText().equals("DRIFT");
        }
        return node.path("summary").path("baseline").isTextual() && found == drifts;
    }

    private static String seconds(List<Long> sorted, int percent) {
        int index = Math.min(sorted.size() - 1, sorted.size() * percent / 100);
        return String.format(Locale.ROOT, "%.2f s", sorted.get(index) / 1e9);
    }
}
