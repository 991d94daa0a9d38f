package io.holdfast.protocol.kafka;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The line that a user name and a password stand in. Checked here because Kafka's own words about it may have a piece
/// of the password.
final class Jaas {
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final Map<String, String> MODULES =
            Map.of("PLAIN", PLAIN, "SCRAM-SHA-256", SCRAM, "SCRAM-SHA-512", SCRAM);

    private static final String VALUE = "(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[A-Za-z_][A-Za-z0-9_-]*)";

    private static final Pattern LINE = Pattern.compile(
            "\\s*(?<module>[A-Za-z0-9_.$]+)\\s+required(?<options>(?:\\s+[A-Za-z._-]+\\s*=\\s*" + VALUE
                    + ")*)\\s*;\\s*",
            Pattern.DOTALL);

    private Jaas() {}

    /// What is wrong with a line; it says nothing of the line's own words but the module.
    static Optional<String> trouble(String mechanism, String line) {
        String module = MODULES.getOrDefault(mechanism, SCRAM);
        String expected = "expected " + module + " required username=\"...\" password=\"...\";";
        var parts = LINE.matcher(line);
        if (!parts.matches()) {
            return Optional.of("cannot be understood: " + expected);
        }
        if (!parts.group("module").equals(module)) {
            return Optional.of("does not fit sasl.mechanism=" + mechanism + ": " + expected);
        }
        String options = parts.group("options");
        for (String name : new String[] {"username", "password"}) {
            if (!Pattern.compile("(?:^|\\s)" + name + "\\s*=").matcher(options).find()) {
                return Optional.of("has no " + name + ": " + expected);
            }
        }
        return Optional.empty();
    }
}
