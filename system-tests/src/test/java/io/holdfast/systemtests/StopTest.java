package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Stopping is quiet, however much is going on.
@ExtendWith(Broker.class)
class StopTest {
    private static final int NODES = 60;
    private static final int TIMES = 3;

    @TempDir
    Path folder;

    @Test
    void anAggregatorThatIsStoppedWhileNodesReportSaysNoWordOfTrouble(RunningBroker broker) throws Exception {
        Vertx vertx = Vertx.vertx();
        List<String> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(thread.getName() + ": " + e));
        try (Stand stand = new Stand(broker, folder).startAggregator();
                var _ = stand.startSimulator(NODES, vertx)) {
            Await.until("the nodes", () -> stand.nodes().size(), seen -> seen >= NODES);
            for (int i = 0; i < TIMES; i++) {
                try (Heard log = Heard.by("io.holdfast.aggregator")) {
                    stand.stopAggregator();
                    assertEquals(List.of(), log.lines());
                }
                assertEquals(List.of(), List.copyOf(uncaught));
                stand.startAggregator();
                Await.until("the nodes again", () -> stand.nodes().size(), seen -> seen >= NODES);
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
