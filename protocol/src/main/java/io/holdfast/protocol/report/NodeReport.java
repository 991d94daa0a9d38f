package io.holdfast.protocol.report;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Finding;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The level a node reports: all open findings and the digests of its present sections. Sent at once on change, else
/// every
/// 30 s; a lost one is healed by the next.
///
/// @param bootId kernel boot id
/// @param agentVersion version of the reporting agent
/// @param baseline digest of the baseline judged by, or empty text for none
/// @param sections digest of each section as it stands on the node
/// @param missing how many facts have no value, by reason
/// @param uncovered how many checks this install may not read, by the privileges they need (`CAP_SYSLOG`; several
/// with a space between; `unnamed` where the catalog names none)
/// @param facts how many facts there are
public record NodeReport(
        NodeId node,
        String bootId,
        String agentVersion,
        Origin origin,
        String baseline,
        List<Finding> findings,
        SortedMap<Section, String> sections,
        SortedMap<Reading.Why, Integer> missing,
        SortedMap<String, Integer> uncovered,
        int facts) {
    public NodeReport {
        findings = findings.stream()
                .sorted(Comparator.comparing(Finding::check)
                        .thenComparing(finding -> finding.instances().getFirst()))
                .toList();
        sections = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(sections));
        missing = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(missing));
        // A report of an older writer counts none.
        uncovered = java.util.Collections.unmodifiableSortedMap(
                uncovered == null ? new TreeMap<>() : new TreeMap<>(uncovered));
    }
}
