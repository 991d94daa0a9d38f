package io.holdfast.protocol.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A section as it travels: facts as columns, so that 10,000 facts of 1,270 virtual functions stay below
/// the limit.
/// Facts that share
/// check, unit, source pattern and kind of reading are one column; in a source, `{}` stands for the instance.
public final class SectionWire {
    /// A section ready to be sent.
    ///
    /// @param digest of all facts that are not volatile: equal digests mean that nothing a baseline could
    /// ask about has changed
    /// @param data the message, volatile facts included
    @SuppressWarnings("ArrayRecordComponent") // handed on to the producer, compared by nobody
    public record Encoded(Section section, String digest, byte[] data) {}

    /// A section that was received.
    public record Decoded(SectionFacts facts, String digest) {}

    @JsonPropertyOrder({"section", "observedAt", "digest", "columns"})
    record Message(Section section, Instant observedAt, String digest, List<Column> columns) {
        Message {
            requireNonNull(section, "section is missing");
            requireNonNull(observedAt, "observedAt is missing");
            requireNonNull(digest, "digest is missing");
            requireNonNull(columns, "columns are missing");
        }
    }

    /// Either `type` and `values` stand, or `missing`, `detail` and `instances`.
    @JsonPropertyOrder({"check", "source", "type", "unit", "values", "missing", "detail", "instances"})
    record Column(
            CheckId check,
            String source,
            @Nullable String type,
            @Nullable String unit,
            @Nullable Map<String, Object> values,
            Reading.@Nullable Why missing,
            @Nullable String detail,
            @Nullable List<String> instances) {
        Column {
            requireNonNull(check, "a column's check is missing");
            requireNonNull(source, "a column's source is missing");
        }
    }

    private record Head(CheckId check, String source, String type, String unit, Reading.@Nullable Why missing) {}

    private SectionWire() {}

    public static Encoded encode(SectionFacts section, Catalog catalog) {
        List<Fact> lasting = section.facts().stream()
                .filter(fact -> !isVolatile(fact, catalog))
                .toList();
        String digest = Digests.of(Wire.encode(columns(lasting)));
        byte[] data =
                Wire.encode(new Message(section.section(), section.observedAt(), digest, columns(section.facts())));
        if (data.length > Topics.MAX_SECTION_BYTES) {
            throw new WireException("section " + section.section().word() + " has " + data.length + " bytes in "
                    + section.facts().size() + " facts; the limit is " + Topics.MAX_SECTION_BYTES);
        }
        return new Encoded(section.section(), digest, data);
    }

    /// Whether two readings of a section come to one digest, as far as that can be told at a glance: fact by fact they
    /// are the same, or volatile both.
    public static boolean haveSameDigest(List<Fact> some, List<Fact> others, Catalog catalog) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            Fact one = some.get(i);
            Fact other = others.get(i);
            if (!one.equals(other) && !(isVolatile(one, catalog) && isVolatile(other, catalog))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVolatile(Fact fact, Catalog catalog) {
        return catalog.find(fact.check()).map(Check::isVolatile).orElse(false);
    }

    public static Decoded decode(byte[] data) {
        return decoded(Wire.decode(data, Message.class));
    }

    /// Reads a section that is part of a larger message.
    public static Decoded decode(JsonNode data) {
        return decoded(Wire.decode(data, Message.class));
    }

    private static Decoded decoded(Message message) {
        List<Fact> facts = new ArrayList<>();
        for (Column column : message.columns()) {
            addFacts(column, facts);
        }
        return new Decoded(new SectionFacts(message.section(), message.observedAt(), facts), message.digest());
    }

    private static List<Column> columns(List<Fact> facts) {
        Map<Head, List<Fact>> groups = new LinkedHashMap<>();
        for (Fact fact : facts) {
            groups.computeIfAbsent(head(fact), _ -> new ArrayList<>()).add(fact);
        }
        return groups.entrySet().stream()
                .map(group -> column(group.getKey(), group.getValue()))
                .toList();
    }

    private static Head head(Fact fact) {
        String source = SourcePattern.of(fact.instance().text(), fact.source());
        return switch (fact.reading()) {
            case Reading.Text _ -> new Head(fact.check(), source, "text", "", null);
            case Reading.Whole _ -> new Head(fact.check(), source, "whole", "", null);
            case Reading.Quantity(BigDecimal _, String unit) -> new Head(fact.check(), source, "quantity", unit, null);
            case Reading.Flag _ -> new Head(fact.check(), source, "flag", "", null);
            case Reading.Version _ -> new Head(fact.check(), source, "version", "", null);
            case Reading.Words _ -> new Head(fact.check(), source, "words", "", null);
            case Reading.Missing(Reading.Why why, String detail) -> new Head(fact.check(), source, "", detail, why);
        };
    }

    private static Column column(Head head, List<Fact> facts) {
        if (head.missing() != null) {
            List<String> instances =
                    facts.stream().map(fact -> fact.instance().text()).sorted().toList();
            String detail = head.unit().isEmpty() ? null : head.unit();
            return new Column(head.check(), head.source(), null, null, null, head.missing(), detail, instances);
        }
        Map<String, Object> values = new TreeMap<>();
        facts.forEach(fact -> values.put(fact.instance().text(), value(fact.reading())));
        String unit = head.unit().isEmpty() ? null : head.unit();
        return new Column(head.check(), head.source(), head.type(), unit, values, null, null, null);
    }

    private static Object value(Reading reading) {
        return switch (reading) {
            case Reading.Text(String value) -> value;
            case Reading.Whole(long value) -> value;
            case Reading.Quantity(BigDecimal amount, String _) -> amount;
            case Reading.Flag(boolean value) -> value;
            case Reading.Version(String value) -> value;
            case Reading.Words(var values) -> List.copyOf(values);
            case Reading.Missing(Reading.Why why, String _) -> Reading.word(why);
        };
    }

    static void addFacts(Column column, List<Fact> facts) {
        if (column.missing() != null) {
            String detail = column.detail() == null ? "" : column.detail();
            for (String instance : column.instances() == null ? List.<String>of() : column.instances()) {
                facts.add(fact(column, instance, new Reading.Missing(column.missing(), detail)));
            }
            return;
        }
        if (column.values() == null || column.type() == null) {
            throw new WireException("column " + column.check() + " has neither values nor a reason for missing");
        }
        String type = column.type();
        column.values().forEach((instance, value) -> facts.add(fact(column, instance, reading(column, type, value))));
    }

    private static Fact fact(Column column, String instance, Reading reading) {
        return new Fact(
                column.check(), new Instance(instance), reading, SourcePattern.expand(instance, column.source()));
    }

    private static Reading reading(Column column, String type, Object value) {
        try {
            return switch (type) {
                case "whole" -> new Reading.Whole(((Number) value).longValue());
                case "quantity" ->
                    new Reading.Quantity(new BigDecimal(value.toString()), column.unit() == null ? "" : column.unit());
                case "flag" -> new Reading.Flag((Boolean) value);
                case "version" -> new Reading.Version((String) value);
                case "words" ->
                    Reading.Words.of(
                            ((List<?>) value).stream().map(Object::toString).toList());
                // A kind of a newer writer is still something a person can read.
                default -> new Reading.Text(value.toString());
            };
        } catch (ClassCastException | IllegalArgumentException e) {
            throw new WireException("column " + column.check() + ": " + value + " is no " + type, e);
        }
    }
}
