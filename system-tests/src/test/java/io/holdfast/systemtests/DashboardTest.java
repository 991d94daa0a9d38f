package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.agent.Agent;
import io.holdfast.protocol.fact.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a person sees in the browser, from the file on the host to the page.
@ExtendWith(Broker.class)
class DashboardTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final String KERNEL_ON_PAGE = "[data-testid=fact-row][data-check=\"os.kernel.release\"]";
    private static final String STATE_ON_PAGE = "document.querySelector('[data-testid=node-state]').dataset.state";

    @TempDir
    Path folder;

    @BeforeAll
    static void needsABrowser() {
        assumeTrue(Browser.installed().isPresent(), "no chromium on the PATH (apt-get install chromium)");
    }

    @Test
    void aFactOnThePageIsWhatTheHostSaysAndChangesWithoutReloading(RunningBroker broker) throws Exception {
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        try (Stand stand = new Stand(broker, folder).startAggregator();
                Browser browser = Browser.start()) {
            stand.startAgent(NODE, host);
            browser.open(stand.page("#/node/lab/n1?q=os.kernel.release"));
            Await.until(
                    "the recorded kernel",
                    () -> browser.text(KERNEL_ON_PAGE),
                    text -> text.contains(RecordedHost.KERNEL));
            browser.evaluate("window.sameDocument = true");

            host.withKernel("6.8.0-90-generic");

            Await.until(
                    "the new kernel", () -> browser.text(KERNEL_ON_PAGE), text -> text.contains("6.8.0-90-generic"));
            Await.until(
                    "the start of the agent among the events",
                    () -> browser.text("[data-testid=event-row][data-kind=AGENT_STARTED]"),
                    text -> text.contains("agent started"));
            assertEquals(
                    "true", browser.evaluate("window.sameDocument === true").asText());
            assertEquals(List.of(), browser.errors());
        }
    }

    @Test
    void anAgentThatDiedIsSilentOnThePage(RunningBroker broker) throws Exception {
        try (Stand stand = new Stand(broker, folder).startAggregator();
                Browser browser = Browser.start()) {
            Agent agent = stand.startAgent(NODE, RecordedHost.in(folder.resolve("host")));
            browser.open(stand.page("#/node/lab/n1"));
            Await.until(
                    "a node that is heard",
                    () -> browser.evaluate(STATE_ON_PAGE).asText(),
                    "UNDECLARED"::equals);

            agent.close();

            Await.until("silence", () -> browser.evaluate(STATE_ON_PAGE).asText(), "SILENT"::equals);
        }
    }

    @Test
    void aNodeOfTheInventoryThatNeverCameIsUnenrolled(RunningBroker broker) throws Exception {
        Path inventory = Files.writeString(
                folder.resolve("inventory.yaml"), "nodes:\n- node: lab/n1\n- node: lab/ghost\n  labels: {rack: r07}\n");
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.of(inventory));
                Browser browser = Browser.start()) {
            stand.startAgent(NODE, RecordedHost.in(folder.resolve("host")));
            browser.open(stand.page("#/?view=list"));
            Await.until("the ghost", () -> row(browser, "lab/ghost"), "UNENROLLED"::equals);
            Await.until("the node that came", () -> row(browser, "lab/n1"), "UNDECLARED"::equals);
        }
    }

    private static String row(Browser browser, String node) {
        return browser.evaluate(
                        "document.querySelector('[data-testid=node-row][data-node=\"" + node + "\"]').dataset.state")
                .asText();
    }

    @Test
    void aBrokerThatWasAwayLeavesNoFalseSilence(RunningBroker broker) throws Exception {
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        try (Stand stand = new Stand(broker, folder).startAggregator();
                Browser browser = Browser.start()) {
            stand.startAgent(NODE, host);
            browser.open(stand.page("#/node/lab/n1?q=os.kernel.release"));
            Await.until(
                    "the recorded kernel",
                    () -> browser.text(KERNEL_ON_PAGE),
                    text -> text.contains(RecordedHost.KERNEL));
            browser.evaluate("""
                    window.states = []; window.watched = new EventSource('/api/v1/stream');
                    watched.addEventListener('nodes', e => JSON.parse(e.data).changed.forEach(n => states.push(n.state)))
                    """);

            broker.takeAway();
            host.withKernel("6.8.0-90-generic");
            Await.until(
                    "an outage longer than silence takes",
                    () -> sinceLastRecord(stand),
                    age -> age.compareTo(Stand.HEARTBEAT.multipliedBy(5)) > 0);
            broker.restore();

            Await.until(
                    "what changed meanwhile",
                    () -> browser.text(KERNEL_ON_PAGE),
                    text -> text.contains("6.8.0-90-generic"));
            Await.until(
                    "fresh records",
                    () -> sinceLastRecord(stand),
                    age -> age.compareTo(Stand.HEARTBEAT.multipliedBy(3)) < 0);
            Await.until(
                    "a node that is heard",
                    () -> browser.evaluate(STATE_ON_PAGE).asText(),
                    "UNDECLARED"::equals);
            assertFalse(
                    browser.evaluate("states.includes('SILENT')").asBoolean(),
                    () -> "states told: " + browser.evaluate("states"));
        }
    }

    private static Duration sinceLastRecord(Stand stand) {
        var fleet = stand.fleet();
        return Duration.between(
                Instant.parse(fleet.path("lastRecordAt").asText()),
                Instant.parse(fleet.path("asOf").asText()));
    }
}
