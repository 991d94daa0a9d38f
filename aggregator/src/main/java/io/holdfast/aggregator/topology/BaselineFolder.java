package io.holdfast.aggregator.topology;

import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.BaselineException;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.baseline.WaiverReader;
import io.holdfast.protocol.baseline.floor.Advisory;
import io.holdfast.protocol.baseline.floor.AdvisoryReader;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.wire.BaselineWire;
import io.holdfast.protocol.wire.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The baselines that nodes are to be judged by: a folder of documents (in Kubernetes a mounted ConfigMap), a file
/// `assign.yaml` in it that says which nodes each is for, and the baselines that ship. Looked at by what the files
/// hold, not by their times: a ConfigMap is swapped as a whole.
///
/// Security advisories in it stand beside every baseline. A file `waivers.yaml` in it holds approved
/// exceptions. What cannot be used leaves the last good one in force, and that is told: baselines and
/// waivers each by themselves.
public final class BaselineFolder {
    private static final Logger LOG = LoggerFactory.getLogger(BaselineFolder.class);
    private static final String ASSIGN = "assign.yaml";
    private static final String WAIVERS = "waivers.yaml";
    private static final Pattern NAME = Pattern.compile("(?m)^(?:baseline|layer):[ \\t]*([^\\s#]+)");

    /// Puts a baseline together.
    public interface Resolver {
        /// The baseline of a name.
        ///
        /// @param documents text by file, beside those that ship
        /// @throws IllegalArgumentException which names the file and what to do
        Baseline resolve(Map<String, String> documents, String name, Map<String, String> set);
    }

    /// A rule and the baseline it leads to.
    public record Entry(Rule rule, Baseline baseline, BaselineWire.Encoded encoded) {}

    /// What is declared now.
    ///
    /// @param files of documents, by the names that they give themselves
    /// @param waivers empty where the files of them could never be read
    /// @param trouble why something in the folder is not; empty text for none
    public record Declared(
            List<Entry> entries, Map<String, String> files, Optional<List<Waiver>> waivers, String trouble) {
        static final Declared NOTHING = new Declared(List.of(), Map.of(), Optional.empty(), "");

        public Declared {
            entries = List.copyOf(entries);
            files = Map.copyOf(files);
            waivers = waivers.map(List::copyOf);
        }
    }

    private final List<Path> places;
    private final List<Rule> rules;
    private final Resolver resolver;
    private volatile Declared current = Declared.NOTHING;
    private String seen = "never";

    /// Reads for the first time.
    ///
    /// @param places folders and single files of documents
    /// @param rules that count before those of the folders
    public BaselineFolder(List<Path> places, List<Rule> rules, Resolver resolver) {
        this.places = List.copyOf(places);
        this.rules = List.copyOf(rules);
        this.resolver = resolver;
        refresh();
    }

    /// Nothing is declared.
    public static BaselineFolder none() {
        return new BaselineFolder(List.of(), List.of(), (_, _, _) -> Baseline.NONE);
    }

    public Declared current() {
        return current;
    }

    /// Looks whether the files hold something else than before.
    public synchronized void refresh() {
        try {
            SortedMap<String, String> files = files();
            String digest = Digests.of(files.toString().getBytes(StandardCharsets.UTF_8));
            if (!digest.equals(seen)) {
                seen = digest;
                take(files);
            }
        } catch (IOException | UncheckedIOException e) {
            seen = "unreadable";
            told(current.entries(), current.files(), current.waivers(), List.of(String.valueOf(e)));
        }
    }

    private void take(SortedMap<String, String> files) {
        SortedMap<String, String> others = new TreeMap<>(files);
        others.keySet().removeIf(file -> isNamed(file, WAIVERS));
        List<String> troubles = new ArrayList<>();
        List<Entry> entries = tried(() -> entries(others), troubles).orElse(current.entries());
        Optional<List<Waiver>> waivers = tried(() -> waivers(files), troubles).or(current::waivers);
        told(entries, named(others), waivers, troubles);
    }

    private static <T> Optional<T> tried(Supplier<T> read, List<String> troubles) {
        try {
            return Optional.of(read.get());
        } catch (IllegalArgumentException | BaselineException e) {
            troubles.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Map<String, String> named(SortedMap<String, String> files) {
        Map<String, String> named = new TreeMap<>();
        files.forEach((file, text) -> {
            Matcher name = NAME.matcher(text);
            if (name.find()) {
                named.put(name.group(1), file);
            }
        });
        return named;
    }

    private void told(
            List<Entry> entries, Map<String, String> files, Optional<List<Waiver>> waivers, List<String> troubles) {
        String trouble = String.join("; ", troubles);
        if (!trouble.isEmpty() && !trouble.equals(current.trouble())) {
            LOG.warn("OPERATOR kept as it was: {}", trouble);
        }
        current = new Declared(entries, files, waivers, trouble);
    }

    private static List<Waiver> waivers(SortedMap<String, String> files) {
        Map<String, Waiver> waivers = new LinkedHashMap<>();
        files.forEach((file, text) -> {
            if (isNamed(file, WAIVERS)) {
                WaiverReader.file(file, text, Catalog.shipped()).forEach(one -> waivers.put(one.id(), one));
            }
        });
        return List.copyOf(waivers.values());
    }

    private List<Entry> entries(SortedMap<String, String> files) {
        SortedMap<String, String> documents = new TreeMap<>(files);
        List<Rule> all = new ArrayList<>(rules);
        List<Advisory> advisories = new ArrayList<>();
        files.forEach((file, text) -> {
            if (AdvisoryReader.isAdvisory(text)) {
                documents.remove(file);
                advisories.addAll(advisories(file, text));
            }
            if (isNamed(file, ASSIGN)) {
                documents.remove(file);
                all.addAll(AssignFile.parse(file, text));
            }
        });
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Rule rule : all) {
            Baseline baseline =
                    resolver.resolve(documents, rule.baseline(), rule.set()).with(advisories);
            if (entries.put(rule.name(), new Entry(rule, baseline, BaselineWire.encode(baseline))) != null) {
                throw new IllegalArgumentException("two rules are named " + rule.name() + "; give one another name");
            }
        }
        return List.copyOf(entries.values());
    }

    private static List<Advisory> advisories(String file, String text) {
        List<Advisory> found = AdvisoryReader.read(file, text);
        found.forEach(one -> one.notes().forEach(note -> LOG.info("{}: {}: not judged: {}", file, one.id(), note)));
        return found;
    }

    private static boolean isNamed(String file, String name) {
        return file.equals(name) || file.endsWith("/" + name);
    }

    private SortedMap<String, String> files() throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        for (Path place : places) {
            try (Stream<Path> found = Files.walk(place)) {
                for (Path file : found.filter(one -> isDocument(place, one)).toList()) {
                    files.put(file.toString(), Files.readString(file));
                }
            }
        }
        return files;
    }

    /// A mounted ConfigMap shows each file as a link into a hidden folder that holds them all once more.
    private static boolean isDocument(Path place, Path file) {
        boolean isHidden = Stream.iterate(
                        Optional.of(place.relativize(file)), Optional::isPresent, at -> at.map(Path::getParent))
                .flatMap(Optional::stream)
                .map(part -> String.valueOf(part.getFileName()))
                .anyMatch(name -> name.startsWith("."));
        String name = String.valueOf(file.getFileName());
        return !isHidden
                && Files.isRegularFile(file)
                && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
    }
}
