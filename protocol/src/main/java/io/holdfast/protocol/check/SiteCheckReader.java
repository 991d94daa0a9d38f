package io.holdfast.protocol.check;

import com.fasterxml.jackson.core.JsonPointer;
import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads a site's own checks: rows of the catalog with `read` in place of `source`.
///
/// ```yaml
/// - id: site.bios.profile
///   title: Workload profile of the firmware
///   section: hardware
///   kind: drift
///   read: {command: [/opt/site/bios-profile], regex: "^profile=(.*)$"}
///   healthy: {equals: hpc}
/// ```
public final class SiteCheckReader {
    private static final String EXPECTED =
            "expected {file: /path} or {command: [tool, argument]}, with at most one of regex, key and json";
    private static final Set<String> SOURCES = Set.of("file", "command");
    private static final Set<String> PICKS = Set.of("regex", "key", "json");

    private final String file;

    private SiteCheckReader(String file) {
        this.file = file;
    }

    /// All checks of one file.
    ///
    /// @param file its name, for errors
    /// @throws CatalogException naming file, line and field, and what was expected
    public static List<SiteCheck> read(String file, String yaml) {
        SiteCheckReader reader = new SiteCheckReader(file);
        return switch (LocatedYaml.parse(yaml, CatalogException.in(file))) {
            case LocatedYaml.Sequence(Place _, List<LocatedYaml> rows) ->
                rows.stream().map(reader::row).toList();
            case LocatedYaml other -> throw reader.error(other.line(), "file", "expected a list of checks");
        };
    }

    private SiteCheck row(LocatedYaml yaml) {
        if (!(yaml instanceof LocatedYaml.Mapping(Place place, Map<String, LocatedYaml> fields, var keys))) {
            throw error(yaml.line(), "check", "expected a mapping with id, title, ...");
        }
        if (!(fields.get("read") instanceof LocatedYaml.Mapping read)) {
            throw error(yaml.line(), "read", EXPECTED);
        }
        if (fields.containsKey("source")) {
            throw error(fields.getOrDefault("source", yaml).line(), "source", "is what read says; leave it out");
        }
        SiteCheck.Source source = source(read);
        Map<String, LocatedYaml> row = new LinkedHashMap<>(fields);
        row.remove("read");
        row.put("source", new LocatedYaml.Scalar(read.place(), words(source)));
        Check check = new CatalogReader(file).row(new LocatedYaml.Mapping(place, row, keys));
        if (!check.pattern().startsWith(SiteCheck.PREFIX) || check.isFamily()) {
            throw error(yaml.line(), "id", "\"" + check.pattern() + "\": expected site.<words>, without <name>");
        }
        return new SiteCheck(check, source, pick(read));
    }

    private SiteCheck.Source source(LocatedYaml.Mapping read) {
        read.entries().forEach((field, value) -> {
            if (!SOURCES.contains(field) && !PICKS.contains(field)) {
                throw error(value.line(), "read." + field, EXPECTED);
            }
        });
        LocatedYaml path = read.entries().get("file");
        LocatedYaml command = read.entries().get("command");
        if ((path == null) == (command == null)) {
            throw error(read.line(), "read", EXPECTED);
        }
        return path == null ? new SiteCheck.Source.Command(argv(command, read)) : new SiteCheck.Source.File(path(path));
    }

    private List<String> argv(@org.jspecify.annotations.Nullable LocatedYaml command, LocatedYaml.Mapping read) {
        if (!(command instanceof LocatedYaml.Sequence(Place place, List<LocatedYaml> words)) || words.isEmpty()) {
            throw error(read.line(), "read.command", "expected a list: the tool and its arguments");
        }
        List<String> argv = new ArrayList<>();
        words.forEach(word -> argv.add(scalar(word, "read.command")));
        if (argv.getFirst().isBlank()) {
            throw error(place.line(), "read.command", "names no tool");
        }
        return argv;
    }

    private String path(LocatedYaml value) {
        String path = scalar(value, "read.file");
        if (!path.startsWith("/") || path.indexOf('*') != path.lastIndexOf('*')) {
            throw error(value.line(), "read.file", "\"" + path + "\": expected an absolute path with at most one *");
        }
        return path;
    }

    private SiteCheck.Pick pick(LocatedYaml.Mapping read) {
        List<String> picks =
                read.entries().keySet().stream().filter(PICKS::contains).toList();
        if (picks.size() > 1) {
            throw error(read.line(), "read", EXPECTED);
        }
        if (picks.isEmpty()) {
            return new SiteCheck.Pick.All();
        }
        LocatedYaml value = read.entries().getOrDefault(picks.getFirst(), read);
        return switch (picks.getFirst()) {
            case "regex" -> new SiteCheck.Pick.Regex(regex(value));
            case "key" -> new SiteCheck.Pick.Key(scalar(value, "read.key"));
            default -> new SiteCheck.Pick.Json(parse(value, "read.json", JsonPointer::compile));
        };
    }

    private Pattern regex(LocatedYaml value) {
        Pattern pattern = parse(value, "read.regex", text -> Pattern.compile(text, Pattern.MULTILINE));
        if (pattern.matcher("").groupCount() != 1) {
            throw error(value.line(), "read.regex", "expected one group ( ) around the value");
        }
        return pattern;
    }

    private <T> T parse(LocatedYaml value, String field, Function<String, T> parser) {
        String text = scalar(value, field);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw error(value.line(), field, "\"" + text + "\": " + e.getMessage());
        }
    }

    private static String words(SiteCheck.Source source) {
        return switch (source) {
            case SiteCheck.Source.File(String path) -> path;
            case SiteCheck.Source.Command(List<String> argv) -> String.join(" ", argv);
        };
    }

    private String scalar(LocatedYaml value, String field) {
        if (value instanceof LocatedYaml.Scalar(Place _, String text)) {
            return text;
        }
        throw error(value.line(), field, "expected a plain value");
    }

    private CatalogException error(int line, String field, String problem) {
        return new CatalogException(file, line, field, problem);
    }
}
