package io.holdfast.protocol.report;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something that happened once on a node: an edge. For audit, and for what nobody says twice; the level of a
/// node is in its reports.
///
/// A reader keeps the highest row per node and outbox, ignores what is not above it, and shows a jump as lost
/// edges.
///
/// @param outbox names the outbox it was written to; a new outbox starts its rows anew
/// @param row its place in that outbox; only grows
/// @param id the same for the same happening, however often it is sent
/// @param check what it is about, where it is about a check
/// @param instances what of the node it is about; empty for the node as a whole
/// @param text one sentence for a person
/// @param observedAt node clock
/// @param gap the rows that a `GAP` stands for; empty for every other kind
public record NodeEvent(
        String outbox,
        long row,
        String id,
        Kind kind,
        Optional<CheckId> check,
        List<Instance> instances,
        String text,
        Instant observedAt,
        Optional<Gap> gap) {
    public NodeEvent {
        instances = List.copyOf(instances);
    }

    /// What happened.
    public enum Kind {
        /// The agent's process started.
        AGENT_STARTED,
        /// The node's boot id is another than at the last look.
        BOOT_CHANGED,
        /// A setting reads otherwise than before.
        FACT_CHANGED,
        /// Something is found that was well before.
        FINDING_OPENED,
        /// What was found is found no more.
        FINDING_CLOSED,
        /// The kernel's log told of a fault.
        KERNEL_FAULT,
        /// The outbox was damaged and set aside; what it held and had not sent is lost.
        OUTBOX_REPLACED,
        /// Edges that were dropped because the outbox was full.
        GAP,
        /// A word of a newer writer.
        UNKNOWN
    }

    /// Rows that were dropped before they were sent, both ends included.
    public record Gap(long from, long to, String reason) {}
}
