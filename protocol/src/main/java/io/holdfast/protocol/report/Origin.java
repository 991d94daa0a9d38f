package io.holdfast.protocol.report;

/// What the reporting agent reads: shown, so that nobody takes a replay for a machine.
public enum Origin {
    /// The machine it runs on.
    LIVE,
    /// A recorded host.
    RECORDED,
    /// A made-up host of the fleet simulator.
    SIMULATED,
    /// A word of a newer writer.
    UNKNOWN
}
