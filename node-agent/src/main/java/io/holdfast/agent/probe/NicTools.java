package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tools that ask a card's firmware. They take a semaphore of the card, so two are never run beside each
/// other.
final class NicTools {
    /// For `mlxconfig` and the like, per card.
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private NicTools() {}

    static HostCommand asking(String address, String... argv) {
        return HostCommand.of(argv).within(LIMIT).asking(address);
    }

    /// The answer of the first tool that is installed.
    static CommandResult first(HostRoot host, List<HostCommand> tools) {
        CommandResult result = new CommandResult.Absent(tools.getFirst());
        for (HostCommand tool : tools) {
            CommandResult answer = host.run(tool);
            if (!(answer instanceof CommandResult.Absent)) {
                return answer;
            }
        }
        return result;
    }

    /// What the tool printed, when it ended well.
    static Optional<String> output(CommandResult result) {
        return result instanceof CommandResult.Finished(var _, int exit, String stdout, String _) && exit == 0
                ? Optional.of(stdout)
                : Optional.empty();
    }

    /// Why a tool's answer is of no use.
    static Reading failure(CommandResult result) {
        return Readings.of(result, finished -> {
            String said = finished.stderr().isBlank() ? finished.stdout() : finished.stderr();
            String text = said.toLowerCase(Locale.ROOT);
            boolean isRefused = text.contains("permission denied")
                    || text.contains("operation not permitted")
                    || text.contains("must be root");
            String detail = "exit " + finished.exit() + ": " + shortened(said.strip());
            return Reading.missing(isRefused ? Why.NOT_PERMITTED : Why.UNREADABLE, detail);
        });
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(text.length() - 200);
    }
}
