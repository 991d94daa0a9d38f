package io.holdfast.protocol.fact;

import java.util.regex.Pattern;

/// The stable, dotted name of a check, `nic.firmware.version`. Never renamed once released.
public record CheckId(String text) implements Comparable<CheckId> {
    private static final Pattern SPELLING = Pattern.compile("[a-z][a-z0-9_]*(\\.[A-Za-z0-9_@:-]+)+");

    public CheckId {
        if (!SPELLING.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "check \"" + text + "\": expected dotted words such as gpu.driver.version");
        }
    }

    @Override
    public int compareTo(CheckId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
