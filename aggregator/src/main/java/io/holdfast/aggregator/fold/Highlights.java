package io.holdfast.aggregator.fold;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.SectionFacts;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The handful of facts that a list of nodes shows, by name. A name that is not there is not known.
///
/// Names: `os`, `osId`, `kernel`, `driver`, `gpuModel`, `gpus` (what the driver exposes), `gpusOnBus`, `nics`,
/// `product`.
public record Highlights(SortedMap<String, String> values) {
    public static final Highlights NONE = new Highlights(new TreeMap<>());

    /// Name and the check it comes from.
    private static final Map<String, String> CHECKS = Map.of(
            "os", "os.release.pretty_name",
            "kernel", "os.kernel.release",
            "product", "sys.product",
            "osId", "os.release.id",
            "driver", "gpu.driver.version",
            "gpuModel", "gpu.name",
            "gpus", "gpu.nvml.count",
            "gpusOnBus", "gpu.pci.count",
            "nics", "nic.count");

    public Highlights {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /// The checks whose values are kept.
    public static SortedSet<String> checks() {
        return new TreeSet<>(CHECKS.values());
    }

    /// The value of a check; empty where it is not known.
    public Optional<String> of(String check) {
        return CHECKS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(check))
                .findFirst()
                .flatMap(entry -> Optional.ofNullable(values.get(entry.getKey())));
    }

    /// These highlights with those that the section speaks of renewed; what it no longer has a value for is
    /// forgotten.
    public Highlights renewed(SectionFacts section) {
        Map<String, List<Fact>> byCheck = section.facts().stream()
                .collect(Collectors.groupingBy(fact -> fact.check().text()));
        TreeMap<String, String> renewed = new TreeMap<>(values);
        CHECKS.forEach((name, check) -> {
            List<Fact> facts = byCheck.get(check);
            if (facts != null) {
                mostCommon(facts).ifPresentOrElse(value -> renewed.put(name, value), () -> renewed.remove(name));
            }
        });
        return new Highlights(renewed);
    }

    private static Optional<String> mostCommon(List<Fact> facts) {
        return facts.stream()
                .map(Fact::reading)
                .filter(reading -> !(reading instanceof Reading.Missing))
                .map(Reading::shown)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }
}
