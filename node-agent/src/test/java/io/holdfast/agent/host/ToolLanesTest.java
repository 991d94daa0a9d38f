package io.holdfast.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ToolLanesTest {
    private static final Duration SHORT = Duration.ofMillis(5);

    private final ToolLanes lanes = new ToolLanes();

    private static HostCommand asking(String tool, String address) {
        return HostCommand.of(tool).within(SHORT).asking(address);
    }

    private static CommandResult ran(HostCommand command) {
        return new CommandResult.Finished(command, 0, "", "");
    }

    /// A tool for `address`, tried while another asks the card of `0000:17:00.0`.
    private CommandResult beside(String address) {
        CommandResult[] inner = new CommandResult[1];
        HostCommand second = asking("flint", address);
        HostCommand first = asking("mlxconfig", "0000:17:00.0");
        CommandResult outer = lanes.run(first, () -> {
            inner[0] = lanes.run(second, () -> ran(second));
            return ran(first);
        });
        assertEquals(ran(first), outer);
        return inner[0];
    }

    @Test
    void twoToolsNeverAskOneCardAtOnceWhicheverFunctionTheyName() {
        assertInstanceOf(CommandResult.TimedOut.class, beside("0000:17:00.0"));
        assertInstanceOf(CommandResult.TimedOut.class, beside("0000:17:00.1"));
    }

    @Test
    void otherCardsAndToolsThatAskNoneGoOn() {
        assertInstanceOf(CommandResult.Finished.class, beside("0000:18:00.0"));
        HostCommand plain = HostCommand.of("lldpctl");
        assertEquals(ran(plain), lanes.run(plain, () -> ran(plain)));
    }

    @Test
    void aCardIsFreeAgainAfterAToolThatFailed() {
        HostCommand command = asking("flint", "0000:17:00.0");
        try {
            lanes.run(command, () -> {
                throw new IllegalStateException("broken");
            });
        } catch (IllegalStateException _) {
            assertEquals(ran(command), lanes.run(command, () -> ran(command)));
        }
    }
}
