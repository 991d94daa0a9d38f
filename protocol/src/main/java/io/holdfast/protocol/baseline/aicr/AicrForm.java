package io.holdfast.protocol.baseline.aicr;

import io.holdfast.protocol.fact.Reading;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How AICR says what a reading of the catalog says.
public sealed interface AicrForm {
    /// Before the name of a parameter on the wire.
    String PARAMETER = "parameter:";

    /// As it is.
    record Plain() implements AicrForm {}

    /// A kernel module that is there: `true`.
    record Loaded() implements AicrForm {}

    /// A parameter of the kernel's command line; a bare flag is empty text, of several the last counts.
    record Parameter(String key) implements AicrForm {}

    /// The value that AICR would have found; empty where it would have found none.
    default Optional<String> text(Reading reading) {
        if (reading instanceof Reading.Missing) {
            return Optional.empty();
        }
        return switch (this) {
            case Plain _ -> Optional.of(reading.shown());
            case Loaded _ ->
                Optional.of(reading.shown())
                        .filter(state -> !state.equals("builtin"))
                        .map(_ -> "true");
            case Parameter(String key) ->
                Optional.ofNullable(parameters(reading.shown()).get(key));
        };
    }

    /// The word on the wire: `plain`, `loaded`, `parameter:iommu`.
    default String word() {
        return switch (this) {
            case Plain _ -> "plain";
            case Loaded _ -> "loaded";
            case Parameter(String key) -> PARAMETER + key;
        };
    }

    /// The form of a word.
    ///
    /// @throws AicrException where this version knows no such form
    static AicrForm of(String word) {
        return switch (word) {
            case "plain" -> new Plain();
            case "loaded" -> new Loaded();
            case String other when other.startsWith(PARAMETER) -> new Parameter(other.substring(PARAMETER.length()));
            case String other -> throw new AicrException("no form \"" + other + "\"");
        };
    }

    /// What stands before an expression, for a person: the name of a parameter, or nothing.
    default String words() {
        return switch (this) {
            case Plain _ -> "";
            case Loaded _ -> "loaded ";
            case Parameter(String key) -> key + " ";
        };
    }

    /// All parameters of a command line. Blanks inside of double quotes part no words.
    static Map<String, String> parameters(String line) {
        Map<String, String> parameters = new LinkedHashMap<>();
        StringBuilder word = new StringBuilder();
        boolean isQuoted = false;
        for (char c : (line + " ").toCharArray()) {
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (!Character.isWhitespace(c) || isQuoted) {
                word.append(c);
            } else if (!word.isEmpty()) {
                int equals = word.indexOf("=");
                parameters.put(
                        equals < 0 ? word.toString() : word.substring(0, equals),
                        equals < 0 ? "" : word.substring(equals + 1));
                word.setLength(0);
            }
        }
        return parameters;
    }
}
