package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.FileSystemTable;
import io.holdfast.agent.parse.MountInfo;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// How full the file systems are on which a node lives, and which of all became read-only.
///
/// Sizes come from `df`: its answer can be recorded, which that of the system call behind it cannot, it runs
/// in the host's namespaces, and one that hangs on a dead server is killed at its deadline. Only the places
/// that a node lives on are asked for, so that it need not touch any other file system.
final class FileSystemProbe implements Probe {
    private static final String IMAGES = "/var/lib/containerd";

    /// What a node lives on. Several may lie on one file system.
    private static final List<String> PLACES = List.of(
            "/",
            "/run",
            "/tmp",
            "/var",
            "/var/log",
            "/var/lib/containerd",
            "/var/lib/docker",
            "/var/lib/etcd",
            "/var/lib/kubelet",
            "/var/lib/longhorn",
            "/var/lib/rancher");

    private static final HostCommand DF = HostCommand.of(Stream.concat(
                    Stream.of("df", "-B1", "--output=fstype,size,used,avail,itotal,iused,target"), PLACES.stream())
            .toArray(String[]::new));

    /// Those of the first process: the host's own, wherever the agent runs.
    private static final String MOUNTS = "/proc/1/mountinfo";
    private static final int MOUNTS_CAP = 1 << 20;

    private static final String FSTAB = "/etc/fstab";
    private static final Set<String> OF_PODS = Set.of("/var/lib/kubelet/", "/run/", "/snap/", "/media/", "/mnt/cdrom");
    private static final Set<String> ON_DISK = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs");

    @Override
    public String name() {
        return "storage.fs";
    }

    @Override
    public Section section() {
        return Section.STORAGE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        usage(host, facts);
        readOnly(host, facts);
        return facts.list();
    }

    /// `df` ends with an error where a place does not exist, and has told of the others.
    private static void usage(HostRoot host, Facts facts) {
        CommandResult result = host.run(DF);
        List<FileSystemTable.Row> rows =
                result instanceof CommandResult.Finished(var _, int _, String out, String refused)
                                && isWhole(out, refused)
                        ? FileSystemTable.parse(out)
                        : List.of();
        if (rows.isEmpty()) {
            Reading why = result instanceof CommandResult.Finished(var _, int _, String out, String _) && !out.isBlank()
                    ? Readings.malformed("not all places are in the answer: " + out)
                    : Readings.output(result, _ -> Optional.empty());
            facts.of("disk.fs.usage", new Instance("/"), why, "df")
                    .of("disk.fs.usage.images", new Instance("/"), why, "df")
                    .of("disk.fs.inodes", new Instance("/"), why, "df");
        }
        images(rows)
                .ifPresent(row -> facts.of(
                        "disk.fs.usage.images", new Instance(row.point()), percent(row.usage(), "no size"), "df"));
        Set<String> told = new TreeSet<>();
        for (FileSystemTable.Row row : rows) {
            if (told.add(row.point())) {
                facts.of("disk.fs.usage", new Instance(row.point()), percent(row.usage(), "no size"), "df")
                        .of(
                                "disk.fs.inodes",
                                new Instance(row.point()),
                                percent(row.inodes(), "no fixed number"),
                                "df");
            }
        }
    }

    /// The file system below the images: the one that is mounted nearest above them.
    private static Optional<FileSystemTable.Row> images(List<FileSystemTable.Row> rows) {
        return rows.stream()
                .filter(row ->
                        row.point().equals("/") || IMAGES.equals(row.point()) || IMAGES.startsWith(row.point() + "/"))
                .max(Comparator.comparingInt(row -> row.point().length()));
    }

    /// Each place has a line below the heading, or one among the errors.
    private static boolean isWhole(String out, String refused) {
        long told = out.lines().count() - 1;
        long errors = refused.lines().filter(line -> line.contains("df: ")).count();
        return out.endsWith("\n") && told + errors >= PLACES.size();
    }

    private static Reading percent(Optional<BigDecimal> amount, String why) {
        return amount.<Reading>map(it -> new Reading.Quantity(it, "%"))
                .orElseGet(() -> Reading.missing(Why.NOT_APPLICABLE, "a file system with " + why));
    }

    private static void readOnly(HostRoot host, Facts facts) {
        Attribute<List<MountInfo.Mount>> mounts =
                host.readBytes(MOUNTS, MOUNTS_CAP).map(FileSystemProbe::parsed);
        if (!(mounts instanceof Attribute.Value<List<MountInfo.Mount>>(String _, var all)) || all.isEmpty()) {
            Reading why =
                    Readings.of(mounts, _ -> Optional.of(Reading.missing(Why.MALFORMED, "cut, or no mount at all")));
            facts.of("disk.fs.readonly", new Instance("/"), why, MOUNTS);
            return;
        }
        Set<String> wanted = host.read(FSTAB) instanceof Attribute.Value<String>(String _, String text)
                ? MountInfo.wantedWritable(text)
                : Set.of();
        Map<String, MountInfo.Mount> seen = new TreeMap<>();
        all.stream().filter(FileSystemProbe::isOfNode).forEach(mount -> seen.put(mount.point(), mount));
        seen.forEach((point, mount) -> facts.of("disk.fs.readonly", new Instance(point), state(mount, wanted), MOUNTS));
    }

    /// The kernel ends every line: one that does not end has lost options, `ro` perhaps.
    private static List<MountInfo.Mount> parsed(byte[] table) {
        boolean isWhole = table.length > 0 && table[table.length - 1] == '\n';
        return isWhole ? MountInfo.parse(new String(table, StandardCharsets.UTF_8)) : List.of();
    }

    private static boolean isOfNode(MountInfo.Mount mount) {
        boolean isDisk = ON_DISK.contains(mount.type())
                && mount.root().equals("/")
                && OF_PODS.stream().noneMatch(mount.point()::startsWith);
        return isDisk || PLACES.contains(mount.point());
    }

    /// What was mounted read-only on purpose is not asked whether it became so.
    private static Reading state(MountInfo.Mount mount, Set<String> wanted) {
        boolean isOnPurpose = mount.isMountedReadOnly() && !wanted.contains(mount.point());
        return isOnPurpose
                ? Reading.missing(Why.NOT_APPLICABLE, "mounted read-only")
                : new Reading.Flag(mount.isReadOnly());
    }
}
