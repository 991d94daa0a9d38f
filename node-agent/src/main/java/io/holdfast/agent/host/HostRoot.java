package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One machine, live or recorded: where its `/` lies and who runs its tools. Read-only.
///
/// All paths are the host's own and absolute (`/sys/class/net`). A recorded host is a folder that holds the
/// host's files at their paths (`sys/class/net/...`) and the outputs of its tools (`commands.yaml`); it may
/// lack anything, and what it lacks is absent.
public final class HostRoot {
    /// How long a driver or firmware has to answer one read.
    private static final Duration READ_DEADLINE = Duration.ofSeconds(2);

    /// Write permission of group and others.
    private static final int WRITABLE_BY_OTHERS = 0_022;

    /// Text files are read to here.
    static final int TEXT_CAP = 1 << 20;

    /// Where a recorded host keeps the pages of other agents. No path of a real host.
    public static final String PAGES = "/pages/";

    private static final int PAGE_CAP = 8 << 20;

    /// Enters the namespaces of the host's first process: mount, UTS, IPC, network, PID.
    private static final List<String> ENTER_HOST =
            List.of("/usr/bin/nsenter", "-t", "1", "-m", "-u", "-i", "-n", "-p", "--");

    private final RootedPaths paths;
    private final HostTree tree;
    private final FileSource files;
    private final Processes processes;
    private final Tools tools;
    private final boolean isLive;
    private final HostTap tap;

    /// Where the tools lie, who runs them, and which pages of other agents may be read, by name.
    private record Tools(ToolPlaces places, Commands commands, Map<String, LoopbackEndpoint> pages) {}

    private HostRoot(RootedPaths paths, FileSource files, Tools tools, boolean isLive, HostTap tap) {
        this.paths = paths;
        this.tree = isLive ? HostTree.live(paths) : HostTree.recorded(paths);
        this.files = files;
        this.processes = new Processes(tree, files);
        this.tools = tools;
        this.isLive = isLive;
        this.tap = tap;
    }

    /// The machine this process runs on, as it sees it.
    public static HostRoot live() {
        return live(Path.of("/"));
    }

    /// The machine this process runs on, its root mounted here at `mount`, as in a container with the host's
    /// `/` at `/host`. Tools run in the host's namespaces.
    public static HostRoot live(Path mount) {
        return live(mount, ENTER_HOST);
    }

    /// As `live(mount)`, with another command to enter the host's namespaces (empty for none).
    public static HostRoot live(Path mount, List<String> enterHost) {
        RootedPaths paths = new RootedPaths(canonical(mount));
        List<String> prefix = paths.isWholeMachine() ? List.of() : enterHost;
        ToolPlaces places = new ToolPlaces(paths);
        Tools tools = new Tools(places, new LiveCommands(places, prefix), Map.of());
        return new HostRoot(paths, new LiveFiles(paths, READ_DEADLINE), tools, true, HostTap.NONE);
    }

    /// A recorded host.
    public static HostRoot at(Path folder) {
        RootedPaths paths = new RootedPaths(canonical(folder));
        Tools tools = new Tools(new ToolPlaces(paths), new RecordedCommands(paths), Map.of());
        return new HostRoot(paths, new RecordedFiles(paths), tools, false, HostTap.NONE);
    }

    /// The same host, every question to it also told to `listener`.
    public HostRoot tapped(HostTap listener) {
        return new HostRoot(paths, files, tools, isLive, listener);
    }

    /// The same host, with a page of another agent on it that may be read under that name.
    public HostRoot with(String page, LoopbackEndpoint endpoint) {
        Map<String, LoopbackEndpoint> pages = new TreeMap<>(tools.pages());
        pages.put(page, endpoint);
        return new HostRoot(paths, files, new Tools(tools.places(), tools.commands(), Map.copyOf(pages)), isLive, tap);
    }

