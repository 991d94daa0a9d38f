package io.holdfast.protocol.yaml;

import java.util.List;

/// What the YAML parser says, in words that tell what to do.
final class YamlTrouble {
    /// What stands in a message, and what it means.
    private record Meaning(String said, String meaning) {}

    private static final List<Meaning> MEANINGS = List.of(
            new Meaning("\\t(TAB)", "a tab; YAML is indented with spaces"),
            new Meaning("found character '@'", "a value that begins with @ has to stand in quotes"),
            new Meaning("found character '`'", "a value that begins with ` has to stand in quotes"),
            new Meaning("found character '>'", "a key that begins with > has to stand in quotes"),
            new Meaning("found character '%'", "a value that begins with % has to stand in quotes"),
            new Meaning("mapping values are not allowed", "a second \": \" on one line; put the value in quotes"),
            new Meaning("could not find expected ':'", "a line without \": \"; expected key: value"),
            new Meaning("but found '<block mapping start>'", "the indentation does not fit the lines above"),
            new Meaning("but found '<block sequence start>'", "a list begins where a key has to stand"),
            new Meaning("but found '-'", "a list begins where a key has to stand"),
            new Meaning("while scanning a quoted scalar", "a quote is opened and not closed"),
            new Meaning("found unexpected end of stream", "the file ends within a value"),
            new Meaning("expected ',' or ']'", "a [ is not closed"),
            new Meaning("expected ',' or '}'", "a { is not closed"),
            new Meaning("found undefined alias", "anchors are not followed; write the value out"),
            new Meaning("expected <block end>", "the indentation does not fit the lines above"),
            new Meaning("found unknown escape character", "a backslash in double quotes; use single quotes"));

    private YamlTrouble() {}

    static String inWords(String message) {
        return MEANINGS.stream()
                .filter(one -> message.contains(one.said()))
                .map(Meaning::meaning)
                .findFirst()
                .orElseGet(() -> "is no YAML: " + message.replaceAll("\\s*\\R\\s*", " "));
    }
}
