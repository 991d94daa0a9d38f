package io.holdfast.protocol.check;

import io.holdfast.protocol.finding.Severity;

/// What the driver asks for by number: the second number of an Xid 154.
///
/// @param number stable over driver branches, unlike the label behind it
public record RecoveryAction(
        int number, String name, Severity severity, Remedy remedy, String notes, String unverified) {}
