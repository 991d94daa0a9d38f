package io.holdfast.protocol.check;

import io.holdfast.protocol.finding.Severity;
import java.time.Duration;
import java.util.List;

/// An error code of the NVIDIA driver: `NVRM: Xid (PCI:0000:04:00): 79, ...`.
///
/// @param name NVIDIA's mnemonic
/// @param immediate what NVIDIA's catalog asks for at once; empty where it names nothing
/// @param investigate what it asks for afterwards
/// @param severity where no grade says otherwise
/// @param grades other severities, told by how the text begins
/// @param follows a line of it belongs to another Xid of the same GPU that came at most this long before; zero for none
public record Xid(
        int code,
        String name,
        String meaning,
        String immediate,
        String investigate,
        Severity severity,
        List<Check.Grade> grades,
        Remedy remedy,
        Duration follows,
        String notes,
        String unverified) {
    /// The driver says what it asks for by a number.
    public static final int RECOVERY_ACTION = 154;

    public Xid {
        grades = List.copyOf(grades);
    }
}
