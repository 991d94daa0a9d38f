package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.finding.Severity;
import java.time.Duration;
import java.util.Optional;

/// What one message of the kernel's log says about the health of something.
///
/// @param part tells apart what one check counts separately on one instance: a link, an asked-for action; may be empty
/// @param text for a person; its beginning tells the severity
/// @param sticky how long it is open after the last such message; empty for the rest of the boot
public record Sighting(
        Kind kind,
        CheckId check,
        Instance instance,
        String part,
        String text,
        Severity severity,
        Optional<Duration> sticky) {
    /// Stands at the end of what NVML told and no message did.
    public static final String BY_NVML = "(told by NVML alone)";

    /// What a message does to the fault it is about.
    public enum Kind {
        /// It is one.
        FAULT,
        /// It tells more about one that another message told.
        EVIDENCE,
        /// It ends one.
        END
    }
}
