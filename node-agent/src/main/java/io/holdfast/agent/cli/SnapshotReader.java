package io.holdfast.agent.cli;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.Place;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Reads what `holdfast snapshot` wrote, JSON or YAML. A check's row says what its values are.
final class SnapshotReader {
    private final String file;
    private final Catalog catalog;

    private SnapshotReader(String file, Catalog catalog) {
        this.file = file;
        this.catalog = catalog;
    }

    static Snapshot read(Path file, Catalog catalog) {
        try {
            return read(file.toString(), Files.readString(file), catalog);
        } catch (IOException e) {
            throw new CommandFailure("cannot read the snapshot " + file + ": " + e, e);
        }
    }

    static Snapshot read(String file, String text, Catalog catalog) {
        SnapshotReader reader = new SnapshotReader(file, catalog);
        LocatedYaml all = LocatedYaml.parse(
                text, (place, key, problem) -> new CommandFailure(file + ":" + place + ": " + key + ": " + problem));
        if (!(all instanceof LocatedYaml.Mapping(Place _, Map<String, LocatedYaml> fields, var _))
                || !(fields.get("facts") instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items))) {
            throw new CommandFailure(file + ": is no snapshot: expected what holdfast snapshot -o json writes");
        }
        List<Fact> facts = new ArrayList<>();
        items.forEach(item -> facts.add(reader.fact(item)));
        return new Snapshot(NodeId.parse(scalar(fields, "node")), scalar(fields, "bootId"), facts);
    }

    private Fact fact(LocatedYaml item) {
        if (!(item instanceof LocatedYaml.Mapping(Place place, Map<String, LocatedYaml> fields, var _))) {
            throw new CommandFailure(file + ":" + item.place() + ": expected a fact");
        }
        CheckId check = new CheckId(scalar(fields, "check"));
        Reading reading;
        try {
            reading = reading(check, fields);
        } catch (NumberFormatException e) {
            throw new CommandFailure(file + ":" + place + ": " + check + ": is no number", e);
        }
        return new Fact(check, new Instance(scalar(fields, "instance")), reading, scalar(fields, "source"));
    }

    private Reading reading(CheckId check, Map<String, LocatedYaml> fields) {
        if (fields.containsKey("missing")) {
            String word = scalar(fields, "missing");
            Reading.Why why = Arrays.stream(Reading.Why.values())
                    .filter(one -> Reading.word(one).equals(word))
                    .findFirst()
                    .orElse(Reading.Why.UNKNOWN);
            return Reading.missing(why, scalar(fields, "detail"));
        }
        if (fields.get("value") instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> words)) {
            return Reading.Words.of(words.stream()
                    .map(word -> word instanceof LocatedYaml.Scalar(Place _, String text) ? text : "")
                    .toList());
        }
        String value = scalar(fields, "value");
        return switch (catalog.find(check).map(Check::type).orElse(Check.Type.TEXT)) {
            case TEXT -> new Reading.Text(value);
            case WHOLE -> new Reading.Whole(Long.parseLong(value));
            case QUANTITY -> new Reading.Quantity(new BigDecimal(value), scalar(fields, "unit"));
            case FLAG -> new Reading.Flag(Boolean.parseBoolean(value));
            case VERSION -> new Reading.Version(value);
            case WORDS -> Reading.Words.of(List.of(value));
        };
    }

    private static String scalar(Map<String, LocatedYaml> fields, String name) {
        return fields.get(name) instanceof LocatedYaml.Scalar(Place _, String text) ? text : "";
    }
}
