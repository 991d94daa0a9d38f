package io.holdfast.protocol.fact;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A PCI address in the kernel's spelling: lower-case `dddd:bb:dd.f`, the domain with more digits only where it needs
/// them.
///
/// Accepts the spellings in use: `0000:17:00.0` (sysfs), `17:00.0` (lspci), `00000000:CA:00.0` (nvidia-smi),
/// `PCI:0000:17:00` (Xid lines, no function). A missing domain is 0, a missing function is 0; one of them
/// has to be there, because `17:00` alone is a time of day.
public record DeviceId(String address) implements Comparable<DeviceId> {
    private static final Pattern SPELLING = Pattern.compile(
            "(?:PCI:)?(?:([0-9a-f]{1,8}):)?([0-9a-f]{2}):([0-9a-f]{2})(?:\\.([0-7]))?", Pattern.CASE_INSENSITIVE);

    public DeviceId {
        if (!normalise(address).filter(address::equals).isPresent()) {
            throw new IllegalArgumentException("PCI address \"" + address + "\": expected dddd:bb:dd.f in lower case");
        }
    }

    /// The normalised address; empty where the text is no PCI address.
    public static Optional<DeviceId> parse(String text) {
        return normalise(text.trim()).map(DeviceId::new);
    }

    private static Optional<String> normalise(String text) {
        Matcher spelling = SPELLING.matcher(text);
        if (!spelling.matches() || (spelling.group(1) == null && spelling.group(4) == null)) {
            return Optional.empty();
        }
        long domain = spelling.group(1) == null ? 0 : Long.parseLong(spelling.group(1), 16);
        String function = spelling.group(4) == null ? "0" : spelling.group(4);
        return Optional.of(String.format(
                Locale.ROOT,
                "%04x:%s:%s.%s",
                domain,
                spelling.group(2).toLowerCase(Locale.ROOT),
                spelling.group(3).toLowerCase(Locale.ROOT),
                function));
    }

    public Instance instance() {
        return new Instance(address);
    }

    @Override
    public int compareTo(DeviceId other) {
        return address.compareTo(other.address);
    }

    @Override
    public String toString() {
        return address;
    }
}
