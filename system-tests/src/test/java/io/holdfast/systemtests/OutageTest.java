package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.SessionKey;
import io.holdfast.protocol.wire.Topics;
import io.holdfast.protocol.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The broker is away while things happen to the nodes, and agents are killed before, meanwhile and
/// afterwards. In the end a reader who follows the rule for edges has seen everything once and in order.
@ExtendWith(Broker.class)
class OutageTest {
    private static final int AGENTS = 20;
    private static final int PARTITIONS = 2;

    @TempDir
    Path folder;

    private final Children children = new Children();

    @AfterEach
    void leaveNothingRunning() {
        children.close();
    }

    @Test
    void whatHappenedInAnOutageArrivesOnceAndInOrder(RunningBroker broker) throws Exception {
        outage(broker, 2, 250, Duration.ofSeconds(1));
    }

    @Test
    @Tag("long")
    void aHundredThousandEventsOutliveAnHourWithoutBroker(RunningBroker broker) throws Exception {
        outage(broker, 4, 5_000, Duration.ofMinutes(3));
    }

    private void outage(RunningBroker broker, int processes, int events, Duration atLeast) throws Exception {
        Records records = new Records(broker.bootstrapServers());
        createTopic(broker);
        List<Process> agents = new ArrayList<>();
        for (int process = 0; process < processes; process++) {
            agents.add(start(broker, process, processes, events));
        }
        arrived(records, AGENTS * events / 20);
        kill(agents.get(0));
        broker.takeAway();
        long until = System.nanoTime() + atLeast.toNanos();
        agents.set(0, start(broker, 0, processes, events));
        for (int agent = 0; agent < AGENTS; agent++) {
            Path made = OutboxProcess.made(folder, agent);
            Await.until("all that happens to " + made, () -> Files.exists(made), is -> is);
        }
        kill(agents.get(1));
        agents.set(1, start(broker, 1, processes, events));
        while (System.nanoTime() < until) {
            long step =
                    Math.min(until, System.nanoTime() + Duration.ofSeconds(30).toNanos());
            Await.until("the outage to last", () -> System.nanoTime() >= step, is -> is);
        }
        broker.restore();
        arrived(records, AGENTS * events / 2);
        kill(agents.get(0));
        agents.set(0, start(broker, 0, processes, events));
        for (int tenth = 6; tenth <= 10; tenth++) {
            arrived(records, (long) AGENTS * events / 10 * tenth);
        }
        assertAllArrived(records, events);
    }

    private static void arrived(Records records, long least) {
        long written = 0;
        while (written < least) {
            long before = written;
            written = Await.until(
                    least + " events", () -> records.written(Topics.NODE_EVENT), now -> now > before || now >= least);
        }
    }

    private static void assertAllArrived(Records records, int events) {
        List<String> all =
                IntStream.rangeClosed(1, events).mapToObj(Integer::toString).toList();
        Map<NodeId, Reader> readers =
                Await.until("the last events", () -> readers(records), seen -> isComplete(seen, events));
        readers.forEach((node, reader) -> {
            assertTrue(all.equals(reader.texts), () -> node + " " + differing(all, reader.texts));
            assertEquals(0, reader.lost, "lost edges of " + node);
        });
        int repeated =
                readers.values().stream().mapToInt(reader -> reader.repeated).sum();
        System.out.println(
                readers.size() * events + " events arrived once and in order; sent again and ignored: " + repeated);
    }

    private static String differing(List<String> expected, List<String> seen) {
        int same = 0;
        while (same < Math.min(expected.size(), seen.size())
                && expected.get(same).equals(seen.get(same))) {
            same++;
        }
        return "differs after " + same + ": " + seen.subList(same, Math.min(seen.size(), same + 20));
    }

    private static boolean isComplete(Map<NodeId, Reader> readers, int events) {
        return readers.size() == AGENTS && readers.values().stream().allMatch(reader -> reader.texts.size() >= events);
    }

    /// What a reader of a node's edges keeps: the highest row of its outbox.
    private static final class Reader {
        private final List<String> texts = new ArrayList<>();
        private String outbox = "";
        private long row;
        private int lost;
        private int repeated;

        @Override
        public String toString() {
            return texts.size() + " events, " + lost + " lost, row " + row;
        }

        void read(NodeEvent event) {
            if (!event.outbox().equals(outbox)) {
                outbox = event.outbox();
                row = 0;
            }
            if (event.row() <= row) {
                repeated++;
                return;
            }
            lost += Math.toIntExact(event.row() - row - 1);
            row = event.row();
            texts.add(event.text());
        }
    }

    private static Map<NodeId, Reader> readers(Records records) {
        Map<NodeId, Reader> readers = new HashMap<>();
        for (Envelope envelope : records.all(Topics.NODE_EVENT)) {
            NodeRecord.Verdict verdict = NodeRecord.verify(
                    envelope,
                    sender -> Optional.of(SessionKey.derive(
                            OutboxProcess.MASTER, sender.node(), sender.run(), OutboxProcess.KEY_ID)));
            if (verdict instanceof NodeRecord.Verdict.Accepted(NodeRecord record)) {
                readers.computeIfAbsent(record.sender().node(), _ -> new Reader())
                        .read(Wire.decode(envelope.data(), NodeEvent.class));
            }
        }
        return readers;
    }

    private static void createTopic(RunningBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(Topics.NODE_EVENT.name(), PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    private Process start(RunningBroker broker, int process, int processes, int events) throws Exception {
        int each = AGENTS / processes;
        return children.start(
                OutboxProcess.class,
                broker.bootstrapServers(),
                folder.toString(),
                Integer.toString(process * each),
                Integer.toString(each),
                Integer.toString(events));
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