    private static Path canonical(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new RecordedHostException(folder + ": no such folder");
        }
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new RecordedHostException(folder + ": " + Errno.text(e), e);
        }
    }

    /// Whether what is read is the machine as it is now. Some sources (OSHI, `/dev/kmsg`) exist only there.
    public boolean isLive() {
        return isLive;
    }

    /// Text without surrounding blanks: UTF-8, or ISO 8859-1 where it is not valid UTF-8. At most 1 MiB.
    public Attribute<String> read(String path) {
        return readBytes(path, TEXT_CAP).map(bytes -> FileReads.text(bytes).strip());
    }

    /// At most `max` bytes from the start.
    public Attribute<byte[]> readBytes(String path, int max) {
        Attribute<byte[]> read = files.read(path, max);
        tap.read(read);
        return read;
    }

    /// Text of several files of one folder, in order, as `read` gives it of each, but in one visit of the
    /// device that they may belong to.
    public List<Attribute<String>> readAll(String folder, List<String> names) {
        List<String> wanted = names.stream().map(name -> folder + "/" + name).toList();
        List<Attribute<byte[]>> reads = files.readAll(wanted, TEXT_CAP);
        reads.forEach(tap::read);
        return reads.stream()
                .map(read -> read.map(bytes -> FileReads.text(bytes).strip()))
                .toList();
    }

    /// The names in a directory, sorted. Empty where there is none or it may not be read.
    public List<String> list(String directory) {
        try {
            List<String> names = tree.names(directory);
            touched(directory, names);
            return names;
        } catch (IOException _) {
            return List.of();
        }
    }

    /// As `list`, for those to whom an empty directory and one that may not be read are not the same.
    public Attribute<List<String>> directory(String directory) {
        Attribute<byte[]> refusal = isLive ? new Attribute.Absent<>(directory) : files.read(directory, 1);
        if (refusal instanceof Attribute.NotPermitted<byte[]>(String _, String detail)) {
            tap.read(refusal);
            return new Attribute.NotPermitted<>(directory, detail);
        }
        try {
            List<String> names = tree.names(directory);
            touched(directory, names);
            return new Attribute.Value<>(directory, names);
        } catch (IOException e) {
            Attribute<byte[]> refused = Errno.attribute(directory, e);
            tap.read(refused);
            return refused.map(_ -> List.of());
        }
    }

    /// The pids of the processes with this name (`/proc/<pid>/comm`) that are the host's own and not in a
    /// container with processes of its own. To a recording, the others stay unseen.
    public List<Integer> processes(String name) {
        return processes.all(name, tap);
    }

    /// One of those, the same for as long as it lives.
    public Optional<Integer> process(String name) {
        return processes.one(name, tap);
    }

    private void touched(String directory, List<String> names) {
        tap.touched(directory);
        names.forEach(name -> tap.touched(directory + "/" + name));
    }

    /// The existing paths that fit a pattern, in order. `*` stands for any part of one name:
    /// `/sys/class/infiniband/*/ports/*`.
    public List<String> glob(String pattern) {
        List<String> found = List.of("");
        for (String part : pattern.substring(1).split("/", -1)) {
            List<String> next = new ArrayList<>();
            Pattern names = names(part);
            for (String directory : found) {
                if (part.indexOf('*') < 0) {
                    next.add(directory + "/" + part);
                } else {
                    list(directory.isEmpty() ? "/" : directory).stream()
                            .filter(name -> names.matcher(name).matches())
                            .forEach(name -> next.add(directory + "/" + name));
                }
            }
            found = next;
        }
        return found.stream().filter(this::exists).toList();
    }

    private static Pattern names(String part) {
        return Pattern.compile(
                List.of(part.split("\\*", -1)).stream().map(Pattern::quote).collect(Collectors.joining("[^/]*")));
    }

    /// Whether there is such a file or directory. A link whose target is missing does not exist.
    public boolean exists(String path) {
        tap.touched(path);
        return tree.exists(path);
    }

    public boolean isDirectory(String path) {
        tap.touched(path);
        return tree.isDirectory(path);
    }

    /// The last component of a link's target: the driver of `/sys/bus/pci/devices/<address>/driver`. Empty
    /// for what is no link, as in trees recorded without links.
    public Optional<String> link(String path) {
        return linkTarget(path).map(HostCommand::baseName);
    }

    /// A link's target as it stands in the link; empty for what is no link.
    public Optional<String> linkTarget(String path) {
        tap.touched(path);
        return tree.linkTarget(path);
    }

    /// The canonical host path, links followed inside the root; empty where there is nothing.
    public Optional<String> resolve(String path) {
        tap.touched(path);
        return tree.resolve(path);
    }

    /// Why a file or folder is not under root's hand alone: another owns it, or may write to it. Empty where
    /// it is, and on a recorded host, whose files belong to whoever holds the recording.
    public Optional<String> whyNotRoots(String path) {
        if (!isLive) {
            return Optional.empty();
        }
        try {
            Map<String, Object> seen = Files.readAttributes(paths.file(path), "unix:uid,mode");
            if (!Integer.valueOf(0).equals(seen.get("uid"))) {
                return Optional.of("is owned by user " + seen.get("uid") + ", expected root");
            }
            int mode = seen.get("mode") instanceof Integer bits ? bits : ~0;
            return (mode & WRITABLE_BY_OTHERS) == 0
                    ? Optional.empty()
                    : Optional.of("may be written by others than root (mode %o)".formatted(mode & 0_7777));
        } catch (IOException e) {
            return Optional.of(Errno.text(e));
        }
    }

    /// Where a tool lies: on the host, or in the root of a driver container. A recorded host knows it of
    /// those whose place was recorded.
    public Optional<ToolPlace> locate(String tool) {
        Optional<ToolPlace> place = tools.places().find(tool);
        place.ifPresent(found -> tap.touched(found.onHost()));
        return place;
    }

    /// Runs a tool of the host, or answers with its recorded output.
    public CommandResult run(HostCommand command) {
        CommandResult result = tools.commands().run(command);
        tap.ran(result);
        return result;
    }

    /// Starts a tool of the host whose output is read as it comes, or gives the recorded output. A recording is
    /// not told of it.
    public Attribute<ToolLines> lines(HostCommand command) {
        return tools.commands().lines(command);
    }

    /// Where a file of the host lies on this machine, for what cannot be read through this class; empty where
    /// it cannot be reached.
    public Optional<Path> here(String path) {
        try {
            return Optional.of(paths.file(path));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// What another agent of the node serves under a name, as text. Absent where nobody named its address; a
    /// recorded host has it in a file `pages/<name>` at the top of its folder.
    public Attribute<String> page(String name) {
        String path = PAGES + name;
        Attribute<byte[]> read;
        if (isLive) {
            read = Optional.ofNullable(tools.pages().get(name))
                    .map(endpoint -> endpoint.get(path, READ_DEADLINE, PAGE_CAP))
                    .orElse(new Attribute.Absent<>(path));
        } else {
            read = files.read(path, PAGE_CAP);
        }
        tap.read(read);
        return read.map(FileReads::text);
    }

    /// Where a device node lies here.
    Path onThisMachine(String path) throws IOException {
        return paths.file(path);
    }

    @Override
    public String toString() {
        return (isLive ? "live host at " : "recorded host at ") + paths.root();
    }
}
