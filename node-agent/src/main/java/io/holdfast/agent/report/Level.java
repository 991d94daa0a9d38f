package io.holdfast.agent.report;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.report.Origin;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.WireException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that a node has to say now: its report and the sections the report names. A value; made off the
/// event loop,
/// because digests of a wide node take milliseconds.
public record Level(NodeReport report, SortedMap<Section, SectionFacts> sections) {
    private static final Logger LOG = LoggerFactory.getLogger(Level.class);

    public Level {
        sections = Collections.unmodifiableSortedMap(new TreeMap<>(sections));
    }

    /// Who says it.
    ///
    /// @param baseline digest of what was judged by; empty text for none
    public record Speaker(NodeId node, String bootId, String agentVersion, Origin origin, String baseline) {
        /// One without a baseline.
        public Speaker(NodeId node, String bootId, String agentVersion, Origin origin) {
            this(node, bootId, agentVersion, origin, "");
        }
    }

    /// The level of a judgement.
    ///
    /// @param previous spares the digests of sections in which nothing but volatile facts reads otherwise
    public static Level of(
            Speaker speaker,
            List<SectionFacts> sections,
            List<Finding> findings,
            Catalog catalog,
            Optional<Level> previous) {
        Map<Section, SectionFacts> kept = new EnumMap<>(Section.class);
        SortedMap<Section, String> digests = new TreeMap<>();
        for (SectionFacts section : sections) {
            digest(section, catalog, previous).ifPresent(digest -> {
                kept.put(section.section(), section);
                digests.put(section.section(), digest);
            });
        }
        SortedMap<Reading.Why, Integer> missing = new TreeMap<>();
        Set<CheckId> notPermitted = new HashSet<>();
        int facts = 0;
        for (SectionFacts section : sections) {
            facts += section.facts().size();
            for (Fact fact : section.facts()) {
                if (fact.reading() instanceof Reading.Missing(Reading.Why why, String _)) {
                    missing.merge(why, 1, Integer::sum);
                    if (why == Reading.Why.NOT_PERMITTED) {
                        notPermitted.add(fact.check());
                    }
                }
            }
        }
        NodeReport report = new NodeReport(
                speaker.node(),
                speaker.bootId(),
                speaker.agentVersion(),
                speaker.origin(),
                speaker.baseline(),
                findings,
                digests,
                missing,
                uncovered(notPermitted, catalog),
                facts);
        return new Level(report, new TreeMap<>(kept));
    }

    /// Counted once per check, however many devices it is read of.
    private static SortedMap<String, Integer> uncovered(Set<CheckId> checks, Catalog catalog) {
        SortedMap<String, Integer> uncovered = new TreeMap<>();
        for (CheckId check : checks) {
            String needs = catalog.find(check).stream()
                    .flatMap(row -> row.needs().stream())
                    .map(Check.Needs::name)
                    .collect(Collectors.joining(" "));
            uncovered.merge(needs.isEmpty() ? "unnamed" : needs, 1, Integer::sum);
        }
        return uncovered;
    }

    /// Empty for a section that is too large to travel: it is left out rather than cut.
    private static Optional<String> digest(SectionFacts section, Catalog catalog, Optional<Level> previous) {
        Optional<Level> same =
                previous.filter(level -> Optional.ofNullable(level.sections().get(section.section()))
                        .filter(before -> SectionWire.haveSameDigest(before.facts(), section.facts(), catalog))
                        .isPresent());
        if (same.isPresent()) {
            return Optional.ofNullable(same.get().report().sections().get(section.section()));
        }
        try {
            return Optional.of(SectionWire.encode(section, catalog).digest());
        } catch (WireException e) {
            LOG.error("INTERNAL {}", e.getMessage());
            return Optional.empty();
        }
    }
}
