package io.holdfast.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.holdfast.agent.TestingHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolPlacesTest {
    @TempDir
    private Path folder;

    @Test
    void theHostsOwnToolComesBeforeThatOfADriverContainer() {
        HostRoot host = new TestingHost(folder)
                .file("/usr/sbin/mlxconfig", "")
                .file("/run/mellanox/drivers/usr/bin/mlxconfig", "")
                .file("/run/mellanox/drivers/usr/bin/ofed_info", "")
                .file("/run/nvidia/driver/usr/bin/nvidia-smi", "")
                .build();

        assertEquals(
                "/usr/sbin/mlxconfig", host.locate("mlxconfig").orElseThrow().toString());
        assertEquals(
                "/usr/bin/ofed_info in /run/mellanox/drivers",
                host.locate("ofed_info").orElseThrow().toString());
        assertEquals(
                "/run/nvidia/driver/usr/bin/nvidia-smi",
                host.locate("nvidia-smi").orElseThrow().onHost());
        assertEquals(Optional.empty(), host.locate("dcgmi"));
    }

    @Test
    void aLinkOfAContainerLeadsToTheContainersFile() throws IOException {
        HostRoot host = new TestingHost(folder)
                .file("/run/nvidia/driver/opt/tools/nvidia-smi", "")
                .folder("/run/nvidia/driver/usr/bin")
                .build();
        Files.createSymbolicLink(
                folder.resolve("run/nvidia/driver/usr/bin/nvidia-smi"), Path.of("/opt/tools/nvidia-smi"));

        assertEquals(
                "/run/nvidia/driver", host.locate("nvidia-smi").orElseThrow().root());
    }

    @Test
    void aReplacedContainerIsFoundAgain() throws IOException {
        HostRoot host = new TestingHost(folder)
                .file("/run/nvidia/driver/usr/bin/nvidia-smi", "")
                .build();
        assertEquals(
                "/usr/bin/nvidia-smi", host.locate("nvidia-smi").orElseThrow().path());

        Files.delete(folder.resolve("run/nvidia/driver/usr/bin/nvidia-smi"));
        assertEquals(Optional.empty(), host.locate("nvidia-smi"));

        new TestingHost(folder).file("/run/nvidia/driver/usr/local/bin/nvidia-smi", "");
        assertEquals(
                "/usr/local/bin/nvidia-smi",
                host.locate("nvidia-smi").orElseThrow().path());
    }

    /// The command that enters the host is one that prints what it is given.
    @Test
    void aToolOfADriverContainerIsRunInItsRoot() throws IOException {
        Path tool = new TestingHost(folder)
                .file("/run/nvidia/driver/usr/bin/nvidia-smi", "")
                .build()
                .onThisMachine("/run/nvidia/driver/usr/bin/nvidia-smi");
        assertEquals(true, tool.toFile().setExecutable(true));

        CommandResult result = HostRoot.live(folder, List.of("/bin/echo")).run(HostCommand.of("nvidia-smi", "-L"));

        assertEquals(
                "chroot /run/nvidia/driver /usr/bin/nvidia-smi -L\n",
                assertInstanceOf(CommandResult.Finished.class, result).stdout());
    }
}
