package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Looks for the tools of a host: in its own folders, then in the roots of driver containers, which bring
/// theirs along.
final class ToolPlaces {
    static final List<String> DIRECTORIES =
            List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin", "/usr/local/sbin");

    /// Where driver containers mount their root on the host: that of the GPU operator, and that of the
    /// network operator's DOCA (formerly OFED) driver.
    private static final List<String> DRIVER_ROOTS = List.of("/run/nvidia/driver", "/run/mellanox/drivers");

    private final RootedPaths paths;
    private final Map<String, ToolPlace> found = new ConcurrentHashMap<>();
    private final Map<String, Path> folders = new ConcurrentHashMap<>();

    ToolPlaces(RootedPaths paths) {
        this.paths = paths;
    }

    /// Remembered; looked for again when it is gone (a package upgrade, a driver container that was
    /// replaced).
    Optional<ToolPlace> find(String tool) {
        Optional<ToolPlace> known = Optional.ofNullable(found.get(tool)).filter(this::exists);
        if (known.isPresent()) {
            return known;
        }
        Optional<ToolPlace> now = candidates(tool).stream().filter(this::exists).findFirst();
        now.ifPresentOrElse(place -> found.put(tool, place), () -> found.remove(tool));
        return now;
    }

    /// The file of a tool here, its links followed inside its own root: an absolute link of a container leads
    /// to the container's file.
    Path onThisMachine(ToolPlace tool) {
        try {
            return inside(tool.root()).file(tool.path());
        } catch (IOException _) {
            return paths.direct(tool.onHost());
        }
    }

    private RootedPaths inside(String root) throws IOException {
        return root.equals(ToolPlace.HOST) ? paths : new RootedPaths(paths.file(root));
    }

    private List<ToolPlace> candidates(String tool) {
        if (tool.startsWith("/")) {
            return List.of(new ToolPlace(ToolPlace.HOST, tool));
        }
        List<ToolPlace> all = new ArrayList<>();
        DIRECTORIES.forEach(directory -> all.add(new ToolPlace(ToolPlace.HOST, directory + "/" + tool)));
        for (String root : DRIVER_ROOTS) {
            if (Files.isDirectory(paths.direct(root))) {
                DIRECTORIES.forEach(directory -> all.add(new ToolPlace(root, directory + "/" + tool)));
            }
        }
        return all;
    }

    private boolean exists(ToolPlace tool) {
        return isEntry(tool) && Files.isRegularFile(onThisMachine(tool));
    }

    /// Most tools lie in none of the folders: that is found out without following links.
    private boolean isEntry(ToolPlace tool) {
        try {
            int slash = tool.path().lastIndexOf('/');
            Path folder = tool.isOnHost()
                    ? hostFolder(tool.path().substring(0, slash))
                    : inside(tool.root()).file(tool.path().substring(0, slash));
            return Files.exists(folder.resolve(tool.path().substring(slash + 1)), LinkOption.NOFOLLOW_LINKS);
        } catch (IOException _) {
            return false;
        }
    }

    /// Remembered: `/bin` stays the link that it is, while driver containers are replaced.
    private Path hostFolder(String folder) throws IOException {
        Optional<Path> known = Optional.ofNullable(folders.get(folder));
        if (known.isPresent()) {
            return known.get();
        }
        Path file = paths.file(folder.isEmpty() ? "/" : folder);
        folders.put(folder, file);
        return file;
    }
}
