package io.holdfast.systemtests;

import io.holdfast.agent.memory.Edge;
import io.holdfast.agent.memory.Memory;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.report.KafkaTransport;
import io.holdfast.agent.report.NodeSession;
import io.holdfast.agent.report.Outbox;
import io.holdfast.agent.report.Reporter;
import io.holdfast.agent.schedule.Jitter;
import io.holdfast.agent.schedule.VertxLoop;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.Sender;
import io.holdfast.protocol.wire.SessionKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;

/// A process of agents to which something happens all the time: each has the memory, the outbox and the
/// producer of a real one, and goes on where it was when it is started again. Made to be killed.
final class OutboxProcess {
    static final byte[] MASTER = "a master key of thirty-two bytes".getBytes(StandardCharsets.UTF_8);
    static final String KEY_ID = "m1";

    private static final String BOOT = "0b2b7c9e-1111-4000-8000-000000000001";
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration BETWEEN = Duration.ofMillis(40);
    /// That happen together, in one transaction: at least.
    private static final int BURST = 5;
    /// Transactions in which all happens: at most.
    private static final int STEPS = 100;
    /// The hour in which it all happens.
    private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");

    private final Path made;
    private final VertxLoop loop;
    private final MemoryLane lane;
    private final Outbox outbox;
    private final int events;

    /// Arguments: `bootstrap.servers`, folder, number of the first agent, how many agents, events of each.
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        int first = Integer.parseInt(arguments[2]);
        for (int agent = first; agent < first + Integer.parseInt(arguments[3]); agent++) {
            Path folder = Path.of(arguments[1]);
            new OutboxProcess(vertx, arguments[0], folder, agent, Integer.parseInt(arguments[4])).goOn();
        }
    }

    static NodeId node(int agent) {
        return new NodeId("lab", "n" + agent);
    }

    /// Is there when all that has to happen to the agent has happened.
    static Path made(Path folder, int agent) {
        return folder.resolve(node(agent).name() + ".made");
    }

    private OutboxProcess(Vertx vertx, String kafka, Path folder, int agent, int events) {
        this.made = made(folder, agent);
        this.events = events;
        this.loop = new VertxLoop(vertx);
        Memory memory = Memory.open(folder.resolve(node(agent).name()), BOOT, loop.now());
        long run = memory.lastRun() + 1;
        memory.enrolled(run);
        this.lane = new MemoryLane(memory, Executors.newSingleThreadExecutor());
        this.outbox = new Outbox(
                lane,
                new Reporter.Outlet(
                        new KafkaTransport(vertx, KafkaAccess.plain(kafka), HEARTBEAT),
                        loop,
                        new AgentMetrics(new SimpleMeterRegistry()),
                        new Jitter(new Random(agent))));
        Sender sender = new Sender(node(agent), BOOT, run, KEY_ID);
        SessionKey key = SessionKey.derive(MASTER, sender.node(), run, KEY_ID);
        loop.run(() -> outbox.session(new NodeSession(sender, key, loop::now)));
    }

    private void goOn() {
        lane.ask(this::happen)
                .onSuccess(count -> loop.run(() -> {
                    outbox.wake();
                    if (count < events) {
                        loop.after(BETWEEN, this::goOn);
                    } else {
                        isMade();
                    }
                }))
                .onFailure(Throwable::printStackTrace);
    }

    /// A few more, and how many there were so far: in one transaction, as a judgement and its edges.
    private int happen(Memory memory) {
        int before =
                memory.health().map(bytes -> ByteBuffer.wrap(bytes).getInt()).orElse(0);
        int after = Math.min(events, before + Math.max(BURST, events / STEPS));
        List<Edge> edges = new ArrayList<>();
        for (int number = before + 1; number <= after; number++) {
            Instant at = BEGIN.plus(Duration.ofHours(1).multipliedBy(number).dividedBy(events));
            edges.add(Edge.ofNode(NodeEvent.Kind.KERNEL_FAULT, Integer.toString(number), at));
        }
        memory.judged(
                BOOT,
                List.of(),
                ByteBuffer.allocate(Integer.BYTES).putInt(after).array(),
                edges);
        return after;
    }

    private void isMade() {
        try {
            Files.writeString(made, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
