package io.holdfast.protocol.drift;

import io.holdfast.protocol.drift.DriftReport.Cause;
import io.holdfast.protocol.drift.DriftReport.Counts;
import io.holdfast.protocol.finding.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A drift report in one line.
final class Summary {
    private Summary() {}

    /// What there is to say first.
    static String headline(List<Cause> causes, String summary) {
        if (causes.isEmpty()) {
            return summary;
        }
        String more = causes.size() == 1 ? "" : "; and " + Words.many(causes.size() - 1, "more cause");
        return causes.getFirst().sentence() + more + ".";
    }

    static String of(Collection<NodeDrift> nodes, Counts counts, List<Cause> causes, boolean complete) {
        List<String> parts = nodes.size() == 1 ? one(nodes.iterator().next(), causes) : all(counts, causes);
        return String.join("; ", parts) + (complete ? "." : "; nodes are still being read in.");
    }

    private static List<String> one(NodeDrift node, List<Cause> causes) {
        List<String> parts = new ArrayList<>();
        long differing = causes.stream()
                .flatMap(cause -> cause.values().stream())
                .filter(value -> value.outcome() != Outcome.UNKNOWN)
                .map(DriftReport.Value::check)
                .distinct()
                .count();
        if (node.isAsDeclared()) {
            parts.add(node.node() + " is as declared");
        } else if (differing > 0) {
            parts.add(node.node() + " differs in " + Words.many((int) differing, "check"));
        } else if (!node.differences().isEmpty() && node.differences().stream().allMatch(Difference::isHeld)) {
            parts.add(node.node() + " differs only in what is waived or held back");
        } else {
            parts.add(node.node() + ": nothing is known to differ");
        }
        if (!node.isDeclared()) {
            parts.add("it has no baseline");
        }
        if (!node.heard()) {
            parts.add("it is not heard now, and this is what it said last");
        }
        add(node.count(Outcome.PENDING), "waiting for a reset or reboot", parts);
        add(node.count(Outcome.WAIVED), "waived", parts);
        add(node.count(Outcome.SUPPRESSED), "held back", parts);
        add(node.unjudged(), "that could not be judged", parts);
        return parts;
    }

    private static void add(int count, String what, List<String> parts) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }

    private static List<String> all(Counts counts, List<Cause> causes) {
        List<String> parts = new ArrayList<>();
        parts.add(counts.asDeclared() + " of " + Words.many(counts.nodes(), "node") + " as declared");
        if (counts.differing() > 0) {
            parts.add(counts.differing() + (counts.differing() == 1 ? " differs" : " differ") + ", for "
                    + Words.many((int) causes.stream().filter(Summary::departs).count(), "cause"));
        }
        add(counts.undeclared(), "without a baseline", parts);
        add(counts.silent(), "not heard now", parts);
        add(counts.waived(), "waived", parts);
        add(counts.suppressed(), "held back", parts);
        add(counts.unjudged(), "with something that could not be judged", parts);
        return parts;
    }

    private static boolean departs(Cause cause) {
        return cause.values().stream().anyMatch(value -> value.outcome() != Outcome.UNKNOWN);
    }
}
