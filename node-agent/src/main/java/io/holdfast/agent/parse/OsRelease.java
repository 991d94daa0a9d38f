package io.holdfast.agent.parse;

import java.util.LinkedHashMap;
import java.util.Map;

/// `os-release(5)`: `KEY=value` lines with shell quoting and no expansion.
public final class OsRelease {
    private OsRelease() {}

    /// All keys; a key that stands twice counts as last written. Lines that assign nothing are passed over.
    public static Map<String, String> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        text.lines().map(String::strip).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0 && line.charAt(0) != '#') {
                values.put(line.substring(0, equals).strip(), ShellWords.unquote(line.substring(equals + 1)));
            }
        });
        return values;
    }
}
