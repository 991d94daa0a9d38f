package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.standalone.simulate.Simulator;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A person rolls a baseline out with the browser: what waits, what stopped, and why.
@ExtendWith(Broker.class)
class RolloutPageTest {
    private static final int NODES = 6;
    private static final Pace PACE = new Pace(Duration.ofMillis(500), Duration.ofSeconds(8));
    private static final String STATE = "document.querySelector('[data-testid=rollout]')?.dataset.state ?? ''";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @BeforeAll
    static void needsABrowser() {
        assumeTrue(Browser.installed().isPresent(), "no chromium on the PATH (apt-get install chromium)");
    }

    @Test
    void aBaselineIsApprovedWatchedStoppedAndRolledBackOnThePage(RunningBroker broker) throws Exception {
        Path declared = Files.createDirectories(folder.resolve("baselines"));
        Files.writeString(declared.resolve("assign.yaml"), "assign:\n- baseline: site/rtx\n");
        write(declared, "6.5.0-45-generic");
        BaselineConfig config = new BaselineConfig(List.of(declared), List.of(), PACE, false);
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.empty(), config);
                Simulator _ = stand.startAlike(NODES, vertx);
                Browser browser = Browser.start()) {
            Await.until("all nodes", () -> stand.nodes().size(), count -> count == NODES);

            browser.open(stand.page("#/"));
            Await.until(
                    "what waits among what needs a person",
                    () -> browser.text("[data-testid=needs-you-row][data-kind=rollout]"),
                    text -> text.contains("site/rtx") && text.contains("nothing new would depart"));
            browser.evaluate("document.querySelector('[data-testid=needs-you-row][data-kind=rollout]').click()");
            Await.until("a rollout that waits", () -> state(browser), "WAITING"::equals);
            move(browser, "approve", "");
            Await.until("all waves", () -> state(browser), "DONE"::equals);
            assertEquals(
                    "1",
                    stand.metric("holdfast_aggregator_rollouts{state=\"DONE\"}").replace(".0", ""));

            write(declared, "6.5.0-41-generic");
            Await.until("the next one", () -> state(browser), "WAITING"::equals);
            Await.until(
                    "what would depart, and on which nodes",
                    () -> browser.text("[data-testid=rollout-row][data-check=\"os.kernel.release\"]"),
                    text -> text.contains("6.5.0-41-generic") && text.contains("sim/rtx-0006"));
            move(browser, "approve", "");
            Await.until("the canary to stop it", () -> state(browser), "STOPPED"::equals);
            String standing = browser.text("[data-testid=rollout-standing]");
            assertTrue(standing.contains("still departs") && standing.contains("os.kernel.release"), standing);

            move(browser, "roll-back", "wrong kernel");
            Await.until("it to be rolled back", () -> state(browser), "ROLLED_BACK"::equals);
            JsonNode move = stand.rollouts().path("rollouts").path(0).path("move");
            assertEquals("wrong kernel", move.path("why").asText());
            assertEquals(List.of(), browser.errors());
        } finally {
            vertx.close();
        }
    }

    private static void write(Path declared, String kernel) throws Exception {
        Files.writeString(
                declared.resolve("rtx.yaml"),
                "baseline: site/rtx\ntitle: Servers\nexpect:\n  os.kernel.release: \"" + kernel + "\"\n");
    }

    private static String state(Browser browser) {
        return browser.evaluate(STATE).asText();
    }

    /// Presses the button, gives a reason and confirms, as a person does.
    private static void move(Browser browser, String verb, String why) {
        browser.evaluate("document.querySelector('[data-testid=rollout-" + verb + "]').click()");
        Await.until(
                "the question",
                () -> browser.evaluate("document.querySelector('[data-testid=rollout-confirm]') !== null")
                        .asBoolean(),
                Boolean.TRUE::equals);
        browser.evaluate("""
                (() => {
                  const why = document.querySelector('[data-testid=rollout-why]');
                  why.value = '%s';
                  why.dispatchEvent(new Event('input', {bubbles: true}));
                })()
                """.formatted(why));
        browser.evaluate("document.querySelector('[data-testid=rollout-confirm]').click()");
    }
}
