package io.holdfast.agent.host;

/// What running a tool gave. A tool that is not there or does not answer is an answer, no exception.
public sealed interface CommandResult {
    /// The command that was asked for.
    HostCommand command();

    /// The tool ended by itself. Its exit status is for the caller to judge.
    ///
    /// @param stdout as text, UTF-8 where it is valid UTF-8, else ISO 8859-1
    record Finished(HostCommand command, int exit, String stdout, String stderr) implements CommandResult {}

    /// No such tool on this host, or not among the recorded commands.
    record Absent(HostCommand command) implements CommandResult {}

    /// The tool is there and this process may not run it, or may not enter the host's namespaces.
    record NotPermitted(HostCommand command, String detail) implements CommandResult {}

    /// It was killed at its time-out, or an earlier run of it cannot be killed and still lives.
    record TimedOut(HostCommand command, String detail) implements CommandResult {}

    /// It printed more than its cap and was killed.
    record TooLong(HostCommand command) implements CommandResult {}
}
