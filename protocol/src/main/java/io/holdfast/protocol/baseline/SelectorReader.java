package io.holdfast.protocol.baseline;

import io.holdfast.protocol.baseline.Selector.Trait;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.NearNames;
import io.holdfast.protocol.yaml.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Reads `where: {role: east-west, rail: [r0, r1], label: {pool: train}}`.
final class SelectorReader {
    private static final String LABEL = "label";
    /// What these sections tell is about the node as a whole.
    private static final Set<Section> WITHOUT_DEVICES = EnumSet.of(Section.OS, Section.MODULE, Section.HARDWARE);

    private static final Map<Trait, Set<String>> CLOSED = Map.of(
            Trait.ROLE, Set.of("east-west", "north-south"),
            Trait.PRODUCT, Set.of("supernic", "dpu", "nic"));

    private final Document.Entry entry;
    private final Check row;
    private final UnaryOperator<String> filled;

    /// @param filled puts values in the place of variables
    SelectorReader(Document.Entry entry, Check row, UnaryOperator<String> filled) {
        this.entry = entry;
        this.row = row;
        this.filled = filled;
    }

    Selector read(LocatedYaml yaml) {
        if (!(yaml instanceof LocatedYaml.Mapping where)) {
            throw entry.error(yaml.place(), "where", "expected a mapping such as {role: east-west}");
        }
        if (where.entries().isEmpty()) {
            throw entry.error(yaml.place(), "where", "is empty; leave it out to mean all instances");
        }
        TreeMap<Trait, List<String>> traits = new TreeMap<>();
        TreeMap<String, String> labels = new TreeMap<>();
        where.entries().forEach((key, value) -> {
            if (key.equals(LABEL)) {
                labels.putAll(labels(value));
            } else {
                Trait trait = trait(key, where.keys().getOrDefault(key, where.place()));
                traits.put(trait, values(trait, value));
            }
        });
        return new Selector(traits, labels);
    }

    private Trait trait(String key, Place place) {
        Trait trait = Trait.of(key)
                .orElseThrow(() -> entry.error(place, key, "selects nothing" + NearNames.hint(key, keys())));
        if (trait != Trait.INSTANCE && WITHOUT_DEVICES.contains(row.section())) {
            throw entry.error(place, key, "selects devices, and " + row.pattern() + " is about the node as a whole");
        }
        return trait;
    }

    private static List<String> keys() {
        return Stream.concat(
                        Arrays.stream(Trait.values())
                                .filter(one -> one != Trait.UNKNOWN)
                                .map(Trait::word),
                        Stream.of(LABEL))
                .toList();
    }

    private Map<String, String> labels(LocatedYaml yaml) {
        if (!(yaml instanceof LocatedYaml.Mapping all)) {
            throw entry.error(yaml.place(), LABEL, "expected a mapping such as {pool: train}");
        }
        Map<String, String> labels = new TreeMap<>();
        all.entries().forEach((name, value) -> labels.put(name, scalar(value, name)));
        return labels;
    }

    private List<String> values(Trait trait, LocatedYaml yaml) {
        List<String> values = new ArrayList<>();
        if (yaml instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items)) {
            items.forEach(item -> values.add(value(trait, item)));
        } else {
            values.add(value(trait, yaml));
        }
        if (values.isEmpty()) {
            throw entry.error(yaml.place(), trait.word(), "is an empty list");
        }
        return values;
    }

    private String value(Trait trait, LocatedYaml yaml) {
        String text = scalar(yaml, trait.word());
        Set<String> closed = CLOSED.getOrDefault(trait, Set.of());
        if (!closed.isEmpty() && !closed.contains(text.toLowerCase(Locale.ROOT))) {
            throw entry.error(
                    yaml.place(),
                    trait.word(),
                    "\"" + text + "\" is no " + trait.word() + NearNames.hint(text, closed));
        }
        if (trait == Trait.PCI && text.indexOf('*') < 0) {
            return DeviceId.parse(text)
                    .map(DeviceId::address)
                    .orElseThrow(() -> entry.error(
                            yaml.place(), "pci", "\"" + text + "\" is no PCI address; expected 0000:17:00.0"));
        }
        return text;
    }

    private String scalar(LocatedYaml yaml, String key) {
        if (yaml instanceof LocatedYaml.Scalar(Place _, String text) && !text.isBlank()) {
            return filled.apply(text.strip());
        }
        throw entry.error(yaml.place(), key, "expected a value");
    }
}
