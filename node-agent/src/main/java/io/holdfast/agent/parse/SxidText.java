package io.holdfast.agent.parse;

import io.holdfast.protocol.check.KernelTables;
import io.holdfast.protocol.check.Sxid;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lines of NVSwitch's driver: `nvidia-nvswitch3: SXid (PCI:0000:05:00.0): 12028, Non-fatal, Link 32 egress ...`.
///
/// One event prints more lines with the same code (`Data {...}`, `Severity 0 Engine instance ...`), in any order: they
/// tell more about it and are none of their own.
final class SxidText {
    static final String WORD = ": SXid (";
    static final CheckId UNKNOWN = new CheckId("gpu.sxid.unknown");
    private static final Duration FATAL = Duration.ofHours(3);
    private static final Duration OTHER = Duration.ofHours(1);
    private static final Pattern LINE = Pattern.compile(
            "nvidia-nvswitch(\\d+): SXid \\(PCI:([0-9a-fA-F:.]{7,16})\\): (\\d{1,6})(?:,\\s*|(?=\\s)|$)([^\\n]*)");
    private static final Pattern EVENT = Pattern.compile("(Fatal|Non-fatal)(?:, Link (\\d{1,4}))?.*");

    private SxidText() {}

    static List<Sighting> sightings(String record, boolean isProven) {
        List<Sighting> found = new ArrayList<>();
        Matcher line = LINE.matcher(record);
        while (line.find()) {
            int code = Integer.parseInt(line.group(3));
            String text = line.group(4).strip() + LogMessages.origin(isProven);
            String address = line.group(2);
            DeviceId.parse(address.indexOf('.') < 0 ? address + ".0" : address)
                    .ifPresent(device -> found.add(sighting(code, device.instance(), text)));
        }
        return found;
    }

    private static Sighting sighting(int code, Instance device, String text) {
        boolean isKnown = KernelTables.shipped().sxid(code).isPresent();
        CheckId check = isKnown ? KernelTables.sxidCheck(code) : UNKNOWN;
        OptionalInt ends = KernelTables.shipped().sxid(code).map(Sxid::ends).orElse(OptionalInt.empty());
        if (ends.isPresent()) {
            CheckId ended = KernelTables.sxidCheck(ends.getAsInt());
            return new Sighting(Sighting.Kind.END, ended, device, "", text, Severity.INFO, Optional.empty());
        }
        if (text.startsWith("Data {") || text.startsWith("Severity ")) {
            return new Sighting(Sighting.Kind.EVIDENCE, check, device, "", text, Severity.INFO, Optional.of(OTHER));
        }
        Matcher event = EVENT.matcher(text);
        boolean isClassed = event.matches();
        String shown = (isKnown ? "" : code + ", ") + LogMessages.shown(text);
        String said = isClassed ? event.group(1).toLowerCase(Locale.ROOT) + ": " + shown : shown;
        String link = (isKnown ? "" : code + " ") + (isClassed && event.group(2) != null ? event.group(2) : "");
        Severity severity = XidText.severity(check, said);
        boolean isFatal = severity.compareTo(Severity.DEGRADED) >= 0;
        return new Sighting(
                Sighting.Kind.FAULT, check, device, link.strip(), said, severity, Optional.of(isFatal ? FATAL : OTHER));
    }
}
