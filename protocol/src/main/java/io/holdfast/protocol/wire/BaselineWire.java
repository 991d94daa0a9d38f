package io.holdfast.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Layer;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.aicr.AicrExpression;
import io.holdfast.protocol.baseline.aicr.AicrForm;
import io.holdfast.protocol.baseline.floor.Advisory;
import io.holdfast.protocol.baseline.floor.Floor;
import io.holdfast.protocol.baseline.floor.FloorProduct;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Severity;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A resolved baseline as JSON. The same baseline gives the same bytes, so that the digest of the bytes names it.
///
/// A constraint is an object with one field, its operator: `{">=":"32.47.1026"}`, `{"in":["a","b"]}`.
public final class BaselineWire {
    /// The bytes and their digest.
    @SuppressWarnings("ArrayRecordComponent") // compared by digest
    public record Encoded(byte[] data, String digest) {}

    private record Row(
            CheckId check,
            SortedMap<Selector.Trait, List<String>> where,
            SortedMap<String, String> labels,
            JsonNode is,
            Optional<Severity> severity,
            String repair,
            boolean release,
            String why,
            Layer layer,
            String document) {}

    /// @param floors trains to versions, by product
    private record Floors(
            String id,
            String title,
            String date,
            String url,
            Severity severity,
            SortedMap<String, SortedMap<String, String>> floors) {}

    /// @param advisories empty for none: a baseline without any keeps the digest that it always had
    private record Whole(
            String name,
            String title,
            SortedMap<String, String> variables,
            List<Row> expectations,
            Optional<List<Floors>> advisories) {}

    private BaselineWire() {}

    public static Encoded encode(Baseline baseline) {
        List<Row> rows = baseline.expectations().stream().map(BaselineWire::row).toList();
        Optional<List<Floors>> advisories = Optional.of(
                        baseline.advisories().stream().map(BaselineWire::floors).toList())
                .filter(list -> !list.isEmpty());
        byte[] data = Wire.encode(new Whole(baseline.name(), baseline.title(), baseline.variables(), rows, advisories));
        return new Encoded(data, Digests.of(data));
    }

    /// The digest of a baseline; empty text for none.
    public static String digest(Baseline baseline) {
        return baseline.isNone() ? "" : encode(baseline).digest();
    }

    /// The baseline of its bytes.
    ///
    /// @throws WireException where it holds an operator or a product that this version does not know:
    ///     judged without it a node would look better than it is
    public static Baseline decode(byte[] data) {
        Whole whole = Wire.decode(data, Whole.class);
        return new Baseline(
                whole.name(),
                whole.title(),
                whole.variables(),
                whole.expectations().stream().map(BaselineWire::expectation).toList(),
                whole.advisories().orElse(List.of()).stream()
                        .map(BaselineWire::advisory)
                        .toList());
    }

    /// What could not be used of an advisory was told where it was read, and is judged by nobody.
    private static Floors floors(Advisory one) {
        SortedMap<String, SortedMap<String, String>> floors = new TreeMap<>();
        one.floors().forEach(floor -> floors.put(floor.product().word(), floor.trains()));
        return new Floors(one.id(), one.title(), one.date().toString(), one.url(), one.severity(), floors);
    }

    private static Advisory advisory(Floors row) {
        List<Floor> floors = row.floors().entrySet().stream()
                .map(entry -> new Floor(product(row.id(), entry.getKey()), entry.getValue()))
                .toList();
        try {
            return new Advisory(
                    row.id(), row.title(), LocalDate.parse(row.date()), row.url(), row.severity(), floors, List.of());
        } catch (DateTimeParseException e) {
            throw new WireException("advisory " + row.id() + ": no date: " + row.date(), e);
        }
    }

    private static FloorProduct product(String advisory, String word) {
        return FloorProduct.of(word)
                .orElseThrow(() -> new WireException("advisory " + advisory + ": no product of this version: " + word));
    }

    private static Row row(Expectation one) {
        return new Row(
                one.check(),
                one.where().traits(),
                one.where().labels(),
                json(one.constraint()),
                one.terms().severity(),
                one.terms().repair(),
                one.terms().isReleaseCondition(),
                one.terms().why(),
                one.from().layer(),
                one.from().document());
    }

