package io.holdfast.agent.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.check.SiteCheck;
import io.holdfast.protocol.fact.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/// The value of a site's own check in what was read. The list of forms is closed: no code comes from a site's file.
public final class SitePick {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SitePick() {}

    /// Empty where the text does not hold what the check looks for, or holds it in another form.
    public static Optional<Reading> reading(SiteCheck check, String text) {
        return picked(check.pick(), text)
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .flatMap(value -> typed(check.check(), value));
    }

    private static Optional<String> picked(SiteCheck.Pick pick, String text) {
        return switch (pick) {
            case SiteCheck.Pick.All _ -> Optional.of(text);
            case SiteCheck.Pick.Regex(var pattern) -> {
                Matcher place = pattern.matcher(text);
                yield place.find() ? Optional.ofNullable(place.group(1)) : Optional.empty();
            }
            case SiteCheck.Pick.Key(String key) ->
                text.lines()
                        .map(line -> behind(key, line))
                        .flatMap(Optional::stream)
                        .findFirst();
            case SiteCheck.Pick.Json(var pointer) ->
                json(text).map(tree -> tree.at(pointer)).flatMap(SitePick::plain);
        };
    }

    /// `key: value`, `key = value`, `key value`; not `keys: value`.
    private static Optional<String> behind(String key, String line) {
        String at = line.strip();
        if (!at.startsWith(key) || at.length() == key.length()) {
            return Optional.empty();
        }
        String rest = at.substring(key.length());
        String value = rest.strip();
        boolean isSeparated = value.startsWith(":") || value.startsWith("=");
        return isSeparated
                ? Optional.of(value.substring(1))
                : Optional.of(value).filter(_ -> Character.isWhitespace(rest.charAt(0)));
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> plain(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? Optional.of(node.asText()) : Optional.empty();
    }

    private static Optional<Reading> typed(Check check, String value) {
        return switch (check.type()) {
            case TEXT -> Optional.of(new Reading.Text(value));
            case VERSION -> Optional.of(new Reading.Version(value));
            case WORDS -> Optional.of(Reading.Words.of(List.of(value.split("\\s+", -1))));
            case WHOLE -> Words.whole(value).map(Reading.Whole::new);
            case QUANTITY ->
                Words.decimal(value)
                        .map(amount -> new Reading.Quantity(amount, check.unit().orElse("1")));
            case FLAG -> flag(value);
        };
    }

    private static Optional<Reading> flag(String value) {
        if (Arrays.asList("1", "y", "on", "yes", "enabled", "true")
                .contains(value.toLowerCase(java.util.Locale.ROOT))) {
            return Optional.of(new Reading.Flag(true));
        }
        return Arrays.asList("0", "n", "off", "no", "disabled", "false")
                        .contains(value.toLowerCase(java.util.Locale.ROOT))
                ? Optional.of(new Reading.Flag(false))
                : Optional.empty();
    }
}
