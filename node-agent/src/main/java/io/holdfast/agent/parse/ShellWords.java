package io.holdfast.agent.parse;

import java.util.Map;

/// The quoting of shell assignments, as far as configuration files use it.
final class ShellWords {
    private ShellWords() {}

    /// The value of `KEY=...`: quotes removed, `\` honoured, cut at the first bare blank.
    static String unquote(String text) {
        return expand(text, Map.of(), false);
    }

    /// As `unquote`, and `$NAME` and `${NAME}` stand for their values outside of single quotes; unknown ones for
    /// nothing, as in a shell.
    static String expand(String text, Map<String, String> variables) {
        return expand(text, variables, true);
    }

    private static String expand(String text, Map<String, String> variables, boolean expands) {
        StringBuilder value = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && (Character.isWhitespace(c) || c == ';')) {
                break;
            }
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                value.append(text.charAt(++i));
            } else if (c == '$' && quote != '\'' && expands) {
                int end = endOfName(text, i + 1);
                String name = text.substring(i + 1, end).replaceAll("[{}]", "");
                value.append(variables.getOrDefault(name, ""));
                i = end - 1;
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }

    private static int endOfName(String text, int start) {
        boolean isBraced = start < text.length() && text.charAt(start) == '{';
        int end = isBraced ? start + 1 : start;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return isBraced && end < text.length() && text.charAt(end) == '}' ? end + 1 : end;
    }
}
