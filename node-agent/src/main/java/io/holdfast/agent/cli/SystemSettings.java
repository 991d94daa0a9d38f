package io.holdfast.agent.cli;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.OsRelease;
import io.holdfast.agent.parse.SysctlText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What AICR's snapshot has of a host and the catalog has not: every kernel setting and all of os-release.
final class SystemSettings {
    private static final String ROOT = "/proc/sys";

    /// AICR leaves these out: the network's are many, a drive's are noise.
    private static final List<String> LEFT_OUT = List.of("/proc/sys/net", "/proc/sys/dev/cdrom");

    /// A kernel has about a thousand; those of scheduler domains grow with the processors.
    private static final int MOST = 20_000;

    private static final List<String> RELEASE = List.of("/etc/os-release", "/usr/lib/os-release");

    private SystemSettings() {}

    /// Settings by path; what may not be read is left out.
    static Map<String, String> kernel(HostRoot host) {
        Map<String, String> settings = new TreeMap<>();
        Deque<String> folders = new ArrayDeque<>(List.of(ROOT));
        while (!folders.isEmpty() && settings.size() < MOST) {
            String folder = folders.pop();
            for (String name : host.list(folder)) {
                String path = folder + "/" + name;
                if (LEFT_OUT.contains(path) || host.linkTarget(path).isPresent()) {
                    continue;
                }
                if (host.isDirectory(path)) {
                    folders.push(path);
                } else if (host.read(path) instanceof Attribute.Value<String>(String _, String text)) {
                    settings.putAll(SysctlText.settings(path, text));
                }
            }
        }
        return settings;
    }

    static Map<String, String> release(HostRoot host) {
        return RELEASE.stream()
                .map(host::read)
                .filter(Attribute.Value.class::isInstance)
                .findFirst()
                .map(read -> read.map(OsRelease::parse))
                .map(read -> read instanceof Attribute.Value<Map<String, String>>(String _, Map<String, String> values)
                        ? values
                        : Map.<String, String>of())
                .orElse(Map.of());
    }
}
