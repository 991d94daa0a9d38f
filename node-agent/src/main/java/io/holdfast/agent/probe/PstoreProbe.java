package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.MountInfo;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Kernel logs that outlived a panic, in the firmware's or the board's own memory, and where systemd puts
/// them away.
final class PstoreProbe implements Probe {
    private static final String STORE = "/sys/fs/pstore";
    private static final String MOUNTS = "/proc/1/mountinfo";
    private static final String SAVED = "/var/lib/systemd/pstore";

    @Override
    public String name() {
        return "os.pstore";
    }

    @Override
    public Section section() {
        return Section.OS;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        return new Facts()
                .node("os.pstore", waiting(host), STORE)
                .node("os.pstore.saved", saved(host), SAVED)
                .list();
    }

    /// The folder is there, and empty, where the file system is not mounted on it.
    private static Reading waiting(HostRoot host) {
        boolean isUnmounted = host.read(MOUNTS) instanceof Attribute.Value<String>(String _, String text)
                && MountInfo.parse(text).stream()
                        .noneMatch(mount -> mount.point().equals(STORE));
        Reading logs = Readings.of(host.directory(STORE), names -> Optional.of(Readings.names(logs(names))));
        return isUnmounted && !(logs instanceof Reading.Missing)
                ? Reading.missing(Why.ABSENT, "pstore is not mounted")
                : logs;
    }

    private static List<String> logs(List<String> names) {
        return names.stream().filter(name -> name.startsWith("dmesg-")).toList();
    }

    private static Reading saved(HostRoot host) {
        return Readings.of(host.directory(SAVED), names -> {
            List<String> found = new ArrayList<>(logs(names));
            names.stream()
                    .filter(name -> host.exists(SAVED + "/" + name + "/dmesg.txt"))
                    .forEach(found::add);
            return Optional.of(new Reading.Whole(found.size()));
        });
    }
}
