package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The directories and links of a host: what is there, with no file read.
///
/// The kernel's own trees of a running machine hold no absolute links, so the mount point can simply be put
/// in front of their paths. Everywhere else a path is followed link by link, so that none leads out of the
/// root.
final class HostTree {
    private final RootedPaths paths;
    private final Predicate<String> isKernels;

    private HostTree(RootedPaths paths, Predicate<String> isKernels) {
        this.paths = paths;
        this.isKernels = isKernels;
    }

    /// Of a running machine.
    static HostTree live(RootedPaths paths) {
        return new HostTree(paths, HostTree::isKernelFile);
    }

    /// Of a recorded host, whose links are whatever its folder holds.
    static HostTree recorded(RootedPaths paths) {
        return new HostTree(paths, _ -> false);
    }

    /// Whether the kernel makes this file and keeps it in its place. Processes come and go.
    static boolean isKernelFile(String path) {
        return path.startsWith("/sys/") || (path.startsWith("/proc/") && !isOfProcess(path));
    }

    private static boolean isOfProcess(String path) {
        return path.length() > 6 && Character.isDigit(path.charAt(6));
    }

    /// Where the file of a host path lies on this machine. It need not exist.
    Path file(String path) throws IOException {
        return isKernels.test(path) ? paths.direct(path) : paths.file(path);
    }

    /// The names in a directory, sorted.
    List<String> names(String directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(file(directory))) {
            stream.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(String::compareTo);
        return names;
    }

    boolean exists(String path) {
        return isKernels.test(path)
                ? Files.exists(paths.direct(path))
                : paths.real(path).isPresent();
    }

    boolean isDirectory(String path) {
        try {
            return Files.isDirectory(file(path));
        } catch (IOException _) {
            return false;
        }
    }

    /// A link's target as it stands in the link; empty for what is no link.
    Optional<String> linkTarget(String path) {
        try {
            Path entry = isKernels.test(path) ? paths.direct(path) : paths.entry(path);
            // Asked before it is read: most links that are looked for are not there, and an exception costs more.
            return Files.isSymbolicLink(entry)
                    ? Optional.of(Files.readSymbolicLink(entry).toString())
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    /// The canonical host path, links followed inside the root; empty where there is nothing.
    Optional<String> resolve(String path) {
        return paths.real(path).map(paths::hostPath);
    }
}
