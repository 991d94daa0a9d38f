package io.holdfast.agent.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.HostTap;
import io.holdfast.protocol.fact.Fact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// A copy of a recorded host whose files can be spoilt one at a time, and which knows what each probe read.
final class MutatedHost {
    private static final Duration DEADLINE = Duration.ofSeconds(25);

    private final Path root;
    private final HostRoot host;
    private final Map<String, List<Fact>> sound = new LinkedHashMap<>();
    /// Names of the probes that read a file, by where it lies.
    private final TreeMap<Path, Set<String>> readers = new TreeMap<>();

    private MutatedHost(Path root) {
        this.root = root;
        this.host = HostRoot.at(root);
    }

    static MutatedHost copyOf(Path original, Path scratch) {
        copy(original, scratch);
        MutatedHost mutated = new MutatedHost(scratch);
        Map<List<String>, String> outputs = mutated.outputs();
        for (Probe probe : Probes.all()) {
            mutated.sound.put(probe.name(), probe.observe(mutated.host.tapped(mutated.new Tap(probe.name(), outputs))));
        }
        return mutated;
    }

    List<Path> files() {
        return List.copyOf(readers.keySet());
    }

    /// Where a file lies on the host: `etc/fstab`.
    String nameOf(Path file) {
        return root.relativize(file).toString();
    }

    /// Whether a file is what a tool printed, rather than what the kernel or a person wrote.
    boolean isOutput(Path file) {
        return outputs().containsValue(root.relativize(file).toString());
    }

    /// The facts of the sound host.
    List<Fact> facts() {
        return sound.values().stream().flatMap(List::stream).toList();
    }

    /// The facts of the host with one file spoilt, and what failed.
    SweepResult with(Path file, byte[] content) {
        Set<String> names = readers.getOrDefault(file, Set.of());
        try {
            byte[] before = Files.readAllBytes(file);
            try {
                Files.write(file, content);
                return Sweep.run(
                        host,
                        Probes.all().stream()
                                .filter(probe -> names.contains(probe.name()))
                                .toList(),
                        DEADLINE);
            } finally {
                Files.write(file, before);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The facts of probes that read something else.
    List<Fact> factsBeside(Path file) {
        Set<String> names = readers.getOrDefault(file, Set.of());
        List<Fact> facts = new ArrayList<>();
        sound.forEach((probe, seen) -> {
            if (!names.contains(probe)) {
                facts.addAll(seen);
            }
        });
        return facts;
    }

    private final class Tap implements HostTap {
        private final String probe;
        private final Map<List<String>, String> outputs;

        Tap(String probe, Map<List<String>, String> outputs) {
            this.probe = probe;
            this.outputs = outputs;
        }

        @Override
        public void read(Attribute<byte[]> read) {
            if (read instanceof Attribute.Value<byte[]>(String path, byte[] _)) {
                note(path);
            }
        }

        @Override
        public void touched(String path) {}

        @Override
        public void ran(CommandResult result) {
            Optional.ofNullable(outputs.get(result.command().argv())).ifPresent(name -> note("/" + name));
        }

        private synchronized void note(String path) {
            Path file = root.resolve(path.substring(1));
            if (Files.isRegularFile(file)) {
                readers.computeIfAbsent(file, _ -> ConcurrentHashMap.newKeySet())
                        .add(probe);
            }
        }
    }

    private Map<List<String>, String> outputs() {
        Map<List<String>, String> outputs = new HashMap<>();
        Path list = root.resolve("commands.yaml");
        if (!Files.exists(list)) {
            return outputs;
        }
        try {
            for (JsonNode row : new YAMLMapper().readTree(Files.readString(list))) {
                List<String> argv = new ArrayList<>();
                row.path("argv").forEach(word -> argv.add(word.asText()));
                if (row.hasNonNull("stdout")) {
                    outputs.put(argv, row.path("stdout").asText());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return outputs;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isSymbolicLink() || Files.isReadable(file)) {
                        Files.copy(file, to.resolve(from.relativize(file).toString()), LinkOption.NOFOLLOW_LINKS);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
