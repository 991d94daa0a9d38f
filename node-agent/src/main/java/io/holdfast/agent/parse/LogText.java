package io.holdfast.agent.parse;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The kernel's log in a text file: records of `/dev/kmsg`, or lines of `dmesg` (with seconds, `-T`, `--decode`), of
/// the
/// journal or of a syslog. Only the first form proves that the kernel wrote a line.
///
/// Times of day without a zone are taken as UTC, those without a year as of the year before `now`.
public final class LogText {
    private static final Pattern SECONDS = Pattern.compile("\\[ *(\\d{1,12})\\.(\\d{6})\\] ?");
    private static final Pattern HUMAN =
            Pattern.compile("\\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4})\\] ?");
    private static final Pattern DECODED =
            Pattern.compile("(kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\\d) *:\\w+ *: ");
    private static final Pattern ISO =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)) ");
    private static final Pattern SYSLOG = Pattern.compile("([A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d) ");
    /// Host and program of a syslog line.
    private static final Pattern SPEAKER = Pattern.compile("\\S+ ([^\\s:\\[]+)(?:\\[\\d+\\])?: ");

    private static final DateTimeFormatter HUMAN_TIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);
    private static final DateTimeFormatter SYSLOG_TIME =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy", Locale.ROOT);
    private static final long MICROS = 1_000_000;

    private final Instant now;
    private final List<LogRecord> records = new ArrayList<>();
    private long sequence;
    /// Whether a line that begins with a blank belongs to the line before.
    private boolean goesOn;

    private LogText(Instant now, long sequence) {
        this.now = now;
        this.sequence = sequence;
    }

    /// All records of the kernel in a text. Records of programs are left out, whatever they say.
    ///
    /// @param first number of the first line, for lines without a number of their own
    public static List<LogRecord> records(String text, long first, Instant now) {
        LogText reader = new LogText(now, first);
        text.lines().forEach(reader::line);
        return reader.records;
    }

    private void line(String line) {
        long number = sequence++;
        if (line.isEmpty()) {
            return;
        }
        if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            if (goesOn && !records.isEmpty()) {
                LogRecord last = records.removeLast();
                records.add(new LogRecord(
                        last.sequence(), last.usec(), last.wall(), last.text() + "\n" + line.strip(), false));
            }
            return;
        }
        if (Character.isDigit(line.charAt(0))) {
            Optional<KmsgRecord> kmsg = KmsgRecord.of(line);
            if (kmsg.isPresent()) {
                goesOn = false;
                kmsg.filter(KmsgRecord::isOfKernel).ifPresent(record -> records.add(record.record()));
                return;
            }
        }
        Optional<LogRecord> record = unproven(line, number);
        goesOn = record.isPresent();
        record.ifPresent(records::add);
    }

    /// Empty for a line of a program.
    private Optional<LogRecord> unproven(String line, long number) {
        Matcher decoded = DECODED.matcher(line);
        String rest = line;
        if (decoded.lookingAt()) {
            if (!decoded.group(1).equals("kern")) {
                return Optional.empty();
            }
            rest = line.substring(decoded.end());
        }
        Matcher human = HUMAN.matcher(rest);
        if (human.lookingAt()) {
            return Optional.of(record(number, time(human.group(1), HUMAN_TIME), rest.substring(human.end())));
        }
        Matcher iso = ISO.matcher(rest);
        if (iso.lookingAt()) {
            String said = rest.substring(iso.end());
            Optional<Instant> at = isoTime(iso.group(1));
            return decoded.lookingAt() ? Optional.of(record(number, at, said)) : spoken(number, at, said);
        }
        Matcher syslog = SYSLOG.matcher(rest);
        if (syslog.lookingAt()) {
            return spoken(number, yearless(syslog.group(1)), rest.substring(syslog.end()));
        }
        return Optional.of(record(number, Optional.empty(), rest));
    }

    private Optional<LogRecord> spoken(long number, Optional<Instant> at, String line) {
        Matcher speaker = SPEAKER.matcher(line);
        return speaker.lookingAt() && speaker.group(1).equals("kernel")
                ? Optional.of(record(number, at, line.substring(speaker.end())))
                : Optional.empty();
    }

    /// The seconds since boot may stand behind the time of day too.
    private static LogRecord record(long number, Optional<Instant> at, String text) {
        Matcher seconds = SECONDS.matcher(text);
        if (seconds.lookingAt()) {
            long usec = Long.parseLong(seconds.group(1)) * MICROS + Long.parseLong(seconds.group(2));
            return new LogRecord(number, usec, at, text.substring(seconds.end()), false);
        }
        return new LogRecord(number, LogRecord.NO_TIME, at, text, false);
    }

    private Optional<Instant> yearless(String text) {
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        Optional<Instant> at = time(text + " " + year, SYSLOG_TIME);
        return at.filter(time -> time.isAfter(now.plusSeconds(86_400))).isPresent()
                ? time(text + " " + (year - 1), SYSLOG_TIME)
                : at;
    }

    private static Optional<Instant> time(String text, DateTimeFormatter format) {
        try {
            return Optional.of(LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> isoTime(String text) {
        try {
            String zoned = text.replace(',', '.').replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2");
            return Optional.of(OffsetDateTime.parse(zoned).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
