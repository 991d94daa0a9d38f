package io.holdfast.agent.host;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A YAML list of flat mappings at the top of a recorded host, read again whenever the file changes. No file, no rows.
///
/// @param <T> what the rows mean together
final class RecordedRows<T> {
    /// One mapping of the list. Every value is a list of words; a plain value is a list of one.
    record Row(Path file, int line, Map<String, List<String>> fields) {
        List<String> words(String field) {
            return fields.getOrDefault(field, List.of());
        }

        /// Empty text where the field is left out.
        String text(String field) {
            List<String> words = words(field);
            if (words.size() > 1) {
                throw error(field, "expected a plain value");
            }
            return words.isEmpty() ? "" : words.getFirst();
        }

        RecordedHostException error(String field, String problem) {
            return new RecordedHostException(file + ":" + line + ": " + field + ": " + problem);
        }
    }

    private record Content<T>(FileTime modified, long size, Object inode, T meaning) {
        boolean isOf(BasicFileAttributes file) {
            return file.lastModifiedTime().equals(modified)
                    && file.size() == size
                    && inode(file).equals(inode);
        }

        static Object inode(BasicFileAttributes file) {
            return file.fileKey() == null ? "" : file.fileKey();
        }
    }

    private final Path file;
    private final Set<String> known;
    private final Function<List<Row>, T> meaning;
    private Optional<Content<T>> content = Optional.empty();

    /// @param known the fields a row may have
    RecordedRows(Path file, Set<String> known, Function<List<Row>, T> meaning) {
        this.file = file;
        this.known = known;
        this.meaning = meaning;
    }

    /// As the file stands now.
    synchronized T read() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Optional<Content<T>> known = content.filter(last -> last.isOf(now));
            if (known.isPresent()) {
                return known.get().meaning();
            }
            T fresh = meaning.apply(parse(Files.readString(file)));
            content = Optional.of(new Content<>(now.lastModifiedTime(), now.size(), Content.inode(now), fresh));
            return fresh;
        } catch (NoSuchFileException _) {
            content = Optional.empty();
            return meaning.apply(List.of());
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw error(line, "yaml", e.getOriginalMessage());
        } catch (IOException e) {
            throw new RecordedHostException(file + ": " + Errno.text(e), e);
        }
    }

    private List<Row> parse(String yaml) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (JsonParser parser = new YAMLFactory().createParser(yaml)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return List.of();
            }
            if (first != JsonToken.START_ARRAY) {
                throw error(line(parser), "file", "expected a list");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                rows.add(row(parser));
            }
        }
        return rows;
    }

    private Row row(JsonParser parser) throws IOException {
        int line = line(parser);
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw error(line, "row", "expected a mapping with " + String.join(", ", sorted()));
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            if (!known.contains(field)) {
                throw error(line(parser), field, "no such field; expected " + String.join(", ", sorted()));
            }
            parser.nextToken();
            fields.put(field, words(parser, field));
        }
        return new Row(file, line, fields);
    }

    private List<String> words(JsonParser parser, String field) throws IOException {
        if (parser.currentToken().isScalarValue()) {
            return List.of(parser.getText());
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw error(line(parser), field, "expected a plain value or a list of them");
        }
        List<String> words = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isScalarValue()) {
                throw error(line(parser), field, "expected a list of plain values");
            }
            words.add(parser.getText());
        }
        return List.copyOf(words);
    }

    private List<String> sorted() {
        return known.stream().sorted().toList();
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private RecordedHostException error(int line, String field, String problem) {
        return new RecordedHostException(file + ":" + line + ": " + field + ": " + problem);
    }
}
