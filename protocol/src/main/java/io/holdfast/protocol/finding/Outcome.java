package io.holdfast.protocol.finding;

/// What a judgement concluded. The list is closed.
public enum Outcome {
    /// Read, and as it should be.
    OK,
    /// Configuration differs from what was declared; a target value exists.
    DRIFT,
    /// The wanted value is written and waits for a reset, reboot or power cycle; repeating the repair is pointless.
    PENDING,
    /// Hardware, link or runtime is not well; there is no declared value to return to.
    FAULT,
    /// It could not be judged: never OK, never drift, never a reason to repair.
    UNKNOWN,
    /// The question makes no sense on this node.
    NOT_APPLICABLE,
    /// Judged, and held back for a named reason with an end (maintenance, rollout).
    SUPPRESSED,
    /// An approved exception with owner, reason and expiry: still evaluated, shown and counted, never as OK.
    WAIVED
}
