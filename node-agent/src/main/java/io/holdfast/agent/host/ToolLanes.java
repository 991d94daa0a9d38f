package io.holdfast.agent.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Tools that ask a card's firmware, one at a time per card, in the order they came. One that waits longer
/// than its own time-out does not run.
final class ToolLanes {
    private final Map<String, Semaphore> lanes = new ConcurrentHashMap<>();

    CommandResult run(HostCommand command, Supplier<CommandResult> run) {
        if (command.device().isEmpty()) {
            return run.get();
        }
        Semaphore lane = lanes.computeIfAbsent(command.device(), _ -> new Semaphore(1, true));
        try {
            if (!lane.tryAcquire(command.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                return new CommandResult.TimedOut(
                        command,
                        "other tools asked " + command.device() + " for "
                                + command.timeout().toMillis() + " ms");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new CommandResult.TimedOut(command, "the runner was told to stop");
        }
        try {
            return run.get();
        } finally {
            lane.release();
        }
    }
}
