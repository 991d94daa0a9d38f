package io.holdfast.agent.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The processes of a host that are its own and not in a container with processes of its own.
final class Processes {
    private final HostTree tree;
    private final FileSource files;
    /// The process found last, by name: looking through thousands of them anew at every sweep would cost more than all
    /// other reads of it.
    private final Map<String, Integer> known = new ConcurrentHashMap<>();

    Processes(HostTree tree, FileSource files) {
        this.tree = tree;
        this.files = files;
    }

    /// All with this name (`/proc/<pid>/comm`), in the order of their numbers.
    List<Integer> all(String name, HostTap tap) {
        List<Integer> found = new ArrayList<>();
        try {
            for (String pid : tree.names("/proc")) {
                if (isPid(pid) && isNamed(pid, name)) {
                    found.add(Integer.valueOf(pid));
                    tap.read(files.read(comm(pid), HostRoot.TEXT_CAP));
                    tap.read(files.read(status(pid), HostRoot.TEXT_CAP));
                }
            }
        } catch (IOException _) {
            return List.of();
        }
        found.sort(Integer::compare);
        return found;
    }

    /// One with this name: the one found before as long as it is there, else the first.
    Optional<Integer> one(String name, HostTap tap) {
        Integer before = known.get(name);
        if (before != null && isNamed(before.toString(), name)) {
            tap.read(files.read(comm(before.toString()), HostRoot.TEXT_CAP));
            tap.read(files.read(status(before.toString()), HostRoot.TEXT_CAP));
            return Optional.of(before);
        }
        Optional<Integer> first = all(name, tap).stream().findFirst();
        first.ifPresent(pid -> known.put(name, pid));
        return first;
    }

    private boolean isNamed(String pid, String name) {
        return name.equals(text(comm(pid))) && isOfHost(pid);
    }

    private static boolean isPid(String name) {
        return name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String comm(String pid) {
        return "/proc/" + pid + "/comm";
    }

    private static String status(String pid) {
        return "/proc/" + pid + "/status";
    }

    /// `NSpid:` has one number for each PID namespace from ours down to the process's own.
    private boolean isOfHost(String pid) {
        return text(status(pid))
                .lines()
                .filter(line -> line.startsWith("NSpid:"))
                .noneMatch(line -> line.strip().split("\\s+", -1).length > 2);
    }

    private String text(String path) {
        return files.read(path, HostRoot.TEXT_CAP) instanceof Attribute.Value<byte[]>(String _, byte[] bytes)
                ? FileReads.text(bytes).strip()
                : "";
    }
}
