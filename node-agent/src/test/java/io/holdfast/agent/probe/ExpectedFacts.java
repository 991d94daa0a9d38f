package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.kernel.KernelSnapshot;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.judge.Judge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is to be seen on a recorded host, one fact a line, and what is wrong with it by the catalog alone, one finding
/// a
/// line: the files `expected-facts` and `expected-findings` at the top of the host's folder.
///
/// ```
/// gpu.power.limit 0000:19:00.0: 700 W
/// gpu.row_remap.pending 0000:2a:00.0: (unsupported)
/// ```
public final class ExpectedFacts {
    static final String FACTS = "expected-facts";
    static final String FINDINGS = "expected-findings";

    private static final Path HOSTS = Path.of("src/test/resources/hosts");
    /// The hour of a log that was recorded.
    private static final Instant NOW = Instant.parse("2026-11-25T00:00:00Z");

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private ExpectedFacts() {}

    /// All recorded hosts of ours.
    public static List<Path> hosts() {
        try (Stream<Path> hosts = Files.list(HOSTS)) {
            return hosts.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All facts of a host: of its probes, of the checks of its site and of its kernel's log.
    public static List<Fact> seen(Path folder) {
        HostRoot host = HostRoot.at(folder);
        List<Fact> facts = new ArrayList<>(
                Sweep.run(host, SiteChecks.of(host).probes(), DEADLINE).facts());
        facts.addAll(KernelSnapshot.facts(host, "", NOW));
        return facts;
    }

    /// Checks that have a value in the host's list.
    public static SortedSet<String> checks(Path folder) {
        SortedSet<String> checks = new TreeSet<>();
        try (Stream<String> lines = Files.lines(folder.resolve(FACTS))) {
            lines.filter(line -> !line.endsWith(")") || !line.contains(": ("))
                    .forEach(line -> checks.add(line.substring(0, line.indexOf(' '))));
            return checks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String facts(List<Fact> facts) {
        return text(facts.stream().map(ExpectedFacts::line).toList());
    }

    static String findings(List<Fact> facts) {
        Snapshot snapshot = new Snapshot(new NodeId("lab", "n1"), "b", facts);
        return text(Judge.evaluate(snapshot, Catalog.shipped(), List.of(), NOW).stream()
                .map(ExpectedFacts::line)
                .toList());
    }

    private static String text(List<String> lines) {
        return lines.stream().sorted().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String line(Fact fact) {
        String value = switch (fact.reading()) {
            case Reading.Missing missing -> "(" + missing.shown() + ")";
            case Reading.Quantity quantity -> quantity.shown() + " " + quantity.unit();
            case Reading other -> other.shown();
        };
        return fact.check() + " " + fact.instance() + ": " + value.replace("\n", "\\n");
    }

    private static String line(Finding finding) {
        return word(finding.outcome()) + " " + word(finding.severity()) + " " + finding.check() + " "
                + finding.instances().stream().map(Instance::text).collect(Collectors.joining(",")) + ": "
                + finding.observed().replace("\n", "\\n") + " (" + finding.expected() + ")";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
