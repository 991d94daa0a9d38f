package io.holdfast.agent.parse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Records of systemd's journal as `journalctl -o json` prints them, one object a line.
///
/// journald takes everything that it reads from `/dev/kmsg` for transport `kernel`, also what programs write there;
/// what the kernel itself says has the facility 0. Fields that begin with an underscore are journald's own.
public final class JournalText {
    /// `SD_MESSAGE_JOURNAL_MISSED`: journald's own remark that the kernel overwrote records before it read them.
    public static final String MISSED = "e9bf28e6e834481bb6f48f548ad13606";

    private static final Pattern MISSED_TEXT = Pattern.compile("Missed (\\d{1,18}) kernel messages");
    /// The number of the record within its journal, in hexadecimal.
    private static final Pattern NUMBER = Pattern.compile("(?:^|;)i=([0-9a-f]{1,15})(?:;|$)");

    private JournalText() {}

    /// One record of the journal.
    ///
    /// @param cursor what `--after-cursor=` takes
    /// @param number of the record within its journal
    /// @param usec microseconds since boot: those of the kernel, or when journald wrote it
    /// @param missed records of the kernel that journald did not get before this one
    /// @param said what the kernel said; empty where it was another who said it
    public record Entry(String cursor, long number, long usec, long missed, Optional<LogRecord> said) {}

    /// Empty for what is no record.
    public static Optional<Entry> entry(String line) {
        return Json.object(line).flatMap(JournalText::entry);
    }

    private static Optional<Entry> entry(JsonNode node) {
        String cursor = field(node, "__CURSOR");
        Matcher number = NUMBER.matcher(cursor);
        Optional<Long> written = whole(field(node, "__MONOTONIC_TIMESTAMP"));
        if (!number.find() || written.isEmpty()) {
            return Optional.empty();
        }
        long sequence = Long.parseLong(number.group(1), 16);
        long usec = whole(field(node, "_SOURCE_MONOTONIC_TIMESTAMP")).orElse(written.get());
        String message = field(node, "MESSAGE");
        return switch (field(node, "_TRANSPORT")) {
            case "kernel" -> {
                boolean isOfKernel = field(node, "SYSLOG_FACILITY").equals("0");
                LogRecord record = new LogRecord(sequence, usec, Optional.empty(), message, true);
                yield Optional.of(
                        new Entry(cursor, sequence, usec, 0, isOfKernel ? Optional.of(record) : Optional.empty()));
            }
            case "driver" -> {
                Matcher missed = MISSED_TEXT.matcher(message);
                long count = missed.find() ? Long.parseLong(missed.group(1)) : 0;
                yield Optional.of(new Entry(cursor, sequence, usec, count, Optional.empty()));
            }
            default -> Optional.of(new Entry(cursor, sequence, usec, 0, Optional.empty()));
        };
    }

    /// A text; a list of byte values where it is not valid UTF-8; the first where a field stands several times.
    private static String field(JsonNode record, String name) {
        JsonNode node = record.path(name);
        if (!node.isArray()) {
            return node.asText("");
        }
        if (!node.path(0).isIntegralNumber()) {
            return node.path(0).asText("");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        node.forEach(one -> bytes.write(one.asInt()));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
