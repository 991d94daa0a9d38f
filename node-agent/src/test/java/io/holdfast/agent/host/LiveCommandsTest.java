package io.holdfast.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs real tools of the machine the test runs on.
class LiveCommandsTest {
    @TempDir
    private Path folder;

    private final HostRoot host = HostRoot.live();

    @BeforeEach
    void needsAShell() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh here");
    }

    @Test
    void exitStatusAndBothOutputsAreTheToolsOwn() {
        CommandResult.Finished ran = finished("echo out; echo err >&2; exit 3");

        assertEquals(3, ran.exit());
        assertEquals("out\n", ran.stdout());
        assertEquals("err\n", ran.stderr());
    }

    @Test
    void aToolSeesNoEnvironmentButOursAndNoInput() {
        CommandResult.Finished ran = finished("echo $LC_ALL $LANG $HOME $JAVA_HOME; cat");

        assertEquals("C C\n", ran.stdout());
    }

    @Test
    void aToolThatIsNotInstalledIsAbsent() {
        HostCommand command = HostCommand.of("holdfast-has-no-such-tool");

        assertEquals(new CommandResult.Absent(command), host.run(command));
    }

    @Test
    void aFileThatMayNotBeRunIsNotPermitted() throws IOException {
        Path file = Files.writeString(folder.resolve("tool"), "#!/bin/sh\n");

        assertInstanceOf(CommandResult.NotPermitted.class, host.run(HostCommand.of(file.toString())));
    }

    @Test
    void atTheTimeOutTheToolAndItsChildrenAreKilled() throws Exception {
        Path pids = folder.resolve("pids");
        String script = "(sleep 1000 & echo $! >>" + pids + "); echo $$ >>" + pids + "; sleep 1000 & echo $! >>" + pids
                + "; wait";
        HostCommand command = HostCommand.of("sh", "-c", script).within(Duration.ofMillis(500));

        assertInstanceOf(CommandResult.TimedOut.class, host.run(command));

        List<String> started = Files.readAllLines(pids);
        assertEquals(3, started.size());
        for (String pid : started) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(process -> process.onExit().join());
        }
    }

    @Test
    void aToolThatPrintsWithoutEndIsTooLong() {
        HostCommand command = new HostCommand(List.of("sh", "-c", "yes"), Duration.ofSeconds(60), 100_000);

        assertEquals(new CommandResult.TooLong(command), host.run(command));
    }

    @Test
    void aChildThatIsLeftRunningDoesNotHoldUpTheAnswer() {
        CommandResult.Finished ran = finished("sleep 1000 & echo done");

        assertEquals("done\n", ran.stdout());
    }

    @Test
    void aHostThatMayNotBeEnteredIsNotPermitted() throws IOException {
        Path mount = Files.createDirectories(folder.resolve("host/usr/bin"));
        Files.copy(Path.of("/bin/sh"), mount.resolve("sh"));
        Path refusing = Files.writeString(
                folder.resolve("enter"),
                "#!/bin/sh\necho 'nsenter: cannot open /proc/1/ns/mnt: Permission denied' >&2\nexit 1\n");
        assertTrue(refusing.toFile().setExecutable(true));

        CommandResult result = HostRoot.live(folder.resolve("host"), List.of(refusing.toString()))
                .run(HostCommand.of("sh", "-c", "true"));

        assertInstanceOf(CommandResult.NotPermitted.class, result);
    }

    private CommandResult.Finished finished(String script) {
        return assertInstanceOf(CommandResult.Finished.class, host.run(HostCommand.of("sh", "-c", script)));
    }
}
