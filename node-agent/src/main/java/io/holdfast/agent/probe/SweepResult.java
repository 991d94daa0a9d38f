package io.holdfast.agent.probe;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one sweep saw, and how each probe fared.
///
/// @param sections the facts of each section that a probe of the sweep belongs to
/// @param runs in the order the probes were given
public record SweepResult(Map<Section, List<Fact>> sections, List<Run> runs) {
    public SweepResult {
        Map<Section, List<Fact>> sorted = new EnumMap<>(Section.class);
        sections.forEach((section, facts) ->
                sorted.put(section, facts.stream().sorted(Fact.ORDER).toList()));
        sections = java.util.Collections.unmodifiableMap(sorted);
        runs = List.copyOf(runs);
    }

    /// All facts of the sweep.
    public List<Fact> facts() {
        return sections.values().stream()
                .flatMap(List::stream)
                .sorted(Fact.ORDER)
                .toList();
    }

    /// How one probe fared.
    ///
    /// @param failure why it gave no facts; empty where it ran through
    public record Run(String probe, Duration took, Optional<Reading.Missing> failure) {}
}
