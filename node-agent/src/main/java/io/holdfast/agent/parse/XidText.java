package io.holdfast.agent.parse;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.KernelTables;
import io.holdfast.protocol.check.Xid;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lines of the NVIDIA driver about an error of a GPU: `NVRM: Xid (PCI:0000:04:00): 79, pid=1, name=x, ...`.
///
/// Old drivers print no `pid=`, some no `name=`; with MIG `GPU-I:NN` and `GPU-CI:NN` stand in the parentheses.
final class XidText {
    static final String WORD = "NVRM: Xid (";
    static final CheckId UNKNOWN = new CheckId("gpu.xid.unknown");
    /// A fatal error of a GPU stays open for this long after its last line.
    private static final Duration FATAL = Duration.ofHours(3);
    private static final Duration OTHER = Duration.ofHours(1);

    private static final Pattern LINE = Pattern.compile("NVRM: Xid \\((?:PCI:)?([0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:"
            + "[0-9a-fA-F]{2}(?:\\.[0-7])?)(?: GPU-I:(\\d+))?(?: GPU-CI:(\\d+))?\\): (\\d{1,5})(?:,\\s*|(?=\\s)|$)");
    private static final Pattern CAUSE = Pattern.compile("caused by previous Xid (\\d{1,5})");
    private static final Pattern ACTION =
            Pattern.compile("changed from 0x([0-9a-fA-F]{1,8}) \\(([^)]*)\\) to 0x([0-9a-fA-F]{1,8}) \\(([^)]*)\\)");
    /// NVLink 5: unit, severity, cross-contained, injected, link, and debug words.
    private static final Pattern NVLINK = Pattern.compile(
            "(\\w+)\\s+(Fatal|Nonfatal)\\s+XC(\\d)\\s+i(\\d)\\s+Link\\s+(-?\\d{1,4})(?:\\s+\\(([^)]*)\\))?");

    private XidText() {}

    /// All that stand in a record. A driver's record may hold several lines, and a text file several records in a line.
    static List<Sighting> sightings(String record, boolean isProven) {
        List<Sighting> found = new ArrayList<>();
        Matcher line = LINE.matcher(record);
        int from = 0;
        while (line.find(from)) {
            from = line.end();
            int end = end(record, from);
            Optional<DeviceId> gpu =
                    DeviceId.parse(line.group(1).indexOf('.') < 0 ? line.group(1) + ".0" : line.group(1));
            if (gpu.isPresent()) {
                int code = Integer.parseInt(line.group(4));
                String text = record.substring(from, end).strip() + mig(line) + LogMessages.origin(isProven);
                found.add(sighting(code, gpu.get().instance(), text));
            }
        }
        return found;
    }

    private static int end(String record, int from) {
        int line = record.indexOf('\n', from);
        int next = record.indexOf(WORD, from);
        int end = line < 0 ? record.length() : line;
        return next < 0 ? end : Math.min(end, next);
    }

    private static String mig(Matcher line) {
        if (line.group(2) == null) {
            return "";
        }
        String compute = line.group(3) == null ? "" : ", compute instance " + line.group(3);
        return " (MIG GPU instance " + line.group(2) + compute + ")";
    }

    private static Sighting sighting(int code, Instance gpu, String text) {
        Matcher cause = CAUSE.matcher(text);
        if (cause.find()) {
            int root = Integer.parseInt(cause.group(1));
            CheckId check = KernelTables.shipped().xid(root).isPresent() ? KernelTables.xidCheck(root) : UNKNOWN;
            return new Sighting(
                    Sighting.Kind.EVIDENCE, check, gpu, "", code + ", " + text, Severity.INFO, Optional.of(OTHER));
        }
        Optional<Xid> known = KernelTables.shipped().xid(code);
        if (known.isEmpty()) {
            return fault(UNKNOWN, gpu, Integer.toString(code), code + ": " + LogMessages.shown(text));
        }
        CheckId check = KernelTables.xidCheck(code);
        if (code == Xid.RECOVERY_ACTION) {
            return action(check, gpu, text);
        }
        Matcher nvlink = NVLINK.matcher(text);
        if (nvlink.find() && isNvlink(code)) {
            String said = nvlink.group(2).toLowerCase(Locale.ROOT) + ": link " + nvlink.group(5) + ", "
                    + LogMessages.shown(text);
            return fault(check, gpu, nvlink.group(1) + " " + nvlink.group(5), said);
        }
        String said = text.isEmpty() ? known.get().meaning() : LogMessages.shown(text);
        return fault(check, gpu, "", said);
    }

    static Sighting ofNvml(Instance gpu, long xid) {
        Optional<Xid> known = xid == (int) xid ? KernelTables.shipped().xid((int) xid) : Optional.empty();
        return known.map(one ->
                        fault(KernelTables.xidCheck(one.code()), gpu, "", one.meaning() + " " + Sighting.BY_NVML))
                .orElseGet(() -> fault(UNKNOWN, gpu, Long.toString(xid), xid + " " + Sighting.BY_NVML));
    }

    private static boolean isNvlink(int code) {
        return code >= 144 && code <= 150;
    }

    /// The second number is what counts; a change to 0 is the end of it.
    private static Sighting action(CheckId check, Instance gpu, String text) {
        Matcher change = ACTION.matcher(text);
        if (!change.find()) {
            return fault(check, gpu, "", LogMessages.shown(text));
        }
        long number = Long.parseLong(change.group(3), 16);
        String told =
                number + " " + change.group(4) + ", was " + Long.parseLong(change.group(1), 16) + " " + change.group(2);
        String remedy = KernelTables.shipped().action(number).remedy().text();
        String said = (number == 0 ? told : told + ": " + remedy)
                + (text.endsWith(LogMessages.origin(false)) ? LogMessages.origin(false) : "");
        if (number == 0) {
            return new Sighting(Sighting.Kind.END, check, gpu, "0", said, Severity.INFO, Optional.empty());
        }
        return new Sighting(
                Sighting.Kind.FAULT, check, gpu, Long.toString(number), said, severity(check, said), Optional.empty());
    }

    private static Sighting fault(CheckId check, Instance gpu, String part, String text) {
        Severity severity = severity(check, text);
        boolean isFatal = severity.compareTo(Severity.DEGRADED) >= 0;
        return new Sighting(
                Sighting.Kind.FAULT, check, gpu, part, text, severity, Optional.of(isFatal ? FATAL : OTHER));
    }

    static Severity severity(CheckId check, String text) {
        return Catalog.shipped()
                .find(check)
                .map(row -> row.severityOf(new Reading.Text(text)))
                .orElse(Severity.WARNING);
    }
}
