package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The kernel's command line. Order is kept, because some parameters come in pairs (`hugepagesz=1G hugepages=16`), and
/// a parameter may stand several times (`console=`).
public record KernelCommandLine(List<Parameter> parameters) {
    /// Values that a person would not want on a dashboard: `rd.iscsi.password=`.
    private static final Pattern SECRET = Pattern.compile("pass(word|wd|phrase)?|secret|token|credential");

    /// Ends the kernel's part; the rest is for the first process.
    private static final String FOR_INIT = "--";

    public KernelCommandLine {
        parameters = List.copyOf(parameters);
    }

    /// One word.
    ///
    /// @param value empty for a bare flag (`quiet`), empty text for `key=`
    public record Parameter(String key, Optional<String> value) {
        @Override
        public String toString() {
            String shown = SECRET.matcher(key.toLowerCase(Locale.ROOT)).find() ? "***" : value.orElse("");
            return value.isEmpty() ? key : key + "=" + quoted(shown);
        }

        private static String quoted(String text) {
            return text.chars().anyMatch(Character::isWhitespace) ? "\"" + text + "\"" : text;
        }
    }

    /// Words are parted by blanks outside of double quotes, which are removed, also where they stand around the whole
    /// word.
    public static KernelCommandLine parse(String text) {
        List<Parameter> parameters = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean isQuoted = false;
        for (char c : (text + " ").toCharArray()) {
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (Character.isWhitespace(c) && !isQuoted) {
                if (!word.isEmpty()) {
                    parameters.add(parameter(word.toString()));
                    word.setLength(0);
                }
            } else {
                word.append(c);
            }
        }
        if (!word.isEmpty()) {
            parameters.add(parameter(word.toString().stripTrailing()));
        }
        return new KernelCommandLine(parameters);
    }

    private static Parameter parameter(String word) {
        int equals = word.indexOf('=');
        return equals < 1
                ? new Parameter(word, Optional.empty())
                : new Parameter(word.substring(0, equals), Optional.of(word.substring(equals + 1)));
    }

    /// The values of a parameter, first to last; a bare flag gives empty text. The kernel takes `-` and `_` in a key as
    /// the same.
    public List<String> values(String key) {
        String wanted = key.replace('-', '_');
        return parameters.stream()
                .takeWhile(parameter -> !parameter.key().equals(FOR_INIT))
                .filter(parameter -> parameter.key().replace('-', '_').equals(wanted))
                .map(parameter -> parameter.value().orElse(""))
                .toList();
    }

    /// The line with one blank between words and secret values masked.
    @Override
    public String toString() {
        return parameters.stream().map(Parameter::toString).collect(Collectors.joining(" "));
    }
}
