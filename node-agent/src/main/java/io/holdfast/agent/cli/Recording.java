package io.holdfast.agent.cli;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.HostTap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/// Writes what was asked of a host into a folder that can be read as that host. Links stay links; what refused to be
/// read refuses again.
final class Recording implements HostTap {
    private final Path folder;
    private final Scrubber scrubber;
    private final LeftOut leftOut;
    private final long limit;

    private final Map<String, Attribute<byte[]>> reads = new ConcurrentSkipListMap<>();
    private final Set<String> touched = new ConcurrentSkipListSet<>();
    private final Map<List<String>, CommandResult> commands = new ConcurrentHashMap<>();

    private final Set<String> made = new HashSet<>();
    private final Set<String> written = new TreeSet<>();
    private long bytes;

    /// @param limit bytes of file content, beyond which files are left out
    Recording(Path folder, Scrubber scrubber, LeftOut leftOut, long limit) {
        this.folder = folder;
        this.scrubber = scrubber;
        this.leftOut = leftOut;
        this.limit = limit;
    }

    @Override
    public void read(Attribute<byte[]> read) {
        reads.merge(read.path(), read, Recording::fuller);
    }

    /// Of two reads of one file the longer one: probes differ in how much they ask for.
    private static Attribute<byte[]> fuller(Attribute<byte[]> one, Attribute<byte[]> other) {
        return one instanceof Attribute.Value<byte[]>(String _, byte[] a)
                        && other instanceof Attribute.Value<byte[]>(String _, byte[] b)
                        && a.length > b.length
                ? one
                : other;
    }

    @Override
    public void touched(String path) {
        touched.add(path);
    }

    @Override
    public void ran(CommandResult result) {
        commands.put(result.command().argv(), result);
    }

    int files() {
        return written.size();
    }

    long bytes() {
        return bytes;
    }

    int commands() {
        return commands.size();
    }

    /// Writes all of it.
    void write(HostRoot host) throws IOException {
        for (String path : touched) {
            if (RecordedPaths.isTaken(path)) {
                Optional<String> place = place(host, path);
                place.filter(host::isDirectory).ifPresent(this::makeFolder);
                if (RecordedPaths.isSeenOnly(path)
                        && place.filter(host::isDirectory).isEmpty()) {
                    seen(place);
                }
            }
        }
        for (String path : touched) {
            if (isOnlySeen(host, path)) {
                Optional<String> place = place(host, path);
                if (place.isPresent()) {
                    file(place.get(), new byte[0]);
                }
            }
        }
        List<String> refusals = new ArrayList<>();
        for (Attribute<byte[]> read : reads.values()) {
            if (RecordedPaths.isTaken(read.path())) {
                write(host, read, refusals);
            }
        }
        RecordedLists.refusals(folder, refusals, reads);
        RecordedLists.commands(folder, commands, scrubber);
    }

    /// A file that was listed or looked for and not read: a kernel in `/boot`, a note in `/run`. It is recorded empty.
    /// The kernel's own trees are full of files that nobody asked for.
    private boolean isOnlySeen(HostRoot host, String path) {
        boolean isKernels = path.startsWith("/sys/") || path.startsWith("/proc/") || path.startsWith("/dev/");
        return !isKernels
                && RecordedPaths.isTaken(path)
                && !reads.containsKey(path)
                && host.exists(path)
                && !host.isDirectory(path);
    }

