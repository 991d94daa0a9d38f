package io.holdfast.aggregator.cli;

import io.holdfast.aggregator.access.Tokens.TokensException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `holdfast-aggregator`: what an image or a unit starts.
///
/// Exit status: 0 all is well, 1 there are findings, 2 wrong usage, 3 it could not be done.
@Command(
        name = "holdfast-aggregator",
        mixinStandardHelpOptions = true,
        version = "holdfast-aggregator 0.1.0",
        description = "Folds what the nodes report into the state of the fleet, and serves it.",
        subcommands = {RunCommand.class, DoctorCommand.class, TokenCommand.class},
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:all is well", "1:there are findings", "2:wrong usage", "3:it could not be done"})
public final class HoldfastAggregator {
    static final int FINE = 0;
    static final int FAILED = 3;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /// The command with its rules for errors.
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new HoldfastAggregator());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, _) -> failed(failure, command.getErr()));
        return line;
    }

    /// One line for what a person can mend; a defect of ours keeps its class name.
    private static int failed(Exception failure, PrintWriter err) {
        err.println("holdfast-aggregator: "
                + switch (failure) {
                    case TokensException mendable -> mendable.getMessage();
                    case IllegalStateException mendable -> mendable.getMessage();
                    case IOException mendable -> mendable.getMessage();
                    case ExecutionException wrapped -> String.valueOf(wrapped.getCause());
                    case TimeoutException _ -> "a listener did not come up in time";
                    default -> "internal error: " + failure;
                });
        err.flush();
        return FAILED;
    }
}
