package io.holdfast.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.CommandResult;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The two lists at the top of a recorded host: `commands.yaml` and `unreadable.yaml`.
final class RecordedLists {
    private static final int LONGEST_NAME = 80;

    private RecordedLists() {}

    static void refusals(Path folder, List<String> paths, Map<String, Attribute<byte[]>> reads) throws IOException {
        if (paths.isEmpty()) {
            return;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator yaml = yaml(text)) {
            yaml.writeStartArray();
            for (String path : paths) {
                Attribute<byte[]> read = reads.getOrDefault(path, new Attribute.Absent<>(path));
                yaml.writeStartObject();
                yaml.writeStringField("path", path);
                yaml.writeStringField("why", why(read));
                yaml.writeStringField("detail", detail(read));
                yaml.writeEndObject();
            }
            yaml.writeEndArray();
        }
        Recording.text(folder.resolve("unreadable.yaml"), text.toString());
    }

    private static String why(Attribute<byte[]> read) {
        return switch (read) {
            case Attribute.NotPermitted<byte[]> _ -> "not-permitted";
            case Attribute.TimedOut<byte[]> _ -> "timeout";
            case Attribute.Unreadable<byte[]> _, Attribute.Value<byte[]> _, Attribute.Absent<byte[]> _ -> "unreadable";
        };
    }

    private static String detail(Attribute<byte[]> read) {
        return switch (read) {
            case Attribute.NotPermitted<byte[]>(String _, String detail) -> detail;
            case Attribute.TimedOut<byte[]>(String _, String detail) -> detail;
            case Attribute.Unreadable<byte[]>(String _, String detail) -> detail;
            case Attribute.Value<byte[]> _, Attribute.Absent<byte[]> _ -> "";
        };
    }

    static void commands(Path folder, Map<List<String>, CommandResult> commands, Scrubber scrubber) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator yaml = yaml(text)) {
            yaml.writeStartArray();
            for (CommandResult result : commands.values().stream()
                    .sorted(Comparator.comparing(result -> result.command().toString()))
                    .toList()) {
                write(folder, result, scrubber, yaml);
            }
            yaml.writeEndArray();
        }
        Recording.text(folder.resolve("commands.yaml"), text.toString());
    }

    private static void write(Path folder, CommandResult result, Scrubber scrubber, JsonGenerator yaml)
            throws IOException {
        switch (result) {
            case CommandResult.Absent _ -> {}
            case CommandResult.Finished(var _, int exit, String stdout, String stderr) -> {
                start(result, yaml);
                yaml.writeNumberField("exit", exit);
                output(folder, result, "stdout", scrubber.text(stdout), yaml);
                output(folder, result, "stderr", scrubber.text(stderr), yaml);
                yaml.writeEndObject();
            }
            case CommandResult.TimedOut _ -> failed(result, "timeout", yaml);
            case CommandResult.NotPermitted _ -> failed(result, "not-permitted", yaml);
            case CommandResult.TooLong _ -> failed(result, "too-long", yaml);
        }
    }

    private static void start(CommandResult result, JsonGenerator yaml) throws IOException {
        yaml.writeStartObject();
        yaml.writeArrayFieldStart("argv");
        for (String word : result.command().argv()) {
            yaml.writeString(word);
        }
        yaml.writeEndArray();
    }

    private static void failed(CommandResult result, String how, JsonGenerator yaml) throws IOException {
        start(result, yaml);
        yaml.writeStringField("fails", how);
        yaml.writeEndObject();
    }

    private static void output(Path folder, CommandResult result, String stream, String text, JsonGenerator yaml)
            throws IOException {
        if (text.isEmpty()) {
            return;
        }
        String name = "commands/" + fileName(result) + "." + stream;
        Files.createDirectories(folder.resolve("commands"));
        Recording.text(folder.resolve(name), text);
        yaml.writeStringField(stream, name);
    }

    /// Readable, and different for commands whose names are cut or differ in punctuation only.
    private static String fileName(CommandResult result) {
        String command = result.command().toString();
        String words = command.replaceAll("[^A-Za-z0-9.]+", "-");
        String cut = words.substring(0, Math.min(words.length(), LONGEST_NAME));
        return cut + "-" + Integer.toHexString(command.hashCode());
    }

    private static JsonGenerator yaml(StringWriter to) throws IOException {
        return YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .build()
                .createGenerator(to);
    }
}
