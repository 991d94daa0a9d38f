package io.holdfast.agent.parse;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Vital product data of a PCI function: `/sys/bus/pci/devices/<address>/vpd`.
///
/// A chain of resources. A large one has bit 7 of its first byte set, its type in bits 6:0 and its length
/// in the next two bytes, low byte first; a small one has its type in bits 6:3 and its length in bits 2:0.
/// The name is the large type 0x02; the read-only fields are the large type 0x10: each field two letters,
/// a length and that many bytes.
public final class PciVpd {
    private static final int NAME = 0x82;
    private static final int READ_ONLY = 0x90;
    private static final int READ_WRITE = 0x91;
    private static final int SMALL_END = 0x0f;

    /// What the bytes tell.
    ///
    /// @param name of the product
    /// @param fields read-only fields by their two letters: `PN` part number, `SN` serial number, `EC`,
    ///     `V0`
    public record Vpd(Optional<String> name, Map<String, String> fields) {
        public Optional<String> partNumber() {
            return Optional.ofNullable(fields.get("PN"));
        }

        public Optional<String> serial() {
            return Optional.ofNullable(fields.get("SN"));
        }
    }

    private PciVpd() {}

    /// Empty where the bytes hold no product data; what stands before damage is kept.
    public static Optional<Vpd> parse(byte[] bytes) {
        Optional<String> name = Optional.empty();
        Map<String, String> fields = new LinkedHashMap<>();
        int at = 0;
        while (at < bytes.length) {
            int tag = bytes[at] & 0xff;
            boolean isLarge = tag >= 0x80;
            if (!isLarge && tag >> 3 == SMALL_END) {
                break;
            }
            if (isLarge && (at + 3 > bytes.length || (tag != NAME && tag != READ_ONLY && tag != READ_WRITE))) {
                break;
            }
            int start = at + (isLarge ? 3 : 1);
            int length = isLarge ? (bytes[at + 1] & 0xff) | (bytes[at + 2] & 0xff) << 8 : tag & 7;
            int end = Math.min(bytes.length, start + length);
            if (tag == NAME) {
                name = text(bytes, start, end);
            } else if (tag == READ_ONLY) {
                fields(bytes, start, end, fields);
            }
            at = start + length;
        }
        return name.isEmpty() && fields.isEmpty() ? Optional.empty() : Optional.of(new Vpd(name, Map.copyOf(fields)));
    }

    private static void fields(byte[] bytes, int start, int end, Map<String, String> fields) {
        int at = start;
        while (at + 3 <= end) {
            int from = at + 3;
            int to = from + (bytes[at + 2] & 0xff);
            if (to > end) {
                return;
            }
            String key = new String(bytes, at, 2, StandardCharsets.ISO_8859_1);
            text(bytes, from, to).ifPresent(value -> fields.putIfAbsent(key, value));
            at = to;
        }
    }

    /// Printable text without its padding; empty for checksums and other binary fields.
    private static Optional<String> text(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        boolean isPrintable = text.chars().allMatch(letter -> letter >= ' ' && letter < 0x7f);
        return isPrintable && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }
}
