package io.holdfast.agent.report;

import io.holdfast.agent.memory.InboxPosition;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.fleet.Resend;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.InboxRecord;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import io.vertx.core.Future;
import java.security.PublicKey;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows what the aggregator tells this node, as far as it is signed, new and in time.
///
/// The generation is stored before the order is followed: an order that ended the process is not followed
/// twice.
///
/// All methods are called on the loop.
public final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    /// Who acts on an order.
    public interface Listener {
        void assigned(Assignment assignment);

        void resend(Resend resend);
    }

    private final NodeId self;
    private final MemoryLane memory;
    private final Loop loop;
    private final AgentMetrics metrics;
    private final Listener listener;
    private Map<String, PublicKey> pinned = Map.of();
    private long generation;

    /// @param generation highest one followed so far
    public Inbox(NodeId self, long generation, MemoryLane memory, Reporter.Outlet outlet, Listener listener) {
        this.self = self;
        this.generation = generation;
        this.memory = memory;
        this.loop = outlet.loop();
        this.metrics = outlet.metrics();
        this.listener = listener;
    }

    /// The keys an order may be signed with, by key id.
    public void pin(Map<String, PublicKey> keys) {
        pinned = Map.copyOf(keys);
    }

    /// Takes one record of the partition. Records of other nodes share it.
    ///
    /// @param next where to read on after this record
    public void take(Envelope record, InboxPosition next) {
        if (!record.key().equals(self.toString())) {
            return;
        }
        switch (InboxRecord.verify(record, self, pinned, generation, loop.now())) {
            case InboxRecord.Verdict.Accepted(InboxRecord order) -> follow(order, next);
            case InboxRecord.Verdict.Refused(InboxRecord.Refusal why, String detail) -> {
                metrics.inboxRefused(why.name().toLowerCase(Locale.ROOT).replace('_', '-'));
                switch (why) {
                    // The usual after a restart: what was read once is read again.
                    case OLD_GENERATION, EXPIRED -> LOG.debug("inbox record not followed: {} {}", why, detail);
                    case MALFORMED, UNKNOWN_TYPE, MISPLACED, UNKNOWN_KEY, BAD_SIGNATURE, BAD_DIGEST ->
                        LOG.warn("OPERATOR inbox record not followed: {} {}", why, detail);
                }
                remember(memory.tell(file -> file.read(next)));
            }
        }
    }

    private void follow(InboxRecord order, InboxPosition next) {
        generation = order.generation();
        metrics.inboxFollowed(order.type().word());
        try {
            switch (order.type()) {
                case ASSIGNMENT -> {
                    Assignment assignment = Wire.decode(order.data(), Assignment.class);
                    remember(memory.tell(file -> file.followed(next, order.generation(), assignment)));
                    listener.assigned(assignment);
                }
                case RESEND -> {
                    Resend resend = Wire.decode(order.data(), Resend.class);
                    remember(memory.tell(file -> file.followed(next, order.generation())));
                    listener.resend(resend);
                }
                case SNAPSHOT_SECTION,
                        SNAPSHOT_DIGESTS,
                        REPORT,
                        EVENT,
                        BASELINE,
                        ROLLOUT,
                        COMMAND,
                        WAIVER,
                        NOTICE,
                        AUDIT,
                        DRIFT_FLEET,
                        DRIFT_CHECK,
                        DRIFT_CAUSE,
                        DRIFT_NODE,
                        DRIFT_TREND -> LOG.warn("no order: {}", order.type());
            }
        } catch (WireException e) {
            metrics.inboxRefused("bad-data");
            LOG.warn("OPERATOR inbox record of generation {} cannot be read: {}", order.generation(), e.getMessage());
            remember(memory.tell(file -> file.followed(next, order.generation())));
        }
    }

    private void remember(Future<Void> stored) {
        stored.onFailure(e -> {
            metrics.memoryFailed();
            LOG.warn("TRANSIENT the inbox position was not stored: {}", e.getMessage());
        });
    }
}
