package io.holdfast.protocol.check;

import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import java.util.List;
import java.util.Optional;

/// One row of the check catalog.
///
/// @param pattern the check's id, or the pattern of a family: `kernel.module.<name>`
/// @param title one line of meaning
/// @param type what a reading of it is
/// @param unit unit of a quantity, as shown
/// @param kind configuration, health, or plain information
/// @param severity default severity of a finding
/// @param source where it is read: path or command line
/// @param expected what is well, in words; a baseline says what is declared
/// @param healthy what it has to be on every node without any baseline; empty where only a baseline can say
/// @param scope how far a finding of it reaches
/// @param cadence how often it is read
/// @param isVolatile it changes by itself (counter, temperature, clock): outside digests, never a reason to report
/// @param needs privilege without which it cannot be read
/// @param fix what mends it
/// @param cost what the mending disturbs
/// @param notes edge cases that the reader of a finding should know
/// @param unverified what has not been confirmed on hardware; empty where all is
public record Check(
        String pattern,
        String title,
        Type type,
        Optional<String> unit,
        Section section,
        Kind kind,
        Severity severity,
        String source,
        String expected,
        Optional<Constraint> healthy,
        Scope scope,
        Cadence cadence,
        boolean isVolatile,
        List<Needs> needs,
        String fix,
        Cost cost,
        String notes,
        String unverified) {

    /// What a reading is.
    public enum Type {
        TEXT,
        WHOLE,
        QUANTITY,
        FLAG,
        VERSION,
        WORDS
    }

    /// What kind of question a check asks.
    public enum Kind {
        /// Configuration with a declared value.
        DRIFT,
        /// Hardware, link or runtime condition.
        HEALTH,
        /// Identity and context.
        INFO
    }

    /// How often a check is read when no event says otherwise.
    public enum Cadence {
        /// Every 30 s.
        FAST,
        /// Every 5 min, once per boot, and on a related event.
        CONFIG,
        /// Every 30 min: the read touches firmware.
        RARE,
        /// Once per boot.
        BOOT
    }

    /// A privilege that a read takes.
    public enum Needs {
        CAP_SYSLOG,
        CAP_SYS_ADMIN,
        HOST_NAMESPACES,
        DEVICE,
        ROOT
    }

    /// What a fix disturbs, mildest first.
    public enum Cost {
        NONE,
        LIVE,
        PKG,
        LIVE_DISRUPTIVE,
        SVC,
        DRV,
        GPURST,
        FWRST,
        REBOOT,
        COLD,
        HW
    }

    /// Whether this row is a family whose last word varies.
    public boolean isFamily() {
        return pattern.indexOf('<') >= 0;
    }
}
