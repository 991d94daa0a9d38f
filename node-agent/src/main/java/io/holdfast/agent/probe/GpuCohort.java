package io.holdfast.agent.probe;

import io.holdfast.agent.parse.SmiField;
import io.holdfast.agent.parse.SmiGpu;
import io.holdfast.agent.parse.SmiValue;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whether the GPUs of a node are alike. A replaced board shows here first.
final class GpuCohort {
    private static final Map<String, SmiField> COMPARED = compared();

    private GpuCohort() {}

    private static Map<String, SmiField> compared() {
        Map<String, SmiField> fields = new LinkedHashMap<>();
        fields.put("name", SmiField.NAME);
        fields.put("board part", SmiField.BOARD_PART);
        fields.put("VBIOS", SmiField.VBIOS);
        fields.put("infoROM image", SmiField.INFOROM_IMAGE);
        fields.put("memory", SmiField.MEMORY);
        return fields;
    }

    /// `alike`, or what differs, the rarer values with the GPUs that have them. A GPU that does not tell is left out of
    /// that comparison.
    static Reading of(List<SmiGpu> gpus, Optional<String> damage) {
        List<String> differences = new ArrayList<>();
        COMPARED.forEach(
                (name, field) -> difference(gpus, field).ifPresent(text -> differences.add(name + " " + text)));
        if (!differences.isEmpty()) {
            return new Reading.Text(String.join("; ", differences));
        }
        if (damage.isPresent()) {
            return Reading.missing(Why.MALFORMED, damage.get());
        }
        boolean isTold = gpus.stream().anyMatch(gpu -> gpu.values().containsKey(SmiField.VBIOS));
        return isTold ? new Reading.Text("alike") : Reading.missing(Why.UNSUPPORTED, "nothing to compare was told");
    }

    private static Optional<String> difference(List<SmiGpu> gpus, SmiField field) {
        if (field == SmiField.MEMORY && differ(gpus, SmiField.ECC)) {
            // ECC takes some memory of GDDR boards.
            return Optional.empty();
        }
        Map<String, List<String>> owners = owners(gpus, field);
        if (owners.size() < 2) {
            return Optional.empty();
        }
        List<Map.Entry<String, List<String>>> common = new ArrayList<>(owners.entrySet());
        common.sort(Comparator.comparingInt(entry -> -entry.getValue().size()));
        List<String> words = new ArrayList<>();
        for (Map.Entry<String, List<String>> entry : common) {
            words.add(
                    words.isEmpty() && entry.getValue().size() > 1
                            ? entry.getKey()
                            : entry.getKey() + " (" + String.join(" ", entry.getValue()) + ")");
        }
        return Optional.of(String.join(", ", words));
    }

    private static boolean differ(List<SmiGpu> gpus, SmiField field) {
        return owners(gpus, field).size() > 1;
    }

    /// The GPUs by value, without regard to case: hexadecimal versions occur in both.
    private static Map<String, List<String>> owners(List<SmiGpu> gpus, SmiField field) {
        Map<String, List<String>> owners = new TreeMap<>();
        for (SmiGpu gpu : gpus) {
            String who = gpu.address().map(id -> id.instance().text()).orElse("?");
            gpu.value(field)
                    .filter(value -> SmiValue.missing(value).isEmpty())
                    .ifPresent(value -> owners.computeIfAbsent(
                                    field == SmiField.NAME ? value : value.toUpperCase(Locale.ROOT),
                                    _ -> new ArrayList<>())
                            .add(who));
        }
        return owners;
    }
}
