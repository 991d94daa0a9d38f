package io.holdfast.agent.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostRootTest {
    @TempDir
    private Path outside;

    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(outside.resolve("root"));
    }

    @Test
    void textComesWithoutSurroundingBlanks() throws IOException {
        write("sys/class/net/eth0/mtu", "9216\n");

        assertEquals(new Attribute.Value<>("/sys/class/net/eth0/mtu", "9216"), host().read("/sys/class/net/eth0/mtu"));
    }

    @Test
    void textThatIsNotUtf8IsReadAllTheSame() throws IOException {
        Files.write(root.resolve("vpd"), new byte[] {'a', (byte) 0xe9, 'b'});

        assertEquals(new Attribute.Value<>("/vpd", "aéb"), host().read("/vpd"));
    }

    @Test
    void aFileThatIsTooLongIsReadToTheCap() throws IOException {
        write("big", "x".repeat((1 << 20) + 5));

        assertEquals(1 << 20, text(host().read("/big")).length());
        assertArrayEquals("xxxxx".getBytes(StandardCharsets.UTF_8), bytes(host().readBytes("/big", 5)));
        assertEquals(70_000, bytes(host().readBytes("/big", 70_000)).length);
    }

    @Test
    void whatIsNotThereIsAbsentAlsoBelowAFile() throws IOException {
        write("etc/hostname", "n1");

        assertEquals(new Attribute.Absent<>("/sys/none"), host().read("/sys/none"));
        assertEquals(new Attribute.Absent<>("/etc/hostname/x"), host().read("/etc/hostname/x"));
        assertEquals(List.of(), host().list("/sys/none"));
    }

    @Test
    void whatMayNotBeReadSaysSo() throws IOException {
        Assumptions.assumeFalse("root".equals(System.getProperty("user.name")), "root may read everything");
        Path secret = write("sys/secret", "x");
        Files.setPosixFilePermissions(secret, java.util.Set.of());

        assertInstanceOf(Attribute.NotPermitted.class, host().read("/sys/secret"));
    }

    @Test
    void aDirectoryOrPipeIsUnreadableAtOnce() throws Exception {
        Files.createDirectories(root.resolve("sys"));
        int made = new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                .start()
                .waitFor();
        Assumptions.assumeTrue(made == 0, "no mkfifo here");

        assertEquals(new Attribute.Unreadable<>("/pipe", "Is no regular file"), host().read("/pipe"));
        assertEquals(new Attribute.Unreadable<>("/sys", "Is a directory"), host().read("/sys"));
    }

    @Test
    void absoluteLinksStartAtTheHostsOwnRoot() throws IOException {
        write("usr/lib/os-release", "ID=ubuntu");
        link("etc/os-release", "/usr/lib/os-release");

        assertEquals("ID=ubuntu", text(host().read("/etc/os-release")));
        assertEquals(Optional.of("/usr/lib/os-release"), host().resolve("/etc/os-release"));
    }

    @Test
    void noLinkLeadsOutOfTheRoot() throws IOException {
        Files.writeString(outside.resolve("secret"), "outside");
        link("etc/climbing", "../../../../../../../../" + outside.resolve("secret"));
        link("etc/absolute", outside.resolve("secret").toString());
        link("etc/beside", "../../secret");

        for (String name : List.of("climbing", "absolute", "beside")) {
            assertInstanceOf(Attribute.Absent.class, host().read("/etc/" + name), name);
            assertFalse(host().exists("/etc/" + name), name);
        }
        assertInstanceOf(Attribute.Absent.class, host().read("/../secret"));
    }

    @Test
    void aLinkToItselfIsUnreadable() throws IOException {
        link("etc/loop", "loop");

        assertInstanceOf(Attribute.Unreadable.class, host().read("/etc/loop"));
    }

    @Test
    void aDriverIsTheLastNameOfItsLink() throws IOException {
        Files.createDirectories(root.resolve("sys/bus/pci/drivers/mlx5_core"));
        link("sys/devices/pci0000:00/0000:17:00.0/driver", "../../../bus/pci/drivers/mlx5_core");
        link("sys/bus/pci/devices/0000:17:00.0", "../../../devices/pci0000:00/0000:17:00.0");
        Files.createDirectories(root.resolve("sys/bus/pci/devices/0000:18:00.0/driver"));

        assertEquals(Optional.of("mlx5_core"), host().link("/sys/bus/pci/devices/0000:17:00.0/driver"));
        assertEquals(Optional.empty(), host().link("/sys/bus/pci/devices/0000:18:00.0/driver"), "no link");
        assertEquals(Optional.empty(), host().link("/sys/bus/pci/devices/0000:19:00.0/driver"), "no device");
        assertEquals(
                Optional.of("/sys/devices/pci0000:00/0000:17:00.0"),
                host().resolve("/sys/bus/pci/devices/0000:17:00.0"));
    }

    @Test
    void globsFitPartsOfNames() throws IOException {
        write("sys/class/infiniband/mlx5_0/ports/1/rate", "x");
        write("sys/class/infiniband/mlx5_1/ports/1/rate", "x");
        write("sys/class/infiniband/qib0/ports/1/rate", "x");
        Files.createDirectories(root.resolve("sys/class/infiniband/mlx5_2"));

        assertEquals(
                List.of("/sys/class/infiniband/mlx5_0/ports/1/rate", "/sys/class/infiniband/mlx5_1/ports/1/rate"),
                host().glob("/sys/class/infiniband/mlx5_*/ports/*/rate"));
    }

    @Test
    void aRecordedFileThatIsReplacedIsSeenAtTheNextRead() throws IOException {
        HostRoot host = host();
        Path file = write("sys/module/nvidia/version", "580.82.07");
        host.read("/sys/module/nvidia/version");

        Path next = write("sys/module/nvidia/version.new", "580.105.08");
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);

        assertEquals("580.105.08", text(host.read("/sys/module/nvidia/version")));
    }

    @Test
    void whatRefusedToBeReadWhenRecordedRefusesAgain() throws IOException {
        write("sys/vpd", "");
        write("unreadable.yaml", "- path: /sys/vpd\n  why: unreadable\n  detail: Input/output error\n");

        assertEquals(new Attribute.Unreadable<>("/sys/vpd", "Input/output error"), host().read("/sys/vpd"));

        write("unreadable.yaml", "- path: /sys/vpd\n  why: broken\n");
        assertThrows(RecordedHostException.class, this::host);
    }

    @Test
    void theLiveKernelIsReadAnewFromFilesThatStayOpen() {
        HostRoot live = HostRoot.live();
        Assumptions.assumeTrue(live.exists("/proc/uptime"), "no Linux here");

        String before = text(live.read("/proc/sys/kernel/random/uuid"));

        assertFalse(
                before.equals(text(live.read("/proc/sys/kernel/random/uuid"))), "the kernel makes a new one each time");
        assertEquals(new Attribute.Absent<>("/proc/none"), live.read("/proc/none"));
        assertTrue(live.list("/proc").contains("uptime"));
    }

    @Test
    void aFolderThatIsNotThereIsNoHost() {
        assertThrows(RecordedHostException.class, () -> HostRoot.at(root.resolve("none")));
    }

    private HostRoot host() {
        return HostRoot.at(root);
    }

    private Path write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling("x").getParent());
        return Files.writeString(file, text);
    }

    private void link(String path, String target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.resolveSibling("x").getParent());
        Files.createSymbolicLink(link, Path.of(target));
    }

    private static String text(Attribute<String> attribute) {
        return assertInstanceOf(Attribute.Value.class, attribute).content().toString();
    }

    private static byte[] bytes(Attribute<byte[]> attribute) {
        return (byte[]) assertInstanceOf(Attribute.Value.class, attribute).content();
    }
}
