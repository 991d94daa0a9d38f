package io.holdfast.aggregator.fold;

import io.holdfast.aggregator.foreign.Work;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.report.Origin;
import io.holdfast.protocol.wire.NodeRecord;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the fleet knows of one node: the value of `holdfast.fleet.node.v1`. Every change of it is a pure
/// function here.
///
/// @param level how far its records have been taken in
/// @param speakers who speaks under its name
/// @param agentVersion version of its agent; empty text before any report
/// @param origin what its agent reads
/// @param state what it is at a glance: SILENT, or what its report says
/// @param since since when it is that (broker time)
/// @param health what its report says
/// @param reported section digests as the node names them
/// @param held section digests as they are stored here
/// @param highlights the facts a list shows
/// @param work what others do to it now
/// @param lastHeard append time of the last record (broker time). What is published may be older: `Heard`
/// says the rest
public record FleetNode(
        NodeId node,
        Level level,
        Speakers speakers,
        String agentVersion,
        Origin origin,
        NodeState state,
        Instant since,
        Health health,
        SortedMap<Section, String> reported,
        SortedMap<Section, String> held,
        Highlights highlights,
        List<Work> work,
        Instant lastHeard) {
    /// The maps are not copied: whoever makes a node hands them over. Almost every record leaves both as they
    /// were, and then the next node shares them.
    public FleetNode {
        // A summary of an older writer names no speakers and no work.
        speakers = Objects.requireNonNullElse(speakers, Speakers.NONE);
        work = work == null ? List.of() : List.copyOf(work);
        reported = Collections.unmodifiableSortedMap(reported);
        held = Collections.unmodifiableSortedMap(held);
    }

    /// A node of which nothing is known but that it spoke.
    public static FleetNode unheard(NodeId node, Instant at) {
        return new FleetNode(
                node,
                Level.NONE,
                Speakers.NONE,
                "",
                Origin.UNKNOWN,
                NodeState.UNKNOWN,
                at,
                Health.NONE,
                new TreeMap<>(),
                new TreeMap<>(),
                Highlights.NONE,
                List.of(),
                at);
    }

    /// After a report that says what the last one said: only the headers were read.
    public FleetNode heardAgain(NodeRecord record, Instant appended) {
        Level next = level.afterReport(record.sender(), record.sequence(), record.dataDigest());
        return heard(next, record, appended).inState(health.judged(), appended);
    }

    /// After a report that says something new.
    public FleetNode reported(NodeRecord record, NodeReport report, Instant appended) {
        Level next = level.afterReport(record.sender(), record.sequence(), record.dataDigest());
        Health said = Health.of(report);
        return new FleetNode(
                        node,
                        next,
                        speakers.heard(record, appended),
                        report.agentVersion(),
                        report.origin(),
                        state,
                        since,
                        said,
                        report.sections(),
                        held,
                        highlights,
                        work,
                        lastHeard(appended))
                .inState(said.judged(), appended);
    }

    /// After a section: what it says is stored elsewhere, its digest and highlights here.
    public FleetNode sectionHeld(NodeRecord record, SectionFacts section, String digest, Instant appended) {
        TreeMap<Section, String> nowHeld = new TreeMap<>(held);
        nowHeld.put(section.section(), digest);
        return new FleetNode(
                node,
                level.afterSnapshot(record.sender(), record.sequence()),
                speakers.heard(record, appended),
                agentVersion,
                origin,
                state,
                since,
                health,
                reported,
                nowHeld,
                highlights.renewed(section),
                work,
                lastHeard(appended));
    }

    /// After a list of digests: it says nothing that a report does not say, but it was heard.
    public FleetNode digestsHeard(NodeRecord record, Instant appended) {
        return heard(level.afterSnapshot(record.sender(), record.sequence()), record, appended);
    }

    /// After a record that is not above what was seen: what it says is old, and who said it may be somebody else.
    public FleetNode passedOver(NodeRecord record, Instant appended) {
        return with(level, speakers.heard(record, appended), lastHeard);
    }

    /// After three missed heartbeats.
    public FleetNode fellSilent(Instant at) {
        return inState(NodeState.SILENT, at);
    }

    /// With the mark of two speakers taken away where only one was heard for long.
    ///
    /// @param caughtUpSince since when everything appended has been read without a break
    public FleetNode settled(Instant caughtUpSince, Instant now) {
        Speakers next = speakers.settled(caughtUpSince, now);
        return next.equals(speakers) ? this : with(level, next, lastHeard);
    }

    /// With what others do to it now.
    public FleetNode worked(List<Work> next) {
        return next.equals(work) ? this : with(level, speakers, new Shown(state, since, next), lastHeard);
    }

    /// Sections that the node names and that are not held here as it names them.
    public SortedMap<Section, String> lacking() {
        TreeMap<Section, String> lacking = new TreeMap<>();
        reported.forEach((section, digest) -> {
            if (!digest.equals(held.get(section))) {
                lacking.put(section, digest);
            }
        });
        return lacking;
    }

    /// All that a heartbeat changes.
    public Heard heard() {
        return new Heard(lastHeard, level.run(), level.report(), level.snapshot());
    }

    /// With what was heard of it since this summary of it was made.
    public FleetNode heardUntil(Heard heard) {
        Level next = level.heardUntil(heard);
        Instant last = lastHeard.isAfter(heard.at()) ? lastHeard : heard.at();
        return next.equals(level) && last.equals(lastHeard) ? this : with(next, speakers, last);
    }

    private FleetNode inState(NodeState next, Instant at) {
        return next == state ? this : with(level, speakers, new Shown(next, at, work), lastHeard);
    }

    private FleetNode heard(Level next, NodeRecord record, Instant appended) {
        return with(next, speakers.heard(record, appended), lastHeard(appended));
    }

    private FleetNode with(Level nextLevel, Speakers nextSpeakers, Instant nextLastHeard) {
        return with(nextLevel, nextSpeakers, new Shown(state, since, work), nextLastHeard);
    }

    /// What changes of a node without a word of its own.
    private record Shown(NodeState state, Instant since, List<Work> work) {}

    private FleetNode with(Level nextLevel, Speakers nextSpeakers, Shown shown, Instant nextLastHeard) {
        return new FleetNode(
                node,
                nextLevel,
                nextSpeakers,
                agentVersion,
                origin,
                shown.state(),
                shown.since(),
                health,
                reported,
                held,
                highlights,
                shown.work(),
                nextLastHeard);
    }

    /// Records that are read a second time do not turn the clock back.
    private Instant lastHeard(Instant appended) {
        return appended.isAfter(lastHeard) ? appended : lastHeard;
    }
}
