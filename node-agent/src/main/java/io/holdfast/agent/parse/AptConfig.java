package io.holdfast.agent.parse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `apt.conf(5)`: `APT::Periodic::Unattended-Upgrade "1";`, or the same as nested blocks. Comments are `//`,
/// `#` and `/* */`.
public final class AptConfig {
    private AptConfig() {}

    /// The last value of each setting over the files in their order; names in lower case, as apt does not
    /// mind.
    public static Map<String, String> parse(List<String> files) {
        Map<String, String> values = new TreeMap<>();
        files.forEach(file -> read(tokens(file), values));
        return values;
    }

    /// Whether apt installs upgrades without being asked: the daily timer does where this is set and above 0.
    public static boolean upgradesByItself(Map<String, String> values) {
        String enabled = values.getOrDefault("apt::periodic::enable", "1");
        String interval = values.getOrDefault("apt::periodic::unattended-upgrade", "0");
        return !enabled.equals("0") && !interval.equals("0") && !interval.isEmpty();
    }

    private static void read(List<String> tokens, Map<String, String> values) {
        Deque<String> scopes = new ArrayDeque<>(List.of(""));
        Optional<String> name = Optional.empty();
        for (String token : tokens) {
            String scope = scopes.getLast();
            switch (token) {
                case "{" -> {
                    scopes.addLast(scope + name.map(it -> it + "::").orElse(""));
                    name = Optional.empty();
                }
                case "}" -> {
                    if (scopes.size() > 1) {
                        scopes.removeLast();
                    }
                    name = Optional.empty();
                }
                case ";" -> name = Optional.empty();
                default -> {
                    String plain = token.replace("\"", "");
                    name.ifPresent(it -> values.put(scope + it, plain));
                    name = name.isEmpty() ? Optional.of(plain.toLowerCase(Locale.ROOT)) : name;
                }
            }
        }
    }

    private static List<String> tokens(String file) {
        List<String> tokens = new ArrayList<>();
        int at = 0;
        while (at < file.length()) {
            char c = file.charAt(at);
            int end = at + 1;
            if (c == '#' || file.startsWith("//", at)) {
                end = endOf(file, "\n", at);
            } else if (file.startsWith("/*", at)) {
                end = endOf(file, "*/", at + 2);
            } else if (c == '"') {
                end = endOf(file, "\"", at + 1);
                tokens.add(file.substring(at, end));
            } else if (c == '{' || c == '}' || c == ';') {
                tokens.add(String.valueOf(c));
            } else if (!Character.isWhitespace(c)) {
                while (end < file.length() && "{};\"".indexOf(file.charAt(end)) < 0 && !isBlank(file, end)) {
                    end++;
                }
                tokens.add(file.substring(at, end));
            }
            at = end;
        }
        return tokens;
    }

    private static boolean isBlank(String file, int at) {
        return Character.isWhitespace(file.charAt(at));
    }

    private static int endOf(String file, String end, int from) {
        int found = file.indexOf(end, from);
        return found < 0 ? file.length() : found + end.length();
    }
}
