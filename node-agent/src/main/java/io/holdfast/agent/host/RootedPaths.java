package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/// Where the paths of a host lie on this machine. Symbolic links are followed inside the root: an absolute
/// target starts at the root again, and `..` at the root stays there, as `chroot` would have it. Nothing
/// leads out.
final class RootedPaths {
    /// As many links as the kernel follows (`MAXSYMLINKS`).
    private static final int MAX_LINKS = 40;

    private final Path root;

    /// @param root canonical
    RootedPaths(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    boolean isWholeMachine() {
        return root.getNameCount() == 0;
    }

    /// The file a host path stands for, links followed. The last component need not exist.
    Path file(String hostPath) throws IOException {
        Path direct = direct(hostPath);
        if (isWholeMachine()) {
            return direct;
        }
        try {
            // One realpath(3) where no link leads out, which is the usual case.
            Path real = direct.toRealPath();
            if (real.startsWith(root)) {
                return real;
            }
        } catch (FileSystemException _) {
            // Absent, or reached through an absolute link: the walk decides.
        }
        return walk(root, hostPath);
    }

    /// The file a host path leads to, by its canonical path; empty where there is nothing.
    Optional<Path> real(String hostPath) {
        try {
            Path real = direct(hostPath).toRealPath();
            if (real.startsWith(root)) {
                return Optional.of(real);
            }
        } catch (IOException _) {
            // Absent, or reached through an absolute link: the walk decides.
        }
        try {
            return Optional.of(walk(root, hostPath)).filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The entry itself: links before the last component are followed, the last one is not.
    Path entry(String hostPath) throws IOException {
        int slash = hostPath.lastIndexOf('/');
        String name = hostPath.substring(slash + 1);
        Path parent = file(slash == 0 ? "/" : hostPath.substring(0, slash));
        return name.isEmpty() ? parent : parent.resolve(name);
    }

    /// The host path of a file below the root.
    String hostPath(Path file) {
        return isWholeMachine() ? file.toString() : "/" + root.relativize(file);
    }

    Path direct(String hostPath) {
        if (!hostPath.startsWith("/")) {
            throw new IllegalArgumentException("host path \"" + hostPath + "\": expected an absolute path");
        }
        return isWholeMachine() ? Path.of(hostPath) : root.resolve(hostPath.substring(1));
    }

    private Path walk(Path start, String hostPath) throws IOException {
        Deque<String> ahead = new ArrayDeque<>(Arrays.asList(hostPath.split("/")));
        Path at = start;
        int links = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.pop();
            switch (name) {
                case "", "." -> {}
                case ".." -> at = at.equals(root) ? at : parent(at);
                default -> {
                    Path next = at.resolve(name);
                    if (!Files.readAttributes(
                                    next, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .isSymbolicLink()) {
                        at = next;
                    } else {
                        if (++links > MAX_LINKS) {
                            throw new FileSystemException(hostPath, null, "Too many levels of symbolic links");
                        }
                        String target = Files.readSymbolicLink(next).toString();
                        at = target.startsWith("/") ? root : at;
                        Arrays.asList(target.split("/")).reversed().forEach(ahead::push);
                    }
                }
            }
        }
        return at;
    }

    private Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? root : parent;
    }
}