    private void write(HostRoot host, Attribute<byte[]> read, List<String> refusals) throws IOException {
        switch (read) {
            case Attribute.Value<byte[]>(String path, byte[] content) -> {
                // A page has no place on the host; the recording keeps it under its name.
                Optional<String> place = path.startsWith(HostRoot.PAGES) ? Optional.of(path) : place(host, path);
                if (scrubber.leavesOut(path)) {
                    leftOut.add("serial number or UUID", path);
                } else if (place.isPresent()) {
                    file(place.get(), scrubber.bytes(path, content));
                }
            }
            case Attribute.Absent<byte[]> _ -> {}
            case Attribute.NotPermitted<byte[]>(String path, String detail) -> refused(host, path, detail, refusals);
            case Attribute.Unreadable<byte[]>(String path, String detail) -> {
                if (!detail.startsWith("Is ")) {
                    refused(host, path, detail, refusals);
                }
            }
            case Attribute.TimedOut<byte[]>(String path, String detail) -> refused(host, path, detail, refusals);
        }
    }

    /// An empty file stands in its place, so that it is listed.
    private void refused(HostRoot host, String path, String detail, List<String> refusals) throws IOException {
        leftOut.add(detail, path);
        if (scrubber.leavesOut(path)) {
            return;
        }
        refusals.add(path);
        Optional<String> place = place(host, path);
        if (place.isPresent()) {
            file(place.get(), new byte[0]);
        }
    }

    private void seen(Optional<String> place) throws IOException {
        if (place.isPresent() && !reads.containsKey(place.get())) {
            file(place.get(), new byte[0]);
        }
    }

    private void file(String path, byte[] content) throws IOException {
        if (bytes + content.length > limit) {
            leftOut.add("over the size limit of " + (limit >> 20) + " MiB", path);
            return;
        }
        if (written.add(path)) {
            bytes += content.length;
            Path file = inFolder(path);
            makeFolder(path.substring(0, path.lastIndexOf('/')));
            Files.write(file, content);
        }
    }

    /// Makes the links on the way to a host path and gives the path without links; empty where there is nothing.
    private Optional<String> place(HostRoot host, String path) {
        Optional<String> real = host.resolve(path);
        StringBuilder at = new StringBuilder();
        for (String name : path.substring(1).split("/", -1)) {
            String here = at + "/" + name;
            Optional<String> target = made.contains(here) ? Optional.empty() : host.linkTarget(here);
            if (target.isPresent()) {
                makeLink(here, target.get());
            }
            made.add(here);
            at = new StringBuilder(host.resolve(here).orElse(here));
        }
        return real;
    }

    private void makeLink(String path, String target) {
        try {
            Path link = inFolder(path);
            makeFolder(path.substring(0, path.lastIndexOf('/')));
            if (!Files.exists(link, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(target.startsWith("/") ? relative(path, target) : target));
            }
        } catch (IOException e) {
            throw new CommandFailure("cannot make the link " + path + " in " + folder + ": " + e.getMessage(), e);
        }
    }

    /// An absolute target as seen from the link, so that the folder can be moved.
    private static String relative(String link, String target) {
        Path parent = Path.of(link).getParent();
        return (parent == null ? Path.of("/") : parent)
                .relativize(Path.of(target))
                .toString();
    }

    private void makeFolder(String path) {
        try {
            Files.createDirectories(inFolder(path));
        } catch (IOException e) {
            throw new CommandFailure("cannot make the folder " + path + " in " + folder + ": " + e.getMessage(), e);
        }
    }

    private Path inFolder(String path) {
        return path.length() < 2 ? folder : folder.resolve(path.substring(1));
    }

    /// What was not recorded, and why.
    static final class LeftOut {
        private final Map<String, List<String>> byReason = new TreeMap<>();

        void add(String reason, String path) {
            byReason.computeIfAbsent(reason, _ -> new ArrayList<>()).add(path);
        }

        /// A line for each reason.
        String shown() {
            StringBuilder text = new StringBuilder();
            byReason.forEach((reason, paths) -> text.append("  ")
                    .append(paths.size())
                    .append(paths.size() == 1 ? " file: " : " files: ")
                    .append(reason)
                    .append(" (")
                    .append(paths.getFirst())
                    .append(paths.size() > 1 ? ", ...)\n" : ")\n"));
            return text.toString();
        }
    }

    /// A text file of the recording itself.
    static void text(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
