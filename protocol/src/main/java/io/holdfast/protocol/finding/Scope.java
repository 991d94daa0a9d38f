package io.holdfast.protocol.finding;

/// How far a finding reaches: what has to leave service while it is mended.
public enum Scope {
    DEVICE,
    NODE,
    NVLINK_DOMAIN,
    RACK,
    /// A word of a newer writer.
    UNKNOWN
}
