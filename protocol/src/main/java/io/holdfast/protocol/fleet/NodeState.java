package io.holdfast.protocol.fleet;

/// What a node is at a glance. Declared in order of precedence: the first that applies is shown, others may show as
/// marks.
public enum NodeState {
    /// Gone from the inventory and silent for 7 days.
    RETIRED,
    /// Expected by the inventory and never heard.
    UNENROLLED,
    /// Not heard for three intervals: unknown, never healthy.
    SILENT,
    /// Handed over for maintenance.
    IN_MAINTENANCE,
    /// Its release conditions are not yet met in this boot.
    PREPARING,
    /// A critical fault.
    UNHEALTHY,
    /// A fault that costs capacity or speed, or a health source that fell silent.
    DEGRADED,
    /// Differs from its baseline.
    DRIFTED,
    /// The wanted value waits for a reset or reboot.
    PENDING,
    /// No baseline: health is judged, conformance is not claimed.
    UNDECLARED,
    /// Heard, judged, without fault, and as declared but for what is waived or held back.
    HEALTHY,
    /// A word of a newer writer; never shown as healthy.
    UNKNOWN
}
