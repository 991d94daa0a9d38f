package io.holdfast.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Terminal emphasis, or none.
///
/// @param isOn whether marks are written at all
record Colours(boolean isOn) {
    private static final String RESET = "\u001b[0m";

    /// Only on a terminal that shows them, and never where `NO_COLOR` is set (no-color.org).
    static boolean wanted() {
        String refused = System.getenv("NO_COLOR");
        return (refused == null || refused.isEmpty()) && !"dumb".equals(System.getenv("TERM")) && isTerminal();
    }

    /// Standard output is a terminal device. Asking `System.console()` would load a line editor.
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    String strong(String text) {
        return marked("\u001b[1m", text);
    }

    String faint(String text) {
        return marked("\u001b[2m", text);
    }

    String warning(String text) {
        return marked("\u001b[33m", text);
    }

    private String marked(String mark, String text) {
        return isOn ? mark + text + RESET : text;
    }
}
