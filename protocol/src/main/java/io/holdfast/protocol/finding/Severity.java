package io.holdfast.protocol.finding;

/// How much a finding matters, mildest first.
public enum Severity {
    INFO,
    WARNING,
    DEGRADED,
    CRITICAL,
    /// A word of a newer writer.
    UNKNOWN
}
