package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/// `/proc/<pid>/mountinfo`: `36 35 98:0 / /data rw,noatime shared:1 - ext4 /dev/nvme0n1p2
/// rw,errors=remount-ro`.
///
/// The options before ` - ` are what the mount was made with; those at the end are the file system's own. A
/// file system that the kernel made read-only after an error is `rw` before and `ro` behind.
public final class MountInfo {
    private static final int FIELDS = 6;
    private static final int ROOT = 3;
    private static final int POINT = 4;
    private static final int OPTIONS = 5;

    /// One mount.
    ///
    /// @param root the part of the file system that is mounted, `/` for all of it
    /// @param isMountedReadOnly it was mounted that way
    /// @param isReadOnly it cannot be written to, whyever
    public record Mount(
            String point, String root, String type, String device, boolean isMountedReadOnly, boolean isReadOnly) {}

    private MountInfo() {}

    /// In the order in which they were mounted: of two at one point the later one is seen. Damaged lines are
    /// passed over.
    public static List<Mount> parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : text.lines().toList()) {
            int dash = line.indexOf(" - ");
            String[] before = line.substring(0, Math.max(0, dash)).split(" ", -1);
            String[] behind =
                    dash < 0 ? new String[0] : line.substring(dash + 3).split(" ", -1);
            if (before.length >= FIELDS && behind.length >= 3) {
                boolean isMounted = isReadOnly(before[OPTIONS]);
                mounts.add(new Mount(
                        unescaped(before[POINT]),
                        unescaped(before[ROOT]),
                        behind[0],
                        unescaped(behind[1]),
                        isMounted,
                        isMounted || isReadOnly(behind[2])));
            }
        }
        return mounts;
    }

    /// The mount points that `/etc/fstab` wants to be writable.
    public static NavigableSet<String> wantedWritable(String fstab) {
        NavigableSet<String> points = new TreeSet<>();
        fstab.lines().map(String::strip).filter(line -> !line.startsWith("#")).forEach(line -> {
            String[] fields = line.split("\\s+", -1);
            if (fields.length > 3 && fields[1].startsWith("/") && !isReadOnly(fields[3])) {
                points.add(unescaped(fields[1]));
            }
        });
        return points;
    }

    private static boolean isReadOnly(String options) {
        return Arrays.asList(options.split(",", -1)).contains("ro");
    }

    /// Blank, tab, newline and backslash stand as `\040` and the like.
    private static String unescaped(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
