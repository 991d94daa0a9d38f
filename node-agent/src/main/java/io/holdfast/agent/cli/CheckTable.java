package io.holdfast.agent.cli;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.drift.DriftReport;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.judge.Judgement;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Findings for people: the gravest first, each with what is expected, what was seen, who says so and what to do.
final class CheckTable {
    private static final List<Outcome> ORDER =
            List.of(Outcome.FAULT, Outcome.DRIFT, Outcome.PENDING, Outcome.UNKNOWN, Outcome.WAIVED, Outcome.SUPPRESSED);
    /// More instances than these are counted.
    private static final int FEW = 4;

    private final Catalog catalog;
    private final Baseline baseline;
    private final Colours colours;

    CheckTable(Catalog catalog, Baseline baseline, Colours colours) {
        this.catalog = catalog;
        this.baseline = baseline;
        this.colours = colours;
    }

    /// @param drift of the one node
    String of(DriftReport drift, NodeId node, List<Judgement> judged, List<Finding> findings) {
        long declared =
                judged.stream().filter(one -> one.declared().isPresent()).count();
        String by = baseline.isNone() ? "no baseline: only health was judged" : "baseline " + baseline.name();
        List<Finding> told = findings.stream()
                .filter(one -> one.outcome() != Outcome.UNKNOWN || CheckCommand.counts(one))
                .sorted(Comparator.comparingInt((Finding one) -> ORDER.indexOf(one.outcome()))
                        .thenComparing(Finding::severity, Comparator.reverseOrder())
                        .thenComparing(Finding::check))
                .toList();
        List<Finding> unknown = findings.stream()
                .filter(one -> one.outcome() == Outcome.UNKNOWN && !CheckCommand.counts(one))
                .toList();
        StringBuilder text = new StringBuilder();
        if (told.isEmpty()) {
            text.append(colours.strong(node.toString()))
                    .append(": nothing to report; ")
                    .append(baseline.isNone() ? by : declared + " judgements by " + by)
                    .append(unknown(unknown))
                    .append('\n');
            return text.toString();
        }
        text.append(colours.strong(drift.summary())).append('\n').append(by).append("\n\n");
        told.forEach(one -> row(one, text));
        text.append(summary(told)).append(unknown(unknown)).append('\n');
        return text.toString();
    }

    private void row(Finding one, StringBuilder text) {
        Optional<Check> row = catalog.find(one.check());
        String unit = row.flatMap(Check::unit).map(it -> " " + it).orElse("");
        text.append(colours.warning(String.format(Locale.ROOT, "%-10s", one.outcome())))
                .append(colours.strong(one.check().text()))
                .append(instances(one.instances()))
                .append("  ")
                .append(one.severity().name().toLowerCase(Locale.ROOT))
                .append(one.declared().filter(Finding.Declared::release).isPresent() ? ", a release condition" : "")
                .append('\n');
        line(text, "expected", withUnit(one.expected(), unit));
        line(text, "observed", withUnit(one.observed(), unit));
        line(text, "from", from(one));
        line(text, "read at", one.evidence());
        row.ifPresent(it -> line(text, "to do", toDo(one, it)));
        text.append('\n');
    }

    /// A reason for no value, and what has to be there or not, have no unit.
    private static String withUnit(String said, String unit) {
        return said.chars().anyMatch(Character::isDigit) ? said + unit : said;
    }

    private static String toDo(Finding one, Check row) {
        if (one.outcome() == Outcome.UNKNOWN || row.fix().isEmpty()) {
            return "";
        }
        String what = one.outcome() == Outcome.PENDING ? "only the activation is missing: " : "";
        return what + row.fix() + "; cost " + row.cost();
    }

    private String from(Finding one) {
        return one.declared()
                .map(source -> source.layer() + " (" + source.document() + ")" + said(one, source))
                .orElse("the check itself: so on every node");
    }

    /// Where it stands, and why.
    private String said(Finding one, Finding.Declared source) {
        return baseline.of(one.check()).stream()
                .filter(it -> it.from().document().equals(source.document()))
                .filter(it -> it.constraint().words().equals(one.expected()))
                .findFirst()
                .map(it -> prefixed(", ", it.from().place())
                        + prefixed(": ", it.terms().why()))
                .orElse("");
    }

    private static String prefixed(String prefix, String said) {
        return said.isEmpty() ? "" : prefix + said;
    }

    private static String instances(List<Instance> instances) {
        if (instances.equals(List.of(Instance.NODE))) {
            return "";
        }
        return instances.size() > FEW
                ? " [" + instances.size() + " instances, " + instances.getFirst() + " first]"
                : instances.stream().map(Instance::text).collect(Collectors.joining(", ", " [", "]"));
    }

    private static void line(StringBuilder text, String label, String said) {
        if (!said.isEmpty()) {
            text.append(String.format(Locale.ROOT, "          %-9s %s%n", label, said.replaceAll("\\p{Cntrl}", " ")));
        }
    }

    private static String summary(List<Finding> findings) {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        findings.forEach(one -> counts.merge(one.outcome(), 1L, Long::sum));
        return ORDER.stream()
                .filter(counts::containsKey)
                .map(outcome -> counts.get(outcome) + " "
                        + outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }

    private static String unknown(List<Finding> unknown) {
        if (unknown.isEmpty()) {
            return "";
        }
        String names = unknown.stream()
                .map(one -> one.check().text())
                .distinct()
                .limit(FEW)
                .collect(Collectors.joining(", "));
        long all = unknown.stream().map(Finding::check).distinct().count();
        return "; " + all + (all == 1 ? " check" : " checks") + " could not be judged: " + names
                + (all > FEW ? ", ..." : "");
    }
}
