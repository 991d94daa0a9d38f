package io.holdfast.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
    @TempDir
    private Path folder;

    private final OpenFiles open = new OpenFiles(2);

    @Test
    void aChangedFileIsReadThroughItsOpenHandle() throws IOException {
        assertEquals("1", read("/sys/module/a", file("a", "1")));
        assertEquals("22", read("/sys/module/a", file("a", "22")));
        assertEquals(1, open.size());
    }

    @Test
    void aNameThatWasGivenToAnotherDeviceIsOpenedAnew() throws IOException {
        Path mtu = file("eth0", "1500");
        assertEquals("1500", read("/sys/class/net/eth0/mtu", mtu));

        Files.move(file("eth1", "9216"), mtu, StandardCopyOption.REPLACE_EXISTING);

        assertEquals("9216", read("/sys/class/net/eth0/mtu", mtu));
    }

    @Test
    void aClassNameThatWentIsAbsent() throws IOException {
        Path mtu = file("eth0", "1500");
        read("/sys/class/net/eth0/mtu", mtu);
        Files.delete(mtu);

        assertThrows(NoSuchFileException.class, () -> read("/sys/class/net/eth0/mtu", mtu));
    }

    @Test
    void noMoreFilesStayOpenThanAllowed() throws IOException {
        for (int i = 0; i < 10; i++) {
            read("/proc/" + i, file("f" + i, "x"));
        }
        assertEquals(2, open.size());
    }

    @Test
    void longFilesAreReadToTheirEndOrTheCap() throws IOException {
        Path file = file("long", "y".repeat(100_000));

        assertEquals(100_000, read("/proc/long", file).length());
        assertEquals(4097, open.read("/proc/long", file, 4097).length);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private String read(String hostPath, Path file) throws IOException {
        return FileReads.text(open.read(hostPath, file, 1 << 20));
    }
}
