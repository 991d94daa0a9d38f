package io.holdfast.protocol.check;

import io.holdfast.protocol.finding.Severity;
import java.util.List;
import java.util.OptionalInt;

/// An error code of NVSwitch: `nvidia-nvswitch3: SXid (PCI:0000:05:00.0): 12028, Non-fatal, Link 32 ...`.
///
/// @param kind what has to be done about all codes of the kind
/// @param severity where no grade says otherwise
/// @param grades other severities, told by how the text begins
/// @param ends the code that this one says is over
public record Sxid(
        int code,
        String kind,
        String meaning,
        Severity severity,
        List<Check.Grade> grades,
        Remedy remedy,
        OptionalInt ends,
        String notes) {
    public Sxid {
        grades = List.copyOf(grades);
    }
}