    private static Expectation expectation(Row row) {
        return new Expectation(
                row.check(),
                new Selector(row.where(), row.labels()),
                known(row.is()),
                new Expectation.Terms(row.severity(), row.repair(), row.release(), row.why()),
                new Expectation.Source(row.layer(), row.document()));
    }

    private static JsonNode json(Constraint constraint) {
        return switch (constraint) {
            case Constraint.EqualTo(String value) -> object("==", value);
            case Constraint.NotEqualTo(String value) -> object("!=", value);
            case Constraint.Ordered(Constraint.Order order, String bound) -> object(order.sign(), bound);
            case Constraint.Series(String version) -> object("series", version);
            case Constraint.Matches(String expression) -> object("matches", expression);
            case Constraint.SameAs(CheckId other) -> object("same_as", other.text());
            case Constraint.Present _ -> object("present", "");
            case Constraint.Absent _ -> object("absent", "");
            case Constraint.OneOf(List<String> values) -> object("in", values);
            case Constraint.SubsetOf(var allowed) -> object("subset", allowed);
            case Constraint.Contains(var wanted) -> object("contains", wanted);
            case Constraint.Aicr(AicrExpression expression, AicrForm form) ->
                object("aicr", List.of(form.word(), expression.toString()));
            case Constraint.AllOf(List<Constraint> parts) -> {
                ObjectNode all = Wire.mapper().createObjectNode();
                ArrayNode list = all.putArray("all");
                parts.forEach(part -> list.add(json(part)));
                yield all;
            }
        };
    }

    private static ObjectNode object(String operator, String operand) {
        return Wire.mapper().createObjectNode().put(operator, operand);
    }

    private static ObjectNode object(String operator, Collection<String> operands) {
        ObjectNode object = Wire.mapper().createObjectNode();
        ArrayNode list = object.putArray(operator);
        operands.forEach(list::add);
        return object;
    }

    private static Constraint known(JsonNode json) {
        try {
            return constraint(json);
        } catch (IllegalArgumentException e) {
            throw new WireException("no constraint of this version: " + json, e);
        }
    }

    private static Constraint constraint(JsonNode json) {
        if (json.size() != 1) {
            throw new WireException("no constraint: " + json);
        }
        Map.Entry<String, JsonNode> only = json.properties().iterator().next();
        JsonNode operand = only.getValue();
        return switch (only.getKey()) {
            case "==" -> new Constraint.EqualTo(operand.asText());
            case "!=" -> new Constraint.NotEqualTo(operand.asText());
            case ">=" -> new Constraint.Ordered(Constraint.Order.AT_LEAST, operand.asText());
            case "<=" -> new Constraint.Ordered(Constraint.Order.AT_MOST, operand.asText());
            case ">" -> new Constraint.Ordered(Constraint.Order.ABOVE, operand.asText());
            case "<" -> new Constraint.Ordered(Constraint.Order.BELOW, operand.asText());
            case "series" -> new Constraint.Series(operand.asText());
            case "matches" -> new Constraint.Matches(operand.asText());
            case "same_as" -> new Constraint.SameAs(new CheckId(operand.asText()));
            case "present" -> new Constraint.Present();
            case "absent" -> new Constraint.Absent();
            case "in" -> new Constraint.OneOf(words(operand));
            case "subset" -> new Constraint.SubsetOf(new TreeSet<>(words(operand)));
            case "contains" -> new Constraint.Contains(new TreeSet<>(words(operand)));
            case "aicr" ->
                new Constraint.Aicr(
                        AicrExpression.parse(operand.path(1).asText()),
                        AicrForm.of(operand.path(0).asText()));
            case "all" -> {
                List<Constraint> parts = new ArrayList<>();
                operand.forEach(part -> parts.add(constraint(part)));
                yield new Constraint.AllOf(parts);
            }
            default -> throw new WireException("no constraint of this version: " + only.getKey());
        };
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return words;
    }
}
