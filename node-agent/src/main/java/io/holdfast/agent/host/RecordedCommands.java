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
import java.util.List;
import java.util.Optional;

/// The tool outputs of a recorded host: `commands.yaml` at the top of its folder.
///
/// ```yaml
/// - argv: [nvidia-smi, -q, -x]
///   exit: 0                               # 0 where left out
///   stdout: commands/nvidia-smi-q-x.xml   # a file of the folder; empty where left out
///   stderr: commands/nvidia-smi-q-x.err
/// ```
///
/// The list is read again when the file changes, the outputs at every run. What is not listed is not installed.
final class RecordedCommands implements Commands {
    static final String FILE = "commands.yaml";

    private record Entry(int line, List<String> argv, int exit, String stdout, String stderr) {
        boolean answers(HostCommand command) {
            return HostCommand.baseName(argv.getFirst()).equals(command.tool())
                    && argv.subList(1, argv.size())
                            .equals(command.argv().subList(1, command.argv().size()));
        }
    }

    private record Listing(FileTime modified, long size, Object inode, List<Entry> entries) {
        boolean isOf(BasicFileAttributes file) {
            return file.lastModifiedTime().equals(modified)
                    && file.size() == size
                    && inode(file).equals(inode);
        }

        static Object inode(BasicFileAttributes file) {
            return file.fileKey() == null ? "" : file.fileKey();
        }
    }

    private final RootedPaths paths;
    private final Path file;
    private Optional<Listing> listing = Optional.empty();

    RecordedCommands(RootedPaths paths) {
        this.paths = paths;
        this.file = paths.root().resolve(FILE);
        entries();
    }

    @Override
    public CommandResult run(HostCommand command) {
        Optional<Entry> recorded =
                entries().stream().filter(entry -> entry.answers(command)).findFirst();
        if (recorded.isEmpty()) {
            return new CommandResult.Absent(command);
        }
        Entry entry = recorded.get();
        String stdout = output(entry, "stdout", entry.stdout());
        String stderr = output(entry, "stderr", entry.stderr());
        return stdout.length() > command.outputCap()
                ? new CommandResult.TooLong(command)
                : new CommandResult.Finished(command, entry.exit(), stdout, stderr);
    }

    private String output(Entry entry, String field, String name) {
        if (name.isEmpty()) {
            return "";
        }
        try {
            return FileReads.text(FileReads.once(paths.file("/" + name), Integer.MAX_VALUE - 8));
        } catch (IOException e) {
            throw new RecordedHostException(
                    file + ":" + entry.line() + ": " + field + ": \"" + name + "\": " + Errno.text(e), e);
        }
    }

    private synchronized List<Entry> entries() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (listing.filter(known -> known.isOf(now)).isEmpty()) {
                listing = Optional.of(new Listing(
                        now.lastModifiedTime(), now.size(), Listing.inode(now), parse(Files.readString(file))));
            }
            return listing.map(Listing::entries).orElse(List.of());
        } catch (NoSuchFileException _) {
            listing = Optional.empty();
            return List.of();
        } catch (JsonProcessingException e) {
            throw error(e.getLocation() == null ? 0 : e.getLocation().getLineNr(), "yaml", e.getOriginalMessage());
        } catch (IOException e) {
            throw new RecordedHostException(file + ": " + Errno.text(e), e);
        }
    }

    private List<Entry> parse(String yaml) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (JsonParser parser = new YAMLFactory().createParser(yaml)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return List.of();
            }
            if (first != JsonToken.START_ARRAY) {
                throw error(line(parser), "file", "expected a list of {argv, exit, stdout, stderr}");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                entries.add(entry(parser));
            }
        }
        return List.copyOf(entries);
    }

    private Entry entry(JsonParser parser) throws IOException {
        int line = line(parser);
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw error(line, "entry", "expected {argv: [tool, argument, ...], exit: 0, stdout: file}");
        }
        List<String> argv = List.of();
        int exit = 0;
        String stdout = "";
        String stderr = "";
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "argv" -> argv = argv(parser);
                case "exit" -> exit = exit(parser);
                case "stdout" -> stdout = scalar(parser, field);
                case "stderr" -> stderr = scalar(parser, field);
                default -> throw error(line(parser), field, "no such field; expected argv, exit, stdout or stderr");
            }
        }
        if (argv.isEmpty()) {
            throw error(line, "argv", "is required");
        }
        return new Entry(line, argv, exit, stdout, stderr);
    }

    private List<String> argv(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw error(line(parser), "argv", "expected a list of words");
        }
        List<String> words = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            words.add(scalar(parser, "argv"));
        }
        return List.copyOf(words);
    }

    private int exit(JsonParser parser) throws IOException {
        String text = scalar(parser, "exit");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw error(line(parser), "exit", "\"" + text + "\": expected a whole number");
        }
    }

    private String scalar(JsonParser parser, String field) throws IOException {
        if (!parser.currentToken().isScalarValue()) {
            throw error(line(parser), field, "expected a plain value");
        }
        return parser.getText();
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private RecordedHostException error(int line, String field, String problem) {
        return new RecordedHostException(file + ":" + line + ": " + field + ": " + problem);
    }
}
