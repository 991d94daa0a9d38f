package io.holdfast.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedCommandsTest {
    @TempDir
    private Path folder;

    @Test
    void aListedCommandGivesItsRecordedOutput() throws IOException {
        Files.writeString(folder.resolve("smi.xml"), "<nvidia_smi_log/>\n");
        Files.writeString(folder.resolve("smi.err"), "careful\n");
        list("""
                - argv: [nvidia-smi, -q, -x]
                  exit: 6
                  stdout: smi.xml
                  stderr: smi.err
                """);

        HostCommand command = HostCommand.of("/usr/bin/nvidia-smi", "-q", "-x");

        assertEquals(
                new CommandResult.Finished(command, 6, "<nvidia_smi_log/>\n", "careful\n"),
                HostRoot.at(folder).run(command));
    }

    @Test
    void whatIsNotListedIsNotInstalled() throws IOException {
        list("- argv: [nvidia-smi, -q, -x]\n");

        HostCommand other = HostCommand.of("nvidia-smi", "-q");

        assertEquals(new CommandResult.Absent(other), HostRoot.at(folder).run(other));
    }

    @Test
    void aHostWithoutAListHasNoTools() {
        HostCommand command = HostCommand.of("nvidia-smi");

        assertEquals(new CommandResult.Absent(command), HostRoot.at(folder).run(command));
    }

    @Test
    void aChangedListAndAChangedOutputAreSeenAtTheNextRun() throws IOException {
        HostCommand command = HostCommand.of("uname", "-r");
        HostRoot host = HostRoot.at(folder);
        Files.writeString(folder.resolve("out"), "6.5");
        list("- argv: [uname, -r]\n  stdout: out\n");
        assertEquals(new CommandResult.Finished(command, 0, "6.5", ""), host.run(command));

        Files.writeString(folder.resolve("out"), "6.8");
        assertEquals(new CommandResult.Finished(command, 0, "6.8", ""), host.run(command));

        list("- argv: [uname, -r]\n  stdout: out\n  exit: 1\n");
        assertEquals(new CommandResult.Finished(command, 1, "6.8", ""), host.run(command));
    }

    @Test
    void outputBeyondTheCapIsTooLong() throws IOException {
        Files.writeString(folder.resolve("out"), "x".repeat(100));
        list("- argv: [dump]\n  stdout: out\n");
        HostCommand command = new HostCommand(java.util.List.of("dump"), java.time.Duration.ofSeconds(1), 99);

        assertEquals(new CommandResult.TooLong(command), HostRoot.at(folder).run(command));
    }

    @Test
    void aToolRecordedAsHangingHangsAgainWithoutTheWait() throws IOException {
        list("- argv: [nvidia-smi]\n  fails: timeout\n");

        assertInstanceOf(CommandResult.TimedOut.class, HostRoot.at(folder).run(HostCommand.of("nvidia-smi")));
    }

    @Test
    void errorsNameFileLineAndField() throws IOException {
        expect("commands.yaml:3: stdin: no such field", "- argv: [a]\n  exit: 0\n  stdin: x\n");
        expect("commands.yaml:1: exit: \"no\": expected a whole number", "- argv: [a]\n  exit: 'no'\n");
        expect("commands.yaml:1: argv: is required", "- exit: 0\n");
        expect("commands.yaml:1: exit: expected a plain value", "- argv: [a]\n  exit: [1, 2]\n");
        expect("commands.yaml:1: fails: \"never\": expected timeout", "- argv: [a]\n  fails: never\n");
        expect("commands.yaml:1: row: expected a mapping with argv", "- nvidia-smi\n");
        expect("commands.yaml:1: file: expected a list", "argv: [a]\n");
        expect("commands.yaml:", "- argv: [a\n");
    }

    @Test
    void anOutputThatIsNotThereIsAnErrorThatNamesIt() throws IOException {
        list("- argv: [ok]\n- argv: [nvidia-smi]\n  stdout: commands/none.xml\n");

        RecordedHostException e = assertThrows(
                RecordedHostException.class, () -> HostRoot.at(folder).run(HostCommand.of("nvidia-smi")));

        assertTrue(
                String.valueOf(e.getMessage())
                        .endsWith("commands.yaml:2: stdout: \"commands/none.xml\": No such file or directory"),
                e.getMessage());
    }

    private void expect(String message, String yaml) throws IOException {
        list(yaml);
        RecordedHostException e = assertThrows(RecordedHostException.class, () -> HostRoot.at(folder));
        assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
    }

    private void list(String yaml) throws IOException {
        Files.writeString(folder.resolve("commands.yaml"), yaml);
    }
}
