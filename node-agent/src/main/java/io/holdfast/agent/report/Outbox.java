package io.holdfast.agent.report;

import io.holdfast.agent.memory.Memory;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.schedule.Backoff;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.Wire;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the edges in the outbox, then forgets them: oldest first, one under way at a time.
///
/// One at a time, because a reader ignores what is not above the highest row it has seen: if a later row
/// could arrive
/// while an earlier one failed, the earlier would be lost for good. A row is deleted only after the broker has
/// confirmed it, so a crash in between sends it again under the same number.
///
/// All methods are called on the loop.
public final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int AT_ONCE = 100;

    private final MemoryLane memory;
    private final Transport transport;
    private final Loop loop;
    private final AgentMetrics metrics;
    private final Backoff backoff;
    private final Complaint complaint = new Complaint(LOG);
    private Optional<NodeSession> session = Optional.empty();
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
        memory.ask(file -> file.oldest(AT_ONCE))
                .onComplete(read -> loop.run(() -> {
                    if (read.failed()) {
                        metrics.memoryFailed();
                        later(read.cause());
                    } else if (read.result().isEmpty()) {
                        metrics.outboxRows(0);
                        isBusy = false;
                        next();
                    } else {
                        send(read.result(), 0);
                    }
                }));
    }

    /// Sends the rows from an index on. Those before it are confirmed.
    private void send(List<NodeEvent> rows, int index) {
        if (index == rows.size() || isStopped || session.isEmpty()) {
            if (index > 0) {
                forget(rows.get(index - 1), this::again);
            }
            return;
        }
        var record = session.get().seal(MessageType.EVENT, Wire.encode(rows.get(index)));
        transport
                .send(record)
                .onComplete(sent -> loop.run(() -> {
                    if (sent.succeeded()) {
                        backoff.reset();
                        complaint.over();
                        metrics.sent(MessageType.EVENT.word());
                        send(rows, index + 1);
                    } else {
                        metrics.sendFailed(MessageType.EVENT.word());
                        if (index == 0) {
                            later(sent.cause());
                        } else {
                            forget(rows.get(index - 1), () -> later(sent.cause()));
                        }
                    }
                }));
    }

    private void forget(NodeEvent last, Runnable then) {
        memory.ask(file -> {
                    file.forgetThrough(last.row());
                    return file.depth();
                })
                .onComplete(depth -> loop.run(() -> {
                    if (depth.succeeded()) {
                        metrics.outboxRows(depth.result());
                        then.run();
                    } else {
                        metrics.memoryFailed();
                        later(depth.cause());
                    }
                }));
    }

    private void again() {
        isBusy = false;
        isAwakened = true;
        next();
    }

    private void later(Throwable why) {
        complaint.warn("the outbox could not be emptied: " + why);
        loop.after(backoff.next(), this::again);
    }
}
