package io.holdfast.agent.host;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The tool outputs of a recorded host: `commands.yaml` at the top of its folder.
///
/// ```yaml
/// - argv: [nvidia-smi, -q, -x]
///   exit: 0                               # 0 where left out
///   stdout: commands/nvidia-smi-q-x.xml   # a file of the folder; empty where left out
///   stderr: commands/nvidia-smi-q-x.err
/// - argv: [mlxconfig, -d, "0000:17:00.0", query]
///   fails: timeout                        # or not-permitted, too-long
/// ```
///
/// The list is read again when the file changes, the outputs at every run. What is not listed is not installed.
final class RecordedCommands implements Commands {
    /// At the top of the folder.
    static final String FILE = "commands.yaml";

    private static final Set<String> FIELDS = Set.of("argv", "exit", "stdout", "stderr", "fails");
    private static final Set<String> FAILURES = Set.of("", "timeout", "not-permitted", "too-long");

    private record Entry(RecordedRows.Row row, List<String> argv, int exit, String fails) {
        static List<Entry> all(List<RecordedRows.Row> rows) {
            return rows.stream().map(Entry::of).toList();
        }

        private static Entry of(RecordedRows.Row row) {
            List<String> argv = row.words("argv");
            if (argv.isEmpty() || argv.getFirst().isBlank()) {
                throw row.error("argv", "is required: the tool and its arguments");
            }
            String fails = row.text("fails");
            if (!FAILURES.contains(fails)) {
                throw row.error("fails", "\"" + fails + "\": expected timeout, not-permitted or too-long");
            }
            return new Entry(row, argv, exit(row), fails);
        }

        private static int exit(RecordedRows.Row row) {
            String text = row.text("exit");
            try {
                return text.isEmpty() ? 0 : Integer.parseInt(text);
            } catch (NumberFormatException _) {
                throw row.error("exit", "\"" + text + "\": expected a whole number");
            }
        }

        boolean answers(HostCommand command) {
            return HostCommand.baseName(argv.getFirst()).equals(command.tool())
                    && argv.subList(1, argv.size())
                            .equals(command.argv().subList(1, command.argv().size()));
        }
    }

    private final RootedPaths paths;
    private final RecordedRows<List<Entry>> entries;

    RecordedCommands(RootedPaths paths) {
        this.paths = paths;
        this.entries = new RecordedRows<>(paths.root().resolve(FILE), FIELDS, Entry::all);
        entries.read();
    }

    @Override
    public CommandResult run(HostCommand command) {
        Optional<Entry> recorded =
                entries.read().stream().filter(entry -> entry.answers(command)).findFirst();
        if (recorded.isEmpty()) {
            return new CommandResult.Absent(command);
        }
        Entry entry = recorded.get();
        return switch (entry.fails()) {
            case "timeout" -> new CommandResult.TimedOut(command, "recorded as timed out");
            case "not-permitted" -> new CommandResult.NotPermitted(command, "recorded as not permitted");
            case "too-long" -> new CommandResult.TooLong(command);
            default -> finished(command, entry);
        };
    }

    @Override
    public Attribute<ToolLines> lines(HostCommand command) {
        String name = command.toString();
        return switch (run(command)) {
            case CommandResult.Finished(var _, int exit, String stdout, String stderr) ->
                exit == 0
                        ? new Attribute.Value<>(name, ToolLines.of(stdout))
                        : new Attribute.Unreadable<>(name, "exit " + exit + ": " + stderr.strip());
            case CommandResult.Absent _ -> new Attribute.Absent<>(command.argv().getFirst());
            case CommandResult.NotPermitted(var _, String detail) -> new Attribute.NotPermitted<>(name, detail);
            case CommandResult.TimedOut(var _, String detail) -> new Attribute.TimedOut<>(name, detail);
            case CommandResult.TooLong _ -> new Attribute.Unreadable<>(name, "too long");
        };
    }

    private CommandResult finished(HostCommand command, Entry entry) {
        String stdout = output(entry, "stdout");
        String stderr = output(entry, "stderr");
        return stdout.length() > command.outputCap()
                ? new CommandResult.TooLong(command)
                : new CommandResult.Finished(command, entry.exit(), stdout, stderr);
    }

    private String output(Entry entry, String field) {
        String name = entry.row().text(field);
        if (name.isEmpty()) {
            return "";
        }
        try {
            return FileReads.text(FileReads.once(paths.file("/" + name), Integer.MAX_VALUE - 8));
        } catch (IOException e) {
            throw entry.row().error(field, "\"" + name + "\": " + Errno.text(e));
        }
    }
}
