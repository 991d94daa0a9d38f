package io.holdfast.agent.parse;

import java.util.Optional;

/// `/proc/meminfo`: `MemTotal:       1056428284 kB`, where `kB` means 1024 bytes.
public final class MemInfo {
    private static final long UNIT = 1024;

    private MemInfo() {}

    /// Bytes of one line.
    public static Optional<Long> bytes(String text, String key) {
        return text.lines()
                .filter(line -> line.startsWith(key + ":") && line.endsWith(" kB"))
                .map(line -> line.substring(key.length() + 1, line.length() - 3).strip())
                .filter(number -> !number.isEmpty()
                        && number.length() < 16
                        && number.chars().allMatch(Character::isDigit))
                .map(number -> Long.parseLong(number) * UNIT)
                .findFirst();
    }
}
