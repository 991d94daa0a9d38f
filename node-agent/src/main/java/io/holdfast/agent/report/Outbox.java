package io.holdfast.agent.report;

import io.holdfast.agent.memory.Memory;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.schedule.Backoff;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.Wire;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the edges in the outbox, then forgets them: oldest first.
///
/// A reader ignores what is not above the highest row it has seen, so a row that arrives after a later one
/// is lost. Three rules keep the order:
///
/// - what is under way is one window of rows; the next window waits until every row of this one has its
///   answer. The first window, and the first after a failure, is a single row: it proves that the broker
///   takes any.
/// - rows are handed over in order to a producer that keeps it, and no row after one that was not taken
///   (`Transport.sendInOrder`).
/// - a row is forgotten only after the broker has confirmed it and all before it. A failure says that a row
///   may not have been stored, not that it was not. So it and all after it are sent again under their
///   numbers: what was stored is ignored the second time.
///
/// A row that is too large for any broker is replaced by a `GAP`: it must not hold up the others for ever.
///
/// All methods are called on the loop.
public final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final MemoryLane memory;
    private final Transport transport;
    private final Loop loop;
    private final AgentMetrics metrics;
    private final Backoff backoff;
    private final Complaint complaint = new Complaint(LOG);
    private Optional<NodeSession> session = Optional.empty();
    /// Rows that may be under way together.
    private int width = 1;
    private boolean isBusy;
    private boolean isAwakened;
    private boolean isStopped;

    public Outbox(MemoryLane memory, Reporter.Outlet outlet) {
        this.memory = memory;
        this.transport = outlet.transport();
        this.loop = outlet.loop();
        this.metrics = outlet.metrics();
        this.backoff = Backoff.quick(outlet.jitter());
    }

    /// Speaks under a new enrolment from now on.
    public void session(NodeSession fresh) {
        session = Optional.of(fresh);
        wake();
    }

    /// There may be something new.
    public void wake() {
        isAwakened = true;
        memory.ask(Memory::depth).onSuccess(metrics::outboxRows);
        next();
    }

    public void stop() {
        isStopped = true;
    }

    private void next() {
        if (isBusy || isStopped || !isAwakened || session.isEmpty()) {
            return;
        }
        isBusy = true;
        isAwakened = false;
        int window = width;
        memory.ask(file -> file.oldest(window))
                .onComplete(read -> loop.run(() -> {
                    if (read.failed()) {
                        metrics.memoryFailed();
                        later(read.cause());
                    } else if (read.result().isEmpty()) {
                        metrics.outboxRows(0);
                        isBusy = false;
                        next();
                    } else {
                        send(read.result());
                    }
                }));
    }

    private void send(List<NodeEvent> rows) {
        if (isStopped || session.isEmpty()) {
            isBusy = false;
            return;
        }
        NodeSession speaker = session.get();
        List<Future<Void>> answers = transport.sendInOrder(rows.stream()
                .map(row -> speaker.seal(MessageType.EVENT, Wire.encode(row)))
                .toList());
        Future.join(answers).onComplete(_ -> loop.run(() -> answered(rows, answers)));
    }

    private void answered(List<NodeEvent> rows, List<Future<Void>> answers) {
        long confirmed = 0;
        Optional<Throwable> why = Optional.empty();
        for (int i = 0; i < rows.size(); i++) {
            if (answers.get(i).failed()) {
                metrics.sendFailed(MessageType.EVENT.word());
                Throwable cause = answers.get(i).cause();
                why = why.or(() -> Optional.of(cause));
            } else {
                metrics.sent(MessageType.EVENT.word());
                if (why.isEmpty()) {
                    confirmed = rows.get(i).row();
                }
            }
        }
        width = why.isEmpty() ? Memory.UNDER_WAY : 1;
        settle(confirmed, tooLarge(rows, answers), why);
    }

    private static List<Long> tooLarge(List<NodeEvent> rows, List<Future<Void>> answers) {
        return IntStream.range(0, rows.size())
                .filter(i -> answers.get(i).cause() instanceof RecordTooLargeException)
                .mapToObj(i -> rows.get(i).row())
                .toList();
    }

    private void settle(long confirmed, List<Long> tooLarge, Optional<Throwable> why) {
        Instant now = loop.now();
        memory.ask(file -> {
                    tooLarge.forEach(row -> file.giveUp(row, "too large for the broker", now));
                    file.forgetThrough(confirmed);
                    return file.depth();
                })
                .onComplete(depth -> loop.run(() -> {
                    if (depth.succeeded()) {
                        metrics.outboxRows(depth.result());
                        why.ifPresentOrElse(this::later, this::delivered);
                    } else {
                        metrics.memoryFailed();
                        later(depth.cause());
                    }
                }));
    }

    private void delivered() {
        backoff.reset();
        complaint.over();
        again();
    }

    private void again() {
        isBusy = false;
        isAwakened = true;
        next();
    }

    private void later(Throwable why) {
        complaint.unsent("the outbox could not be emptied", why);
        loop.after(backoff.next(), this::again);
    }
}
