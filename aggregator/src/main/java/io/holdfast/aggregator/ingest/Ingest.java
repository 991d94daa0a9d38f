package io.holdfast.aggregator.ingest;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.fold.NodeEvents;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.NodeRecord.Refusal;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.Wire;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Takes one record from a node: believed or not, new or not, and what the node is after it. Changes
/// nothing itself.
public final class Ingest {
    /// What a record leads to.
    public sealed interface Result {
        /// Not believed; nothing changes.
        record Refused(Refusal why, String detail) implements Result {}

        /// Believed, but not above what was seen: nothing changes but what is known of who speaks.
        record Repeated(FleetNode before, FleetNode after) implements Result {}

        /// Believed: an edge. Edges count from every enrolled run; whether it is new is for its outbox to say.
        record Happened(NodeRecord record, NodeEvent event) implements Result {}

        /// Believed and taken.
        ///
        /// @param before what the node was
        /// @param after what it is now
        /// @param store what has to be kept for the node's page; empty where nothing new was said
        record Taken(NodeRecord record, FleetNode before, FleetNode after, Optional<StateRecord> store)
                implements Result {}
    }

    private final RecordVerifier verifier;
    private final IngestCounters counters;

    public Ingest(RecordVerifier verifier, IngestCounters counters) {
        this.verifier = verifier;
        this.counters = counters;
    }

    /// Judges one record and says what follows from it.
    ///
    /// @param appended when the broker took the record
    /// @param known what is known of a node so far
    public Result take(Envelope envelope, Instant appended, Function<NodeId, Optional<FleetNode>> known) {
        Result result = switch (verifier.verify(envelope)) {
            case NodeRecord.Verdict.Refused(Refusal why, String detail) -> new Result.Refused(why, detail);
            case NodeRecord.Verdict.Accepted(NodeRecord record) -> {
                NodeId node = record.sender().node();
                FleetNode before = known.apply(node).orElseGet(() -> FleetNode.unheard(node, appended));
                yield guarded(record, envelope.data(), before, appended);
            }
        };
        switch (result) {
            case Result.Refused(Refusal why, String _) -> counters.countRefused(why);
            case Result.Repeated _ -> counters.countRepeated();
            case Result.Happened _, Result.Taken _ -> counters.countAccepted(appended.toEpochMilli());
        }
        return result;
    }

    /// Counts an edge by what its outbox made of it.
    public void counted(NodeEvent event, NodeEvents.Step step) {
        if (step.isNew()) {
            counters.countEvent(event.kind(), step.lost());
        } else {
            counters.countEventRepeated();
        }
    }

    /// An enrolled node that sends what breaks a reader is refused; it must not stop the partition for all others.
    private Result guarded(NodeRecord record, byte[] data, FleetNode before, Instant appended) {
        try {
            return taken(record, data, before, appended);
        } catch (RuntimeException e) {
            return new Result.Refused(Refusal.BAD_DATA, String.valueOf(e));
        }
    }

    private Result taken(NodeRecord record, byte[] data, FleetNode before, Instant appended) {
        long run = record.sender().run();
        return switch (record.type()) {
            case REPORT -> {
                if (!before.level().takesReport(run, record.sequence())) {
                    yield repeated(record, before, appended);
                }
                if (record.dataDigest().equals(before.level().reportDigest())) {
                    counters.countUnchanged();
                    FleetNode after = before.heardAgain(record, appended);
                    yield new Result.Taken(record, before, after, Optional.empty());
                }
                yield report(record, data, before, appended);
            }
            case SNAPSHOT_SECTION ->
                before.level().takesSnapshot(run, record.sequence())
                        ? section(record, data, before, appended)
                        : repeated(record, before, appended);
            case SNAPSHOT_DIGESTS ->
                before.level().takesSnapshot(run, record.sequence())
                        ? new Result.Taken(record, before, before.digestsHeard(record, appended), Optional.empty())
                        : repeated(record, before, appended);
            case EVENT ->
                record.dataHolds(data)
                        ? new Result.Happened(record, Wire.decode(data, NodeEvent.class))
                        : new Result.Refused(Refusal.BAD_DIGEST, "event");
            case ASSIGNMENT,
                    RESEND,
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
                    DRIFT_TREND ->
                new Result.Refused(Refusal.MISPLACED, record.type().word() + " is not for nodes to send");
        };
    }

    private static Result repeated(NodeRecord record, FleetNode before, Instant appended) {
        return new Result.Repeated(before, before.passedOver(record, appended));
    }

    private Result report(NodeRecord record, byte[] data, FleetNode before, Instant appended) {
        if (!record.dataHolds(data)) {
            return new Result.Refused(Refusal.BAD_DIGEST, "report");
        }
        NodeReport report = Wire.decode(data, NodeReport.class);
        if (!report.node().equals(record.sender().node())) {
            return new Result.Refused(Refusal.BAD_DATA, "report speaks of " + report.node());
        }
        FleetNode after = before.reported(record, report, appended);
        return new Result.Taken(record, before, after, Optional.of(StateRecord.report(record, appended, data)));
    }

    private Result section(NodeRecord record, byte[] data, FleetNode before, Instant appended) {
        if (!record.dataHolds(data)) {
            return new Result.Refused(Refusal.BAD_DIGEST, "section");
        }
        SectionWire.Decoded decoded = SectionWire.decode(data);
        FleetNode after = before.sectionHeld(record, decoded.facts(), decoded.digest(), appended);
        StateRecord kept = StateRecord.section(record, decoded.facts().section(), appended, data);
        return new Result.Taken(record, before, after, Optional.of(kept));
    }
}
