package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.Optional;
import java.util.function.Function;

/// What a tool printed when it went well, or why there is nothing.
///
/// @param text empty where `missing` is there
record ToolOutput(HostCommand command, String text, Optional<Reading> missing) {
    static ToolOutput of(HostRoot host, String... argv) {
        return of(host, HostCommand.of(argv));
    }

    static ToolOutput of(HostRoot host, HostCommand command) {
        CommandResult result = host.run(command);
        if (result instanceof CommandResult.Finished finished && finished.exit() == 0) {
            return new ToolOutput(command, finished.stdout(), Optional.empty());
        }
        return new ToolOutput(command, "", Optional.of(Readings.of(result, ToolOutput::failed)));
    }

    private static Reading failed(CommandResult.Finished finished) {
        String said = finished.stderr().strip();
        String detail = "exit " + finished.exit() + ": " + said;
        if (said.contains("not supported")) {
            return Reading.missing(Why.UNSUPPORTED, detail);
        }
        boolean isRefused = said.contains("Operation not permitted") || said.contains("Permission denied");
        return Reading.missing(isRefused ? Why.NOT_PERMITTED : Why.UNREADABLE, detail);
    }

    boolean isAbsent() {
        return missing.filter(reading -> reading instanceof Reading.Missing(Why why, String _) && why == Why.ABSENT)
                .isPresent();
    }

    Reading reading(Function<String, Reading> parse) {
        return missing.orElseGet(() -> parse.apply(text));
    }

    /// For a part of the output that may not be there.
    Reading part(Function<String, Optional<Reading>> parse) {
        return missing.orElseGet(() ->
                parse.apply(text).orElseGet(() -> Reading.missing(Why.UNSUPPORTED, "not in the output of " + command)));
    }

    String source() {
        return command.toString();
    }
}
