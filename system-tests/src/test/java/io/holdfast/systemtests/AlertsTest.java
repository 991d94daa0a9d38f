package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.agent.Agent;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.protocol.fact.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Each alert that ships fires in a real Prometheus when its condition is brought about, and no other with it.
@ExtendWith(Broker.class)
class AlertsTest {
    private static final String WATCHDOG = "HoldfastWatchdog";
    private static final String SWAPPINESS = "/proc/sys/vm/swappiness";
    private static final String HEALTH = "HoldfastFleetHealthLow";

    @TempDir
    Path folder;

    @BeforeAll
    static void needsPrometheus() {
        assumeTrue(
                Pager.missing().isEmpty(),
                () -> "not on the PATH: " + Pager.missing() + " (apt-get install prometheus prometheus-alertmanager)");
    }

    @Test
    void theRulesFireAtTheirLimitsAndNotBesideThem() throws Exception {
        String tests = Files.readString(Path.of("src", "test", "resources", "alerts-test.yaml"))
                .replace("RULES", Pager.RULES.toAbsolutePath().toString());
        Path file = Files.writeString(folder.resolve("alerts-test.yaml"), tests);
        Process promtool = new ProcessBuilder(
                        Pager.installed("promtool").orElseThrow().toString(), "test", "rules", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, promtool.waitFor(), said);
    }

    @Test
    void eachAlertFiresWhenItsConditionIsBroughtAboutAndNoOtherWithIt(RunningBroker broker) throws Exception {
        List<RecordedHost> hosts = Stream.of("n1", "n2", "n3")
                .map(name -> RecordedHost.in(folder.resolve(name)).write(SWAPPINESS, "10\n"))
                .toList();
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.empty(), baseline())) {
            List<Agent> agents = new ArrayList<>();
            for (int i = 0; i < hosts.size(); i++) {
                agents.add(stand.startServedAgent(new NodeId("lab", "n" + (i + 1)), hosts.get(i)));
            }
            List<Integer> scraped = new ArrayList<>(List.of(stand.managementPort()));
            agents.forEach(agent -> scraped.add(agent.managementPort()));
            try (Pager pager = new Pager(folder, scraped)) {
                awaitOnly(pager, WATCHDOG);

                hosts.getFirst().withKernel("6.8.0-90-generic");
                awaitOnly(pager, WATCHDOG, "HoldfastCriticalFinding n1 os.kernel.release");
                hosts.getFirst().withKernel(RecordedHost.KERNEL);
                awaitOnly(pager, WATCHDOG);

                hosts.getLast().write(SWAPPINESS, "60\n");
                awaitOnly(pager, WATCHDOG, "HoldfastReleaseConditionDrift sysctl.vm.swappiness");
                hosts.getLast().write(SWAPPINESS, "10\n");
                awaitOnly(pager, WATCHDOG);

                agents.getFirst().close();
                awaitOnly(pager, WATCHDOG, "HoldfastNodeSilent n1");
                agents.get(1).close();
                awaitOnly(pager, WATCHDOG, HEALTH, "HoldfastNodeSilent n1", "HoldfastNodeSilent n2");
                agents.get(2).close();
                // No agent is left to scrape: the watchdog stops as well.
                awaitOnly(pager, HEALTH, "HoldfastManyNodesSilent");
            }
        }
    }

    private BaselineConfig baseline() throws Exception {
        Path declared = Files.createDirectories(folder.resolve("baselines"));
        Files.writeString(declared.resolve("site.yaml"), """
                baseline: site/small
                title: What the alerts are about
                expect:
                  os.kernel.release: {is: "%s", severity: critical, why: validated}
                  sysctl.vm.swappiness: {is: 10, severity: warning, release: true, why: validated}
                """.formatted(RecordedHost.KERNEL));
        return new BaselineConfig(List.of(declared), List.of(Rule.forAll("site/small")), Pace.LIVE, true);
    }

    private static void awaitOnly(Pager pager, String... alerts) {
        Set<String> wanted = new TreeSet<>(List.of(alerts));
        Await.until("only " + wanted, pager::firing, wanted::equals);
    }
}
