package io.holdfast.agent.parse;

import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.check.KernelMessage;
import io.holdfast.protocol.check.KernelTables;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/// What messages of the kernel's log say about the health of a machine, by the tables of the protocol.
///
/// A message counts by how its record begins. Text that programs choose (names of control groups, file systems, USB
/// devices) may stand further inside, with line breaks in it, and must not pass for a message of a driver.
public final class LogMessages {
    /// Evidence is for a person; a line or two is enough.
    private static final int SHOWN = 240;

    private static final List<KernelMessage> MESSAGES = KernelTables.shipped().messages();
    private static final LogNeedles NEEDLES = needles();

    private LogMessages() {}

    private static LogNeedles needles() {
        List<String> words = new ArrayList<>(List.of(XidText.WORD, SxidText.WORD));
        MESSAGES.forEach(message -> words.add(message.contains()));
        return new LogNeedles(words);
    }

    /// Whether a text may say anything of interest. Escapes (`\x0a`) do not matter.
    public static boolean mayTell(String text) {
        return NEEDLES.anyIn(text);
    }

    /// What a record says; mostly nothing.
    public static List<Sighting> sightings(LogRecord record) {
        String text = record.text();
        if (!mayTell(text)) {
            return List.of();
        }
        if (text.startsWith("NVRM: ") && text.contains(XidText.WORD)) {
            return XidText.sightings(text, record.isProven());
        }
        if (text.startsWith("nvidia-nvswitch")) {
            return SxidText.sightings(text, record.isProven());
        }
        for (KernelMessage message : MESSAGES) {
            if (text.contains(message.contains())) {
                Matcher found = message.pattern().matcher(text);
                if (found.find()) {
                    return instance(message, found)
                            .map(instance -> sighting(message, instance, text + origin(record.isProven())))
                            .map(List::of)
                            .orElse(List.of());
                }
            }
        }
        return List.of();
    }

    private static Optional<Instance> instance(KernelMessage message, Matcher found) {
        return switch (message.on()) {
            case NODE -> Optional.of(Instance.NODE);
            case PCI -> {
                String address = found.group("on");
                yield DeviceId.parse(address.indexOf('.') < 0 ? address + ".0" : address)
                        .map(DeviceId::instance);
            }
            case NETDEV, DISK -> named(found.group("on"));
            case PORT -> named(found.group("on") + "/" + found.group("port"));
        };
    }

    private static Optional<Instance> named(String name) {
        return name.isBlank() ? Optional.empty() : Optional.of(new Instance(name));
    }

    private static Sighting sighting(KernelMessage message, Instance instance, String text) {
        String said = (message.as().isEmpty() ? "" : message.as() + ": ") + shown(text);
        return new Sighting(
                message.isEnd() ? Sighting.Kind.END : Sighting.Kind.FAULT,
                message.check(),
                instance,
                "",
                said,
                XidText.severity(message.check(), said),
                message.sticky());
    }

    /// What NVML tells of an error: which one, of which GPU, and nothing more.
    public static Sighting ofNvml(Instance gpu, long xid) {
        return XidText.ofNvml(gpu, xid);
    }

    /// What a message carries that anybody on the host could have written.
    static String origin(boolean isProven) {
        return isProven ? "" : " " + Check.NO_PROOF;
    }

    /// On one line, and not too long; the remark about its origin stays.
    static String shown(String text) {
        String line = text.replace("\n", " ").replace("NVRM: ", "").strip();
        if (line.length() <= SHOWN) {
            return line;
        }
        return line.substring(0, SHOWN) + "..." + (line.endsWith(Check.NO_PROOF) ? origin(false) : "");
    }
}
