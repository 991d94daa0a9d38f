package io.holdfast.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.WebConfig;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.standalone.simulate.Simulated;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PopulationTest {
    @TempDir
    Path folder;

    @Test
    void twoRecordedHostsOfOneNameAreTwoNodes() throws Exception {
        List<Path> hosts = List.of(recorded("a/DGX_H100"), recorded("b/DGX_H100"));
        Population population = Population.of(config(hosts));
        assertEquals(
                List.of(new NodeId("local", "dgx-h100"), new NodeId("local", "dgx-h100-2")),
                population.recorded().stream().map(Population.Recorded::node).toList());
    }

    @Test
    void everyNodeIsInTheInventory() throws Exception {
        Population population = Population.of(config(List.of(recorded("h100"))));
        String yaml = population.inventory().yaml();
        assertTrue(yaml.contains("- node: local/h100\n"), yaml);
        assertTrue(yaml.contains("- node: " + population.live().orElseThrow() + "\n"), yaml);
    }

    @Test
    void aFleetWithoutThisMachineIsTheMadeUpNodesAlone() {
        Population population = Population.of(new StandaloneConfig(
                folder,
                WebConfig.loopback(0),
                new StandaloneConfig.Hosts(false, List.of()),
                Simulated.alike(3, "ai-factory/1-4-3-200-h200"),
                StandaloneConfig.HEARTBEAT,
                BaselineConfig.NONE));
        assertEquals(
                3,
                population
                        .inventory()
                        .yaml()
                        .lines()
                        .filter(line -> line.startsWith("- node:"))
                        .count());
        assertEquals(
                List.of("  simulated   3 nodes, all as ai-factory/1-4-3-200-h200 describes, all alike"),
                population.describe());
    }

    @Test
    void aFolderThatIsNoRecordedHostIsRefusedByName() {
        CannotStartException refused =
                assertThrows(CannotStartException.class, () -> Population.of(config(List.of(folder))));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("--replay " + folder + ": no recorded host"));
    }

    @Test
    void aFolderThatIsNotThereIsRefusedByName() {
        Path nowhere = folder.resolve("nowhere");
        CannotStartException refused =
                assertThrows(CannotStartException.class, () -> Population.of(config(List.of(nowhere))));
        assertEquals("--replay " + nowhere + ": no such folder", refused.getMessage());
    }

    private Path recorded(String name) throws Exception {
        Path host = folder.resolve(name);
        Files.createDirectories(host.resolve("proc"));
        return host;
    }

    private StandaloneConfig config(List<Path> replays) {
        return new StandaloneConfig(folder, WebConfig.loopback(0), replays, StandaloneConfig.HEARTBEAT);
    }
}
