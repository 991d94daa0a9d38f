package io.holdfast.agent.parse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The firmware's table of the machine's parts (SMBIOS), as `/sys/firmware/dmi/tables/DMI` has it: structures
/// one after the other, each a formatted part of known length and its texts, which end with two zero bytes.
public final class Smbios {
    private static final int MEMORY_DEVICE = 17;
    private static final int END_OF_TABLE = 127;
    private static final int HEADER = 4;

    /// Sizes of 32 GiB - 1 MiB and more stand in a field of their own.
    private static final int SEE_EXTENDED = 0x7fff;

    private static final int IN_KIB = 0x8000;
    private static final int UNKNOWN = 0xffff;

    /// A slot for a memory module.
    ///
    /// @param locator where it is, in the maker's words: `DIMMA1`
    /// @param mebibytes of the module; empty for an empty slot
    /// @param megatransfers per second that it runs at; empty where it is not told
    public record MemoryDevice(
            String locator, Optional<Long> mebibytes, Optional<Long> megatransfers, String maker, String part) {}

    private Smbios() {}

    /// All slots, empty ones too. A table that is cut short gives those before the cut.
    public static List<MemoryDevice> memory(byte[] table) {
        List<MemoryDevice> devices = new ArrayList<>();
        int at = 0;
        while (at + HEADER <= table.length) {
            int type = table[at] & 0xff;
            int length = table[at + 1] & 0xff;
            if (length < HEADER || at + length > table.length || type == END_OF_TABLE) {
                break;
            }
            int texts = at + length;
            if (type == MEMORY_DEVICE) {
                device(table, at, length).ifPresent(devices::add);
            }
            at = afterTexts(table, texts);
        }
        return devices;
    }

    private static Optional<MemoryDevice> device(byte[] table, int at, int length) {
        if (length < 0x15) {
            return Optional.empty();
        }
        int size = word(table, at + 0x0c);
        if (size == UNKNOWN) {
            return Optional.empty();
        }
        long mebibytes;
        if (size == SEE_EXTENDED && length >= 0x20) {
            mebibytes = word(table, at + 0x1c) | ((long) (word(table, at + 0x1e) & 0x7fff) << 16);
        } else {
            mebibytes = (size & IN_KIB) == 0 ? size : (size & ~IN_KIB) / 1024;
        }
        int rated = length >= 0x17 ? word(table, at + 0x15) : 0;
        int configured = length >= 0x22 ? word(table, at + 0x20) : 0;
        int speed = configured == 0 ? rated : configured;
        return Optional.of(new MemoryDevice(
                text(table, at, length, 0x10),
                mebibytes == 0 ? Optional.empty() : Optional.of(mebibytes),
                speed == 0 || speed == UNKNOWN ? Optional.empty() : Optional.of((long) speed),
                length > 0x17 ? text(table, at, length, 0x17) : "",
                length > 0x1a ? text(table, at, length, 0x1a) : ""));
    }

    /// The text whose number stands at an offset; numbers start at 1.
    private static String text(byte[] table, int at, int length, int offset) {
        int wanted = table[at + offset] & 0xff;
        int start = at + length;
        for (int number = 1; wanted > 0 && start < table.length && table[start] != 0; number++) {
            int end = start;
            while (end < table.length && table[end] != 0) {
                end++;
            }
            if (number == wanted) {
                return new String(table, start, end - start, StandardCharsets.ISO_8859_1).strip();
            }
            start = end + 1;
        }
        return "";
    }

    private static int afterTexts(byte[] table, int texts) {
        int at = texts;
        while (at + 1 < table.length && (table[at] != 0 || table[at + 1] != 0)) {
            at++;
        }
        return at + 2;
    }

    private static int word(byte[] table, int at) {
        return (table[at] & 0xff) | ((table[at + 1] & 0xff) << 8);
    }
}
