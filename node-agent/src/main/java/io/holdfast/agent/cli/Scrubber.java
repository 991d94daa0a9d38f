package io.holdfast.agent.cli;

import io.holdfast.agent.parse.PciConfig;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Takes serial numbers, device UUIDs and secrets out of what is recorded.
///
/// The same original gets the same stand-in throughout one recording, so that a GPU in one tool's output is still the
/// GPU in another's. MAC addresses, GUIDs and file system UUIDs stay: they are part of what is checked.
final class Scrubber {
    private static final Pattern DEVICE_UUID = Pattern.compile(
            "\\b(GPU|MIG|DLA)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    /// `<serial>165...</serial>`, `Serial Number : 165...`, `"serial": "165..."`, `[SN] Serial number: MT...`, and
    /// nvidia-smi's `<pdi>0x28df...</pdi>`, the GPU's identity in one number.
    private static final Pattern SERIAL = Pattern.compile(
            "((?:serial|vendor sn|board_serial|chassis_serial|\\bpdi)[\\w ]*(?:>|\"?\\s*[:=]\\s*\"?))([^<\"\\s][^<\"\\r\\n]*)",
            Pattern.CASE_INSENSITIVE);

    /// In boot loader files and command lines; whole lines for GRUB's own passwords.
    private static final Pattern SECRET = Pattern.compile(
            "((?:[\\w.-]*(?:passw|passphrase|secret|token|credential)[\\w.-]*|\\bauth)[ \\t]*=[ \\t]*)\\S+",
            Pattern.CASE_INSENSITIVE);

    /// `http://user:password@proxy`.
    private static final Pattern IN_ADDRESS = Pattern.compile("(://[^/\\s:@\"]+:)[^@\\s/\"]+@");

    private static final Pattern GRUB_PASSWORD = Pattern.compile("(?m)^\\s*password(_pbkdf2)?\\s.*$");

    /// What drivers print where there is none.
    private static final Pattern NO_SERIAL = Pattern.compile("\\[?N/A]?|0|unknown", Pattern.CASE_INSENSITIVE);

    private final boolean takesSerials;
    private final Map<String, String> standIns = new TreeMap<>();

    /// @param takesSerials whether serial numbers and device UUIDs go; secrets always do
    Scrubber(boolean takesSerials) {
        this.takesSerials = takesSerials;
    }

    /// Whether a file as a whole holds nothing but a serial number or UUID (of `/sys/class/dmi/id`, NVMe, USB), or
    /// holds
    /// them where they cannot be told from the rest: the firmware's table of parts.
    boolean leavesOut(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return takesSerials
                && (name.contains("serial")
                        || name.endsWith("uuid")
                        || name.endsWith("asset_tag")
                        || path.startsWith("/sys/firmware/dmi/"));
    }

    String text(String text) {
        String open = IN_ADDRESS.matcher(text).replaceAll("$1***@");
        String safe =
                GRUB_PASSWORD.matcher(SECRET.matcher(open).replaceAll("$1***")).replaceAll("");
        if (!takesSerials) {
            return safe;
        }
        String withoutUuids = DEVICE_UUID.matcher(safe).replaceAll(this::uuid);
        return SERIAL.matcher(withoutUuids).replaceAll(this::serial);
    }

    /// The bytes of a file: VPD and config space keep their layout, text is scrubbed, other binaries stay as they are.
    byte[] bytes(String path, byte[] content) {
        if (path.endsWith("/config") && path.startsWith("/sys/")) {
            return takesSerials ? config(content) : content;
        }
        if (path.endsWith("/vpd")) {
            return takesSerials ? vpd(content) : content;
        }
        if (path.startsWith("/sys/") && !path.startsWith("/sys/module/")) {
            return content;
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return text(text).getBytes(StandardCharsets.ISO_8859_1);
    }

    private String uuid(MatchResult match) {
        return standIns.computeIfAbsent(
                match.group(),
                _ -> String.format("%s-00000000-0000-0000-0000-%012d", match.group(1), standIns.size() + 1));
    }

    private String serial(MatchResult match) {
        String original = match.group(2).strip();
        String standIn = NO_SERIAL.matcher(original).matches()
                ? original
                : standIns.computeIfAbsent(original, _ -> String.format("SCRUBBED%05d", standIns.size() + 1));
        return java.util.regex.Matcher.quoteReplacement(match.group(1) + standIn);
    }

    /// A VPD keyword is two letters, a length byte and the value: `SN` is the serial number, `V0` to `V9` and `VA` to
    /// `VZ` are the maker's and may repeat it. The checksum byte is left as it is.
    private static byte[] vpd(byte[] content) {
        byte[] scrubbed = content.clone();
        for (int i = 0; i + 3 < scrubbed.length; i++) {
            int length = scrubbed[i + 2] & 0xff;
            if (scrubbed[i] == 'S' && scrubbed[i + 1] == 'N' && length > 0 && i + 3 + length <= scrubbed.length) {
                Arrays.fill(scrubbed, i + 3, i + 3 + length, (byte) 'X');
                i += 2 + length;
            }
        }
        return scrubbed;
    }

    /// The serial number among the extended capabilities becomes zeros.
    private static byte[] config(byte[] content) {
        PciConfig.Capability number = new PciConfig(content).serialNumber();
        byte[] scrubbed = content.clone();
        if (number.found() == PciConfig.Found.PRESENT) {
            int from = number.offset() + 4;
            Arrays.fill(scrubbed, from, Math.min(from + 8, scrubbed.length), (byte) 0);
        }
        return scrubbed;
    }
}
