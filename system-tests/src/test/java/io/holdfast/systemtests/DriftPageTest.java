package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.protocol.fact.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a person sees of drift in the browser: on the page of the fleet, of the node, and among what needs somebody.
@ExtendWith(Broker.class)
class DriftPageTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final String OTHER = "6.8.0-90-generic";
    private static final String VALUE = "[data-testid=drift-cause] tr[data-check=\"os.kernel.release\"]";

    @TempDir
    Path folder;

    @BeforeAll
    static void needsABrowser() {
        assumeTrue(Browser.installed().isPresent(), "no chromium on the PATH (apt-get install chromium)");
    }

    private BaselineConfig declared() throws Exception {
        Path file = Files.writeString(folder.resolve("train.yaml"), """
                baseline: site/train
                title: Training nodes
                expect:
                  os.kernel.release: "%s"
                """.formatted(RecordedHost.KERNEL));
        Path assign = Files.writeString(folder.resolve("assign.yaml"), """
                assign:
                - baseline: site/train
                  match: {facts: {sys.product: SYS-212GB-FNR}}
                """);
        Pace pace = new Pace(Duration.ofMillis(500), Duration.ofSeconds(12));
        return new BaselineConfig(List.of(file, assign), List.of(), pace, true);
    }

    @Test
    void driftIsShownWithCauseAndTrendAndGoesWhenItIsMended(RunningBroker broker) throws Exception {
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        try (Stand stand = new Stand(broker, folder).startAggregator(Optional.empty(), declared());
                Browser browser = Browser.start()) {
            stand.startAgent(NODE, host);
            browser.open(stand.page("#/drift"));
            Await.until("a clean page", () -> headline(browser), "lab/n1 is as declared."::equals);

            host.withKernel(OTHER);

            String value = Await.until("the drift", () -> browser.text(VALUE), text -> text.contains(OTHER));
            assertTrue(value.contains(RecordedHost.KERNEL) && value.contains("train.yaml:4"), value);
            assertTrue(headline(browser).startsWith("lab/n1: os.kernel.release is " + OTHER), headline(browser));
            Await.until(
                    "a line of the trend",
                    () -> browser.evaluate("document.querySelectorAll('td [data-testid=trend] path[d^=M]').length")
                            .asInt(),
                    count -> count == 1);

            browser.open(stand.page("#/node/lab/n1"));
            Await.until(
                    "from what to what",
                    () -> browser.text("[data-testid=change-row][data-kind=FACT_CHANGED]"),
                    text -> text.contains(RecordedHost.KERNEL + " → " + OTHER));
            assertEquals(
                    "site/train", browser.text("[data-testid=baseline-name]").strip());

            browser.open(stand.page("#/"));
            Await.until(
                    "what needs somebody",
                    () -> browser.text("[data-testid=needs-you-row]"),
                    text -> text.contains(
                            "os.kernel.release: expected " + RecordedHost.KERNEL + ", observed " + OTHER));

            host.withKernel(RecordedHost.KERNEL);
            browser.open(stand.page("#/drift"));
            Await.until("a clean page again", () -> headline(browser), "lab/n1 is as declared."::equals);
            assertEquals(List.of(), browser.errors());
        }
    }

    private static String headline(Browser browser) {
        return browser.text("[data-testid=drift-headline]");
    }
}
