package io.holdfast.protocol.check;

import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;

/// One row of the check catalog.
///
/// @param pattern the check's id, or the pattern of a family: `kernel.module.<name>`
/// @param title one line of meaning
/// @param type what a reading of it is
/// @param unit unit of a quantity, as shown
/// @param kind configuration, health, or plain information
/// @param severity of a finding, where no grade says otherwise
/// @param grades other severities, told by what the reading says; the first that fits counts
/// @param source where it is read: path or command line
/// @param expected what is well, in words; a baseline says what is declared
/// @param healthy what it has to be on every node without any baseline; empty where only a baseline can say
/// @param overTime what is judged from several readings rather than from one
/// @param conclusion what is concluded from a reading that is not as it should be, and from none
/// @param scope how far a finding of it reaches
/// @param cadence how often it is read
/// @param isVolatile it changes by itself (counter, temperature, clock): outside digests, never a reason to report
/// @param needs privilege without which it cannot be read
/// @param disturbs what reading it does to the device or to others; empty where it does nothing. Such a check is read
///     rarely, never twice at once on one device
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
        List<Grade> grades,
        String source,
        String expected,
        Optional<Constraint> healthy,
        OverTime overTime,
        Conclusion conclusion,
        Scope scope,
        Cadence cadence,
        boolean isVolatile,
        List<Needs> needs,
        String disturbs,
        String fix,
        Cost cost,
        String notes,
        String unverified) {

    /// Stands in a reading that anybody on the host could have written, such as a line of a log file: whatever it says
    /// is at most a warning.
    public static final String NO_PROOF = "(no proof of origin)";

    public Check {
        grades = List.copyOf(grades);
        needs = List.copyOf(needs);
    }

    /// Another severity of some readings.
    public sealed interface Grade {
        Severity severity();

        /// Which readings, in words that follow "where it".
        String words();

        boolean fits(Reading reading);

        /// Of readings that begin so.
        record Starts(String text, Severity severity) implements Grade {
            @Override
            public String words() {
                return "begins with \"" + text.strip() + "\"";
            }

            @Override
            public boolean fits(Reading reading) {
                return reading.shown().startsWith(text);
            }
        }

        /// Of numbers above this.
        record Above(BigDecimal limit, Severity severity) implements Grade {
            @Override
            public String words() {
                return "is above " + limit.toPlainString();
            }

            @Override
            public boolean fits(Reading reading) {
                return switch (reading) {
                    case Reading.Whole(long value) -> BigDecimal.valueOf(value).compareTo(limit) > 0;
                    case Reading.Quantity(BigDecimal amount, String _) -> amount.compareTo(limit) > 0;
                    case Reading.Text _, Reading.Flag _, Reading.Version _, Reading.Words _, Reading.Missing _ -> false;
                };
            }
        }
    }

    /// How much a finding with this reading matters.
    public Severity severityOf(Reading reading) {
        return severityOf(grades, severity, reading);
    }

    static Severity severityOf(List<Grade> grades, Severity otherwise, Reading reading) {
        Severity graded = grades.stream()
                .filter(grade -> grade.fits(reading))
                .map(Grade::severity)
                .findFirst()
                .orElse(otherwise);
        return reading.shown().contains(NO_PROOF) && graded.compareTo(Severity.WARNING) > 0 ? Severity.WARNING : graded;
    }

    /// What is judged from several readings: how fast a counter may rise, and how long a condition has to last.
    ///
    /// @param rises any of them is a fault; the gravest that holds counts
    /// @param raiseFor how long a condition has to hold before it is a fault; zero for at once
    /// @param clearFor how long it has to be gone before the fault is over; zero for at once
    /// @param worsens what it becomes when it lasts
    public record OverTime(List<Rise> rises, Duration raiseFor, Duration clearFor, List<Worse> worsens) {
        /// Judged from the latest reading alone.
        public static final OverTime NONE = new OverTime(List.of(), Duration.ZERO, Duration.ZERO, List.of());

        public OverTime {
            rises = List.copyOf(rises);
            worsens = List.copyOf(worsens);
        }

        /// Without any change while it lasts.
        public OverTime(List<Rise> rises, Duration raiseFor, Duration clearFor) {
            this(rises, raiseFor, clearFor, List.of());
        }

        /// For a person: `it rises by more than 120 in 1h (critical)`; empty for `NONE`.
        public String words() {
            List<String> words = new ArrayList<>();
            rises.forEach(
                    rise -> words.add("it rises by more than " + rise.moreThan().toPlainString()
                            + (rise.typical() > 0 ? " and " + rise.typical() + " times what it does otherwise" : "")
                            + " in " + shown(rise.within()) + " ("
                            + rise.severity().name().toLowerCase(Locale.ROOT) + ")"));
            if (!raiseFor.isZero()) {
                words.add("it lasts for " + shown(raiseFor));
            }
            if (!clearFor.isZero()) {
                words.add("until it was gone for " + shown(clearFor));
            }
            worsens.forEach(worse -> words.add(
                    worse.severity().name().toLowerCase(Locale.ROOT) + " when it lasts for " + shown(worse.after())));
            return String.join("; ", words);
        }

        private static String shown(Duration time) {
            return time.toString().substring(2).toLowerCase(Locale.ROOT);
        }
    }

    /// What is concluded from a reading that is not as it should be, and from none.
    ///
    /// @param otherwise what a reading that is not healthy amounts to
    /// @param next the check that tells what this one will read after the next boot or reset; the word that varies
    ///     in a family varies alike. Empty where a written value holds at once
    /// @param isExhaustive facts of the family name all there are: what none names is not there
    public record Conclusion(Outcome otherwise, Optional<String> next, boolean isExhaustive) {
        /// A fault, now.
        public static final Conclusion FAULT = new Conclusion(Outcome.FAULT, Optional.empty(), false);
    }

    /// A counter that rises too fast. Counted within one boot; a counter that went backwards starts anew.
    ///
    /// @param moreThan the rise that is still well, in the counter's own unit
    /// @param within the time in which it may rise by that much
    /// @param severity of the finding
    /// @param typical how many times the average rise of about a day is well too; 0 where all days are alike
    public record Rise(BigDecimal moreThan, Duration within, Severity severity, int typical) {
        /// Measured alike on any day.
        public Rise(BigDecimal moreThan, Duration within, Severity severity) {
            this(moreThan, within, severity, 0);
        }
    }

    /// A condition that is graver when it lasts.
    public record Worse(Duration after, Severity severity) {}

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
        HW;

        /// Whether the node's pods have to leave before.
        public boolean needsDrain() {
            return switch (this) {
                case NONE, LIVE, PKG, SVC -> false;
                case LIVE_DISRUPTIVE, DRV, GPURST, FWRST, REBOOT, COLD, HW -> true;
            };
        }
    }

    /// The check that tells what one of this row will read after the next boot or reset.
    public Optional<CheckId> nextOf(CheckId check) {
        return conclusion
                .next()
                .map(pattern -> new CheckId(
                        isFamily()
                                ? pattern.replaceFirst("<[a-z_]+>", Matcher.quoteReplacement(varying(check)))
                                : pattern));
    }

    /// What stands in a family's check where its pattern has the word that varies.
    private String varying(CheckId check) {
        int start = pattern.indexOf('<');
        int behind = pattern.length() - pattern.indexOf('>') - 1;
        return check.text().substring(start, check.text().length() - behind);
    }

    /// A row for a check that this version does not know.
    public static Check unlisted(CheckId check) {
        return new Check(
                check.text(),
                "no such check in this version",
                Type.TEXT,
                Optional.empty(),
                Section.OS,
                Kind.DRIFT,
                Severity.WARNING,
                List.of(),
                "nowhere",
                "",
                Optional.empty(),
                OverTime.NONE,
                Conclusion.FAULT,
                Scope.NODE,
                Cadence.CONFIG,
                false,
                List.of(),
                "",
                "",
                Cost.NONE,
                "",
                "");
    }

    /// Whether this row is a family whose last word varies.
    public boolean isFamily() {
        return pattern.indexOf('<') >= 0;
    }
}
