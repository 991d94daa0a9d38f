package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.wire.Digests;
import io.holdfast.standalone.simulate.Simulator;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// 64 servers that are all alike, judged by a baseline from a file to the list of nodes.
@ExtendWith(Broker.class)
class RolloutTest {
    private static final int NODES = 64;
    private static final Pace PACE = new Pace(Duration.ofMillis(500), Duration.ofSeconds(12));
    private static final String KERNEL = "6.5.0-45-generic";
    private static final String DRIVER = "580.82.07";
    private static final String NEW_DRIVER = "580.95.05";
    private static final String FIRMWARE = "nic.firmware.version";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @Test
    void driftShowsAsWhatItIsAWrongBaselineStopsAtTheCanaryAndAnIntendedOnePasses(RunningBroker broker)
            throws Exception {
        Path declared = Files.createDirectories(folder.resolve("baselines"));
        Files.writeString(declared.resolve("assign.yaml"), """
                assign:
                - baseline: site/rtx
                  match: {facts: {sys.product: SYS-212GB-FNR}}
                """);
        write(declared, KERNEL, DRIVER);
        BaselineConfig config = new BaselineConfig(List.of(declared), List.of(), PACE, false);
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.empty(), config);
                Simulator fleet = stand.startAlike(NODES, vertx)) {
            fleet.nodes().forEach(node -> fleet.change(node, Section.OS, mapCount(262_144)));
            Await.until("all nodes", () -> inState(stand, "UNDECLARED").size(), count -> count == NODES);

            rollOut(stand, NODES);
            Await.until("the first baseline", () -> state(stand), "DONE"::equals);
            Await.until("a healthy fleet", () -> inState(stand, "HEALTHY").size(), count -> count == NODES);

            stand.stopAggregator();
            Folders.delete(stand.state());
            stand.startAggregator(Optional.empty(), config);
            Set<String> forgotten = new TreeSet<>();
            Await.until(
                    "the fleet after a restart from the topics alone",
                    () -> {
                        if (stand.fleet().path("catchingUp").asBoolean(true)) {
                            return "catching up";
                        }
                        forgotten.addAll(inState(stand, "UNDECLARED"));
                        return state(stand) + " " + inState(stand, "HEALTHY").size();
                    },
                    ("DONE " + NODES)::equals);
            assertEquals(Set.of(), forgotten);
            findsTheBaselineByItsDigest(stand);

            Set<String> drifted = drift(stand, fleet);
            Set<String> well = new TreeSet<>(inState(stand, "HEALTHY"));
            assertEquals(NODES - drifted.size(), well.size());

            write(declared, "6.5.0-41-generic", DRIVER);
            String wrong = rollOut(stand, NODES);
            JsonNode stopped = Await.until(
                    "the wrong baseline to stop",
                    () -> rollout(stand),
                    one -> one.path("state").asText().equals("STOPPED"));
            assertTrue(stopped.path("move").path("why").asText().contains("os.kernel.release"), stopped::toString);
            assertEquals(1, judgedBy(stand, stopped.path("to").asText()).size());
            assertEquals(409, stand.move(wrong, "approve"));
            assertEquals(202, stand.move(wrong, "roll-back"));
            Await.until("the fleet as it was", () -> new TreeSet<>(inState(stand, "HEALTHY")), well::equals);

            write(declared, KERNEL, NEW_DRIVER);
            rollOut(stand, NODES);
            Set<String> alerted = install(stand, fleet, well);
            assertEquals(Set.of(), alerted);
            assertEquals(well, new TreeSet<>(inState(stand, "HEALTHY")));
            assertEquals(drifted, new TreeSet<>(inState(stand, "DRIFTED")));
        } finally {
            vertx.close();
        }
    }

    private static void findsTheBaselineByItsDigest(Stand stand) {
        String digest = rollout(stand).path("to").asText();
        HttpResponse<String> found = stand.change("GET", "/api/v1/baselines/by-digest/" + digest, "");
        assertEquals(200, found.statusCode(), found.body());
        assertEquals(digest, Digests.of(found.body().getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> none = stand.change("GET", "/api/v1/baselines/by-digest/" + "x".repeat(43), "");
        assertEquals(404, none.statusCode());
        assertTrue(none.body().contains("no baseline of digest xxx"), none.body());
    }

    private static void write(Path declared, String kernel, String driver) throws Exception {
        Files.writeString(declared.resolve("rtx.yaml"), """
                baseline: site/rtx
                title: Servers with RTX PRO 6000 cards
                expect:
                  os.kernel.release: "%s"
                  gpu.driver.version: "%s"
                  sysctl.vm.max_map_count: ">=262144"
                  nic.firmware.version: "!=32.41.1000"
                """.formatted(kernel, driver));
    }

    /// Waits until a new baseline waits for approval, with the preview of all nodes, and approves it.
    private static String rollOut(Stand stand, int nodes) {
        JsonNode waiting = Await.until(
                "a rollout that waits",
                () -> rollout(stand),
                one -> one.path("state").asText().equals("WAITING")
                        && one.path("preview").path("nodes").asInt() == nodes);
        String id = waiting.path("id").asText();
        assertEquals(202, stand.move(id, "approve"));
        return id;
    }

    /// One changed sysctl, one old firmware, a kernel update on five nodes.
    private static Set<String> drift(Stand stand, Simulator fleet) {
        List<NodeId> nodes = fleet.nodes();
        NodeId sysctl = nodes.get(10);
        NodeId firmware = nodes.get(20);
        fleet.change(sysctl, Section.OS, mapCount(65_530));
        Instance card = card(stand, firmware);
        Reading old = new Reading.Version("32.41.1000");
        fleet.change(
                firmware,
                Section.NIC,
                List.of(
                        new Fact(new CheckId(FIRMWARE), card, old, "/test"),
                        new Fact(new CheckId("nic.firmware.stored"), card, old, "/test")));
        Set<String> changed = new TreeSet<>(Set.of(sysctl.toString(), firmware.toString()));
        for (NodeId node : nodes.subList(30, 35)) {
            fleet.change(node, Section.OS, List.of(node("os.kernel.release", new Reading.Version("6.8.0-52-generic"))));
            changed.add(node.toString());
        }
        Await.until("the changed nodes", () -> new TreeSet<>(inState(stand, "DRIFTED")), changed::equals);
        assertEquals(Set.of("sysctl.vm.max_map_count"), drifting(stand, sysctl));
        assertEquals(Set.of(FIRMWARE), drifting(stand, firmware));
        nodes.subList(30, 35).forEach(node -> assertEquals(Set.of("os.kernel.release"), drifting(stand, node)));
        return changed;
    }

    /// Installs the new driver wherever it is due, until the rollout is done.
    ///
    /// @return which of the nodes that were well ever showed as drifted
    private static Set<String> install(Stand stand, Simulator fleet, Set<String> well) {
        Set<String> installed = new HashSet<>();
        Set<String> alerted = new TreeSet<>();
        Await.until(
                "the intended baseline to pass all waves",
                () -> {
                    JsonNode now = rollout(stand);
                    for (String node : judgedBy(stand, now.path("to").asText())) {
                        if (installed.add(node)) {
                            fleet.installDriver(NodeId.parse(node), NEW_DRIVER);
                        }
                    }
                    inState(stand, "DRIFTED").stream().filter(well::contains).forEach(alerted::add);
                    return now;
                },
                one -> one.path("state").asText().equals("DONE"));
        assertEquals(NODES, installed.size());
        return alerted;
    }

    private static List<Fact> mapCount(long count) {
        return List.of(node("sysctl.vm.max_map_count", new Reading.Whole(count)));
    }

    private static Fact node(String check, Reading reading) {
        return new Fact(new CheckId(check), Instance.NODE, reading, "/test");
    }

    private static Instance card(Stand stand, NodeId node) {
        return StreamSupport.stream(stand.node(node).path("facts").spliterator(), false)
                .filter(fact -> fact.path("check").asText().equals(FIRMWARE))
                .map(fact -> new Instance(fact.path("instance").asText()))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode rollout(Stand stand) {
        return stand.rollouts().path("rollouts").path(0);
    }

    private static String state(Stand stand) {
        return rollout(stand).path("state").asText();
    }

    private static List<String> inState(Stand stand, String state) {
        return nodes(stand, "state", state);
    }

    private static List<String> judgedBy(Stand stand, String digest) {
        return nodes(stand, "baseline", digest);
    }

    private static List<String> nodes(Stand stand, String field, String value) {
        return StreamSupport.stream(stand.nodes().spliterator(), false)
                .filter(node -> node.path(field).asText().equals(value))
                .map(node -> node.path("node").asText())
                .toList();
    }

    private static Set<String> drifting(Stand stand, NodeId node) {
        Set<String> checks = new TreeSet<>();
        stand.node(node).path("findings").forEach(finding -> {
            if (finding.path("outcome").asText().equals("DRIFT")) {
                checks.add(finding.path("check").asText());
            }
        });
        return checks;
    }
}
