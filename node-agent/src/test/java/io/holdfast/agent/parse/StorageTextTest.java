package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StorageTextTest {
    @Test
    void anArrayLacksWhatIsUnderlined() {
        List<MdStat.Array> arrays = MdStat.parse("""
                        Personalities : [raid1] [raid6] [raid5] [raid4]
                        md126 : active (auto-read-only) raid1 nvme1n1[1] nvme0n1[0]
                              976630464 blocks super external:/md127/0 [2/2] [UU]
                              \tresync=PENDING

                        md127 : inactive nvme1n1[1](S) nvme0n1[0](S)
                              10402 blocks super external:imsm

                        md5 : active raid5 sdd1[4] sdc1[2](F) sdb1[1] sda1[0]
                              5860147200 blocks level 5, 64k chunk, algorithm 2 [4/2] [UU__]
                              [>....................]  resync =  0.1% (1/2) finish=9min speed=1K/sec

                        unused devices: <none>
                        """).orElseThrow();

        assertEquals(
                List.of(
                        new MdStat.Array("md126", "active raid1", Optional.of(0), "resync"),
                        new MdStat.Array("md127", "inactive", Optional.empty(), "idle"),
                        new MdStat.Array("md5", "active raid5", Optional.of(2), "resync")),
                arrays);
        assertEquals(Optional.of(List.of()), MdStat.parse("Personalities : \nunused devices: <none>\n"));
        assertEquals(Optional.empty(), MdStat.parse(""), "nothing read is not no arrays");
    }

    @Test
    void aFileSystemThatBecameReadOnlyIsToldFromOneThatWasMountedSo() {
        List<MountInfo.Mount> mounts = MountInfo.parse("""
                29 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 ro,errors=remount-ro
                30 29 8:2 / /with\\040blank ro - xfs /dev/sdb1 rw
                31 29 8:3 /@home /home rw shared:2 master:1 - btrfs /dev/sdc1 rw,subvol=/@home
                32 29 8:4 / /short rw - ext4
                garbage
                """);

        assertEquals(
                List.of(
                        new MountInfo.Mount("/", "/", "ext4", "/dev/sda1", false, true),
                        new MountInfo.Mount("/with blank", "/", "xfs", "/dev/sdb1", true, true),
                        new MountInfo.Mount("/home", "/@home", "btrfs", "/dev/sdc1", false, false)),
                mounts);
        assertEquals(Set.of("/", "/data"), MountInfo.wantedWritable("""
                        # c
                        UUID=1 / ext4 errors=remount-ro 0 1
                        /dev/sdb1 /data xfs defaults
                        /dev/sdc1 /iso iso9660 loop,ro 0 0
                        short
                        /swap none swap sw 0 0
                        """));
    }

    @Test
    void usageIsOfWhatCanBeUsed() {
        List<FileSystemTable.Row> rows = FileSystemTable.parse("""
                Type  1B-blocks    Used   Avail Inodes IUsed Mounted on
                ext4       1000     800     100    200    50 /
                btrfs      1000     500     500      0     0 /data one
                tmpfs         0       0       0      -     - /empty
                fuse          -       -       -      -     - /odd
                """);

        assertEquals(
                List.of(
                        new FileSystemTable.Row(
                                "/", Optional.of(new BigDecimal("88.9")), Optional.of(new BigDecimal("25.0"))),
                        new FileSystemTable.Row("/data one", Optional.of(new BigDecimal("50.0")), Optional.empty()),
                        new FileSystemTable.Row("/empty", Optional.empty(), Optional.empty()),
                        new FileSystemTable.Row("/odd", Optional.empty(), Optional.empty())),
                rows);
        assertEquals(List.of(), FileSystemTable.parse("df: no file systems processed"));
    }

    @Test
    void aDisksLogHasKelvinAndNumbersInSeveralSpellings() {
        NvmeSmart log = NvmeSmart.parse(
                        "{\"critical_warning\":{\"value\":4,\"available_spare\":0},\"temperature\":308,\"media_errors\":\"7\"}")
                .orElseThrow();

        assertEquals(Optional.of(4L), log.whole("critical_warning"));
        assertEquals(Optional.of(7L), log.whole("media_errors"));
        assertEquals(Optional.of(new BigDecimal("35")), log.celsius());
        assertEquals(Optional.empty(), log.whole("percent_used"));
        assertEquals(
                Optional.empty(),
                NvmeSmart.parse("{\"temperature\":0}").orElseThrow().celsius());
        for (String damaged : List.of("", "{", "[1]", "no such device", "{\"a\":")) {
            assertTrue(NvmeSmart.parse(damaged).isEmpty(), damaged);
        }
    }

    @Test
    void memoryModulesMayBeLargeSmallUnknownOrAbsent() {
        byte[] table = table(
                module(0x7fff, 131072, 6400, 5200, "A1"),
                module(16384, 0, 6400, 0, "B1"),
                module(0x8000 | 2048, 0, 0, 0, "C1"),
                module(0, 0, 0, 0, "D1"),
                module(0xffff, 0, 0, 0, "E1"));

        assertEquals(
                List.of(
                        new Smbios.MemoryDevice("A1", Optional.of(131072L), Optional.of(5200L), "Maker", "Part"),
                        new Smbios.MemoryDevice("B1", Optional.of(16384L), Optional.of(6400L), "Maker", "Part"),
                        new Smbios.MemoryDevice("C1", Optional.of(2L), Optional.empty(), "Maker", "Part"),
                        new Smbios.MemoryDevice("D1", Optional.empty(), Optional.empty(), "Maker", "Part")),
                Smbios.memory(table));
    }

    @Test
    void aDamagedTableOfPartsBreaksNothing() {
        byte[] whole = table(module(16384, 0, 6400, 0, "A1"), module(16384, 0, 6400, 0, "B1"));
        for (int length = 0; length < whole.length; length++) {
            assertTrue(Smbios.memory(Arrays.copyOf(whole, length)).size() <= 2);
        }
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            assertFalse(Smbios.memory(damaged).size() > 20);
        }
    }

    private static byte[] table(byte[]... structures) {
        ByteBuffer all = ByteBuffer.allocate(4096);
        Arrays.asList(structures).forEach(all::put);
        all.put(new byte[] {127, 4, 0, 0, 0, 0});
        return Arrays.copyOf(all.array(), all.position());
    }

    /// A structure of type 17 as SMBIOS 3.0 has it, 0x28 bytes long, with three texts.
    private static byte[] module(int size, int extended, int speed, int configured, String place) {
        ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, (byte) 17).put(1, (byte) 0x28).putShort(0x0c, (short) size);
        bytes.put(0x10, (byte) 1)
                .putShort(0x15, (short) speed)
                .put(0x17, (byte) 2)
                .put(0x1a, (byte) 3);
        bytes.putInt(0x1c, extended).putShort(0x20, (short) configured);
        bytes.position(0x28).put((place + "\0Maker\0Part\0\0").getBytes(StandardCharsets.US_ASCII));
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
