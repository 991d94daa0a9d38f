package io.holdfast.protocol.drift;

import io.holdfast.protocol.drift.DriftReport.ByCheck;
import io.holdfast.protocol.drift.DriftReport.ByLayer;
import io.holdfast.protocol.drift.DriftReport.ByNode;
import io.holdfast.protocol.drift.DriftReport.Cause;
import io.holdfast.protocol.drift.DriftReport.Value;
import io.holdfast.protocol.fact.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A drift report for people and spreadsheets: CSV, Markdown, and HTML that can be mailed.
public final class DriftText {
    private static final String CELL = " style=\"border:1px solid #ccc;padding:4px 8px;vertical-align:top\"";
    private static final List<String> CHECK_HEAD =
            List.of("Check", "Nodes", "Values", "Since", "Began: hour, day, earlier", "Ended: hour, day", "Last 24 h");
    private static final List<String> VALUE_HEAD =
            List.of("Check", "Expected", "Observed", "Outcome", "Severity", "From", "To do", "Cost");
    private static final List<String> NODE_HEAD = List.of("Node", "Open", "Pending", "Held", "Since", "Checks");
    private static final List<String> LAYER_HEAD = List.of("Layer", "Document", "Checks", "Nodes");

    private DriftText() {}

    /// One row for each value of each cause; with the nodes in the last column.
    public static String csv(DriftReport report) {
        StringBuilder text =
                new StringBuilder("check,outcome,severity,expected,observed,unit,layer,document,place,nodes,"
                        + "since,after,fix,cost,members\r\n");
        Stream.concat(report.causes().stream(), report.held().stream())
                .forEach(cause -> cause.values()
                        .forEach(value -> text.append(csv(cause, value)).append("\r\n")));
        return text.toString();
    }

    private static String csv(Cause cause, Value value) {
        return Stream.of(
                        value.check().text(),
                        value.outcome().name(),
                        value.severity().name(),
                        value.expected(),
                        value.observed(),
                        value.unit().orElse(""),
                        value.layer(),
                        value.document(),
                        value.place(),
                        Integer.toString(cause.nodes().size()),
                        cause.since().toString(),
                        String.join("; ", cause.after()),
                        value.fix(),
                        value.cost().name(),
                        cause.nodes().stream().map(NodeId::toString).collect(Collectors.joining(" ")))
                .map(DriftText::csvCell)
                .collect(Collectors.joining(","));
    }

