package io.holdfast.protocol.fact;

/// The stable, dotted name of a check, `nic.firmware.version`. Never renamed once released.
public record CheckId(String text) implements Comparable<CheckId> {
    public CheckId {
        if (!isSpeltRight(text)) {
            throw new IllegalArgumentException(
                    "check \"" + text + "\": expected dotted words such as gpu.driver.version");
        }
    }

    /// `[a-z][a-z0-9_]*(\.[A-Za-z0-9_@:-]+)+`, by hand: a report names a check for each finding.
    private static boolean isSpeltRight(String text) {
        int firstDot = text.indexOf('.');
        if (firstDot < 1 || text.charAt(0) < 'a' || text.charAt(0) > 'z' || text.endsWith(".")) {
            return false;
        }
        for (int at = 1; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean common = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
            boolean later = (c >= 'A' && c <= 'Z') || c == '@' || c == ':' || c == '-';
            if (c == '.' ? text.charAt(at - 1) == '.' : !(common || (later && at > firstDot))) {
                return false;
            }
        }
        return true;
    }

    /// By hand, as `hashCode`: every judgement looks thousands of them up, and without C2 a record's own goes through
    /// method handles.
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof CheckId(String otherText) && text.equals(otherText));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
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
