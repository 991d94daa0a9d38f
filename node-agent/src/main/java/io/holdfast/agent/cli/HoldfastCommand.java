package io.holdfast.agent.cli;

import io.holdfast.agent.host.RecordedHostException;
import io.holdfast.protocol.baseline.BaselineException;
import io.holdfast.protocol.check.CatalogException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `holdfast`: what a person types on a node.
///
/// Exit status: 0 all is well, 1 there are findings, 2 wrong usage, 3 it could not be done.
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        version = "holdfast 0.1.0",
        description = "Reads a GPU node and tells what it is.",
        subcommands = {
            SnapshotCommand.class,
            CheckCommand.class,
            BaselineCommand.class,
            ExplainCommand.class,
            RecordCommand.class,
            DoctorCommand.class,
            AgentCommand.class
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:all is well", "1:there are findings", "2:wrong usage", "3:it could not be done"})
public final class HoldfastCommand {
    static final int FINE = 0;
    static final int FINDINGS = 1;
    static final int USAGE = 2;
    static final int FAILED = 3;

    /// Entry point. Threads that hang in a driver are daemons and are left behind.
    public static void main(String[] args) {
        CommandLine line = commandLine();
        line.setExecutionStrategy(parsed -> {
            if (!parsed.asCommandLineList().stream()
                    .anyMatch(command -> command.getCommand() instanceof AgentCommand)) {
                OutOfMemory.takesThisProcessFirst();
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        System.exit(line.execute(args));
    }

    /// The command with its rules for output and errors.
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new HoldfastCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                Colours.wanted() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setExecutionStrategy(new CommandLine.RunLast());
        line.setExecutionExceptionHandler((failure, command, _) -> failed(failure, command.getErr()));
        return line;
    }

    /// One line and no stack trace for what a person can mend; a defect of ours keeps its class name.
    private static int failed(Exception failure, PrintWriter err) {
        boolean isOperators = failure instanceof RecordedHostException
                || failure instanceof CatalogException
                || failure instanceof BaselineException
                || failure instanceof UncheckedIOException
                || failure instanceof CommandFailure;
        err.println("holdfast: " + (isOperators ? failure.getMessage() : "internal error: " + failure));
        err.flush();
        return FAILED;
    }
}
