package io.holdfast.agent.parse;

import java.util.Optional;

/// What the flash tools print of a card: `flint -d <address> q` (or `mstflint`) and `mlxfwmanager --query`.
public final class FlashText {
    /// The versions of a card's firmware.
    ///
    /// @param stored the version in flash
    /// @param running the version the card runs
    public record Firmware(String stored, String running, Optional<String> psid) {}

    private FlashText() {}

    /// While a burned image waits for a reset, `FW Version` is the one in flash and a line
    /// `FW Version(Running)` follows; else one line stands for both.
    public static Optional<Firmware> flint(String output) {
        return versions(field(output, "FW Version:"), field(output, "FW Version(Running):"), field(output, "PSID:"));
    }

    /// The row `FW` of the table of versions, with a row `FW (Running)` below it while an image waits.
    public static Optional<Firmware> manager(String output) {
        Optional<String> running = field(output, "FW (Running)");
        Optional<String> stored = output.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("FW ") && !line.startsWith("FW ("))
                .map(line -> Words.first(line.substring(3)))
                .findFirst();
        return versions(stored, running, field(output, "PSID:"));
    }

    private static Optional<Firmware> versions(
            Optional<String> stored, Optional<String> running, Optional<String> psid) {
        return stored.filter(FlashText::isVersion)
                .map(flash ->
                        new Firmware(flash, running.filter(FlashText::isVersion).orElse(flash), psid));
    }

    /// The first word behind a key at the start of a line; the whole key, so that a longer one does not
    /// overwrite it.
    private static Optional<String> field(String output, String key) {
        return output.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(key))
                .map(line -> Words.first(line.substring(key.length())))
                .filter(word -> !word.isEmpty())
                .findFirst();
    }

    private static boolean isVersion(String word) {
        return !word.isEmpty()
                && Character.isDigit(word.charAt(0))
                && word.indexOf('.') > 0
                && word.chars().allMatch(letter -> Character.isDigit(letter) || letter == '.');
    }
}