    /// A spreadsheet takes what begins with one of these for a formula.
    private static String csvCell(String value) {
        String safe = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return safe.matches("[^,\"\\r\\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }

    public static String markdown(DriftReport report) {
        StringBuilder text = new StringBuilder("# Drift, ")
                .append(Words.at(report.asOf()))
                .append("\n\n")
                .append(escaped(report.headline()))
                .append('\n');
        if (!report.isClean()) {
            text.append('\n').append(escaped(report.summary())).append('\n');
        }
        report.causes().forEach(cause -> markdown(cause, text));
        if (!report.held().isEmpty()) {
            text.append("\n## Held\n");
            report.held().forEach(cause -> markdown(cause, text));
        }
        markdown("By check", CHECK_HEAD, checks(report), text);
        markdown("By layer", LAYER_HEAD, layers(report), text);
        markdown("By node", NODE_HEAD, nodes(report), text);
        return text.toString();
    }

    private static void markdown(Cause cause, StringBuilder text) {
        markdown(escaped(cause.sentence()), VALUE_HEAD, values(cause), text);
        if (cause.after().size() > 1) {
            text.append("\nChanged shortly before: ")
                    .append(escaped(String.join("; ", cause.after())))
                    .append('\n');
        }
        text.append("\nNodes: ").append(names(cause.nodes())).append('\n');
    }

    private static void markdown(String title, List<String> head, List<List<String>> rows, StringBuilder text) {
        if (rows.isEmpty()) {
            return;
        }
        text.append("\n## ")
                .append(title)
                .append("\n\n| ")
                .append(String.join(" | ", head))
                .append(" |\n|");
        text.append("---|".repeat(head.size())).append('\n');
        rows.forEach(row ->
                text.append(row.stream().map(DriftText::escaped).collect(Collectors.joining(" | ", "| ", " |\n"))));
    }

    private static String escaped(String value) {
        return value.replaceAll("\\p{Cntrl}", " ")
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("*", "\\*")
                .replace("`", "\\`");
    }

    public static String html(DriftReport report) {
        StringBuilder text = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<title>Drift, ")
                .append(Words.at(report.asOf()))
                .append("</title></head>\n<body style=\"font:14px/1.5 system-ui,sans-serif;color:#222;margin:24px\">\n")
                .append("<h1 style=\"font-size:20px\">Drift, ")
                .append(Words.at(report.asOf()))
                .append("</h1>\n<p><b>")
                .append(inHtml(report.headline()))
                .append("</b></p>\n");
        if (!report.isClean()) {
            text.append("<p>").append(inHtml(report.summary())).append("</p>\n");
        }
        report.causes().forEach(cause -> html(cause, text));
        if (!report.held().isEmpty()) {
            text.append("<h2 style=\"font-size:17px\">Held</h2>\n");
            report.held().forEach(cause -> html(cause, text));
        }
        html("By check", CHECK_HEAD, checks(report), text);
        html("By layer", LAYER_HEAD, layers(report), text);
        html("By node", NODE_HEAD, nodes(report), text);
        return text.append("</body></html>\n").toString();
    }

    private static void html(Cause cause, StringBuilder text) {
        html(cause.sentence(), VALUE_HEAD, values(cause), text);
        if (cause.after().size() > 1) {
            text.append("<p>Changed shortly before: ")
                    .append(inHtml(String.join("; ", cause.after())))
                    .append("</p>\n");
        }
        text.append("<p style=\"color:#555\">Nodes: ")
                .append(inHtml(names(cause.nodes())))
                .append("</p>\n");
    }

    private static void html(String title, List<String> head, List<List<String>> rows, StringBuilder text) {
        if (rows.isEmpty()) {
            return;
        }
        text.append("<h3 style=\"font-size:15px\">")
                .append(inHtml(title))
                .append("</h3>\n<table style=\"border-collapse:collapse;font-size:13px\">\n<tr>");
        head.forEach(word -> text.append("<th align=\"left\"")
                .append(CELL)
                .append('>')
                .append(inHtml(word))
                .append("</th>"));
        text.append("</tr>\n");
        for (List<String> row : rows) {
            text.append("<tr>");
            row.forEach(cell -> text.append("<td")
                    .append(CELL)
                    .append('>')
                    .append(inHtml(cell))
                    .append("</td>"));
            text.append("</tr>\n");
        }
        text.append("</table>\n");
    }

    private static String inHtml(String value) {
        return value.replaceAll("\\p{Cntrl}", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static List<List<String>> values(Cause cause) {
        return cause.values().stream()
                .map(value -> List.of(
                        value.check().text(),
                        Words.withUnit(value.expected(), value.unit()),
                        Words.withUnit(value.observed(), value.unit()),
                        word(value.outcome()),
                        word(value.severity()),
                        from(value),
                        value.fix(),
                        value.cost().name()))
                .toList();
    }

    private static String from(Value value) {
        if (value.layer().isEmpty()) {
            return "the check itself";
        }
        return value.layer() + " (" + value.document() + ")" + (value.place().isEmpty() ? "" : ", " + value.place());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static List<List<String>> checks(DriftReport report) {
        return report.checks().stream()
                .map(one -> check(one, report.trend(), report.asOf()))
                .toList();
    }

    private static List<String> check(ByCheck one, DriftTrend counted, Instant now) {
        DriftReport.Trend trend = one.trend();
        DriftTrend.Course course = counted.checks().getOrDefault(one.check(), DriftTrend.Course.NONE);
        return List.of(
                one.check().text(),
                Integer.toString(one.nodes()),
                one.values().stream()
                        .map(value -> value.nodes() + " x " + Words.cut(value.observed()))
                        .collect(Collectors.joining("; ")),
                Words.at(one.since()),
                trend.lastHour() + ", " + trend.lastDay() + ", " + trend.earlier(),
                trend.endedLastHour() + ", " + trend.endedLastDay(),
                counted.at().isEmpty() ? "not counted" : Sparkline.of(counted.at(), course.nodes(), now));
    }

    private static List<List<String>> layers(DriftReport report) {
        return report.layers().stream().map(DriftText::layer).toList();
    }

    private static List<String> layer(ByLayer one) {
        return List.of(
                one.layer().isEmpty() ? "the check itself" : one.layer(),
                one.document(),
                Integer.toString(one.checks()),
                Integer.toString(one.nodes()));
    }

    private static List<List<String>> nodes(DriftReport report) {
        return report.nodes().stream().map(DriftText::node).toList();
    }

    private static List<String> node(ByNode one) {
        return List.of(
                one.node() + (one.heard() ? "" : " (not heard now)"),
                Integer.toString(one.open()),
                Integer.toString(one.pending()),
                Integer.toString(one.held()),
                Words.at(one.since()),
                one.checks().stream().map(Object::toString).collect(Collectors.joining(", ")));
    }

    private static String names(List<NodeId> nodes) {
        return nodes.stream().map(NodeId::toString).collect(Collectors.joining(", "));
    }
}
