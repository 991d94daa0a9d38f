package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingCaptures;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.judge.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files cut short, garbled, repeated or in another language: no probe fails, none overruns its deadline, and what was
/// found unwell is never well because of it.
///
/// The same spoilt files in every run; `-Dholdfast.robustness=100000` tries more of them, `-Dholdfast.seed=7` others.
class RobustnessTest {
    private static final int TRIES = Integer.getInteger("holdfast.robustness", 200);
    private static final long SEED = Long.getLong("holdfast.seed", 20261125L);
    private static final List<Mutation> MUTATIONS = List.of(Mutation.values());
    private static final Instant NOW = Instant.parse("2026-11-25T00:00:00Z");

    private record Place(CheckId check, Instance instance) {}

    @TempDir
    Path scratch;

    static Stream<Path> ownHosts() throws IOException {
        try (Stream<Path> hosts = Files.list(Path.of("src/test/resources/hosts"))) {
            return hosts.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("ownHosts")
    void aSpoiltFileNeverMakesAHostOfOursWell(Path host) {
        spoil(MutatedHost.copyOf(host, scratch.resolve("copy")), TRIES);
    }

    static Stream<String> reports() {
        return TestingCaptures.names("nvidia-smi/xml", ".xml");
    }

    @ParameterizedTest
    @MethodSource("reports")
    void aSpoiltReportOfARealGpuNeverMakesItWell(String report) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("host"));
        Files.copy(TestingCaptures.at("nvidia-smi/xml").resolve(report), folder.resolve("report.xml"));
        Files.writeString(
                folder.resolve("commands.yaml"), "- {argv: [nvidia-smi, -q, -x], exit: 0, stdout: report.xml}\n");
        spoil(MutatedHost.copyOf(folder, scratch.resolve("copy")), TRIES / 2);
    }

    static Stream<String> trees() {
        return Stream.concat(
                TestingCaptures.names("host-roots", "")
                        .filter(name -> name.isEmpty() || name.contains(".tar."))
                        .map("host-roots/"::concat),
                TestingCaptures.names("infiniband-sysfs", ".tar.gz").map("infiniband-sysfs/"::concat));
    }

    @ParameterizedTest
    @MethodSource("trees")
    void aSpoiltFileNeverMakesACapturedHostWell(String archive) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("host"));
        TestingCaptures.unpacked(archive, folder);
        spoil(MutatedHost.copyOf(rootBelow(folder), scratch.resolve("copy")), TRIES / 8);
    }

    /// The first folder that looks like the root of a machine.
    private static Path rootBelow(Path folder) throws IOException {
        try (Stream<Path> folders = Files.walk(folder, 3)) {
            return folders.filter(
                            one -> Files.isDirectory(one.resolve("sys")) || Files.isDirectory(one.resolve("proc")))
                    .findFirst()
                    .orElse(folder);
        }
    }

    private static void spoil(MutatedHost host, int tries) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        List<Path> files = host.files().stream().filter(file -> !isName(file)).toList();
        Set<Place> unwell = faults(host.facts());
        List<String> turned = new ArrayList<>();
        for (int i = 0; i < tries && !files.isEmpty(); i++) {
            Path file = files.get(random.nextInt(files.size()));
            Mutation mutation = MUTATIONS.get(random.nextInt(MUTATIONS.size()));
            byte[] content = mutation.of(read(file), random);
            if (mutation == Mutation.FOREIGN && !host.isOutput(file)) {
                continue; // Tools have a language; the kernel and configuration have none.
            }
            SweepResult result = host.with(file, content);
            assertEquals(
                    List.of(),
                    result.runs().stream()
                            .filter(run -> run.failure().isPresent())
                            .toList(),
                    () -> file + " " + mutation + " (try with seed " + SEED + ")");
            if (!mutation.mayForge() && !(mutation == Mutation.TRUNCATED && isAnother(host.nameOf(file), content))) {
                List<Fact> facts = new ArrayList<>(host.factsBeside(file));
                facts.addAll(result.facts());
                wellNow(unwell, facts, host).forEach(place -> turned.add(file + " " + mutation + ": " + place));
            }
        }
        assertTrue(turned.isEmpty(), () -> "turned well by a spoilt file: " + String.join("\n", turned));
    }

    /// What a process is called and was started with: another name is another process, and nobody can tell that it was
    /// spoilt. The kernel has both in memory and cuts neither.
    private static boolean isName(Path file) {
        return (file.endsWith("comm") || file.endsWith("cmdline"))
                && file.getName(file.getNameCount() - 2).toString().matches("\\d+");
    }

    /// Whether a shorter file is simply another one, and nobody can tell that it was cut: what a person wrote may end
    /// anywhere, the kernel's table of mounts after any line, and `ethtool -m` tells what a module has and no more.
    private static boolean isAnother(String path, byte[] content) {
        boolean endsALine = content.length > 0 && content[content.length - 1] == '\n';
        return path.startsWith("etc/") || ((path.endsWith("/mountinfo") || path.endsWith("/ethtool-m")) && endsALine);
    }

    /// What was a fault and is now neither a fault nor said to be unknown.
    private static List<Place> wellNow(Set<Place> unwell, List<Fact> facts, MutatedHost host) {
        Set<Place> found = new HashSet<>();
        findings(facts)
                .forEach(finding ->
                        finding.instances().forEach(instance -> found.add(new Place(finding.check(), instance))));
        Set<Place> before = spoilt(host.facts());
        boolean isTold = !before.containsAll(spoilt(facts));
        return unwell.stream()
                .filter(place -> !found.contains(place))
                .filter(place -> facts.stream().anyMatch(fact -> at(fact, place) && !fact.isMissing()) || !isTold)
                .toList();
    }

    private static boolean at(Fact fact, Place place) {
        return fact.check().equals(place.check()) && fact.instance().equals(place.instance());
    }

    /// What is said to be unreadable.
    private static Set<Place> spoilt(List<Fact> facts) {
        Set<Place> spoilt = new HashSet<>();
        facts.stream()
                .filter(RobustnessTest::isSpoilt)
                .forEach(fact -> spoilt.add(new Place(fact.check(), fact.instance())));
        return spoilt;
    }

    private static boolean isSpoilt(Fact fact) {
        return fact.reading() instanceof Reading.Missing(Reading.Why why, String _)
                && switch (why) {
                    case MALFORMED, UNREADABLE, TIMEOUT -> true;
                    case ABSENT, NOT_PERMITTED, UNSUPPORTED, NOT_APPLICABLE, UNKNOWN -> false;
                };
    }

    private static Set<Place> faults(List<Fact> facts) {
        Set<Place> faults = new HashSet<>();
        findings(facts).stream()
                .filter(finding -> finding.outcome() == Outcome.FAULT)
                .forEach(finding ->
                        finding.instances().forEach(instance -> faults.add(new Place(finding.check(), instance))));
        return faults;
    }

    private static List<Finding> findings(List<Fact> facts) {
        return Judge.evaluate(new Snapshot(new NodeId("lab", "n1"), "b", facts), Catalog.shipped(), List.of(), NOW);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
