package io.holdfast.agent.probe;

import io.holdfast.agent.parse.SmiField;
import io.holdfast.agent.parse.SmiGpu;
import io.holdfast.agent.parse.SmiValue;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Facts that are made of several fields of one GPU.
final class GpuCounts {
    /// The tags that errors of one kind are spread over.
    ///
    /// @param split the two SRAM tags of Ampere and newer
    /// @param sram the one SRAM tag before
    /// @param total the one tag before Turing
    record Tags(List<SmiField> split, SmiField sram, SmiField dram, SmiField total) {}

    static final Tags NEW = new Tags(
            List.of(SmiField.NEW_SRAM_PARITY, SmiField.NEW_SRAM_SECDED),
            SmiField.NEW_SRAM,
            SmiField.NEW_DRAM,
            SmiField.NEW_DOUBLE_BIT);

    static final Tags ALL = new Tags(
            List.of(SmiField.ALL_SRAM_PARITY, SmiField.ALL_SRAM_SECDED),
            SmiField.ALL_SRAM,
            SmiField.ALL_DRAM,
            SmiField.ALL_DOUBLE_BIT);

    static final Tags CORRECTED =
            new Tags(List.of(), SmiField.NEW_SRAM_CORRECTED, SmiField.NEW_DRAM_CORRECTED, SmiField.NEW_SINGLE_BIT);

    static final Tags ALL_CORRECTED =
            new Tags(List.of(), SmiField.ALL_SRAM_CORRECTED, SmiField.ALL_DRAM_CORRECTED, SmiField.ALL_SINGLE_BIT);

    private static final Map<SmiField, String> REASONS = reasons();

    private GpuCounts() {}

    private static Map<SmiField, String> reasons() {
        Map<SmiField, String> words = new EnumMap<>(SmiField.class);
        words.put(SmiField.CLOCK_IDLE, "gpu_idle");
        words.put(SmiField.CLOCK_APPLICATION, "applications_clocks_setting");
        words.put(SmiField.CLOCK_POWER_CAP, "sw_power_cap");
        words.put(SmiField.CLOCK_HW_SLOWDOWN, "hw_slowdown");
        words.put(SmiField.CLOCK_HW_THERMAL, "hw_thermal_slowdown");
        words.put(SmiField.CLOCK_HW_BRAKE, "hw_power_brake_slowdown");
        words.put(SmiField.CLOCK_SYNC_BOOST, "sync_boost");
        words.put(SmiField.CLOCK_SW_THERMAL, "sw_thermal_slowdown");
        words.put(SmiField.CLOCK_DISPLAY, "display_clocks_setting");
        return words;
    }

    /// The sum of the tags that hold a number. A tag that failed to be read makes the sum unknown; all `N/A` is a GPU
    /// without ECC.
    static Reading errors(SmiGpu gpu, Tags tags) {
        List<Reading> parts = readings(gpu, tags.split());
        if (parts.stream().noneMatch(Reading.Whole.class::isInstance)) {
            parts.addAll(readings(gpu, List.of(tags.sram())));
        }
        parts.addAll(readings(gpu, List.of(tags.dram())));
        if (parts.stream().noneMatch(Reading.Whole.class::isInstance)) {
            parts.addAll(readings(gpu, List.of(tags.total())));
        }
        Optional<Reading> broken = parts.stream().filter(GpuCounts::isBroken).findFirst();
        if (broken.isPresent()) {
            return broken.get();
        }
        if (parts.stream().noneMatch(Reading.Whole.class::isInstance)) {
            return Reading.missing(Why.UNSUPPORTED, "no count of these errors");
        }
        return new Reading.Whole(parts.stream()
                .mapToLong(part -> part instanceof Reading.Whole(long value) ? value : 0)
                .sum());
    }

    /// Yes where a repair of a memory channel or of a processing cluster is recorded and waits.
    static Reading repair(SmiGpu gpu) {
        List<Reading> parts = new ArrayList<>();
        for (SmiField field : List.of(SmiField.CHANNEL_REPAIR, SmiField.TPC_REPAIR)) {
            gpu.value(field).map(SmiValue::flag).ifPresent(parts::add);
        }
        if (parts.contains(new Reading.Flag(true))) {
            return new Reading.Flag(true);
        }
        return parts.stream().filter(GpuCounts::isBroken).findFirst().orElseGet(parts::getFirst);
    }

    /// The reasons that are active.
    static Reading clockReasons(SmiGpu gpu) {
        List<String> active = new ArrayList<>();
        for (Map.Entry<SmiField, String> reason : REASONS.entrySet()) {
            Optional<String> said = gpu.value(reason.getKey());
            Optional<Reading.Missing> why = said.flatMap(SmiValue::missing);
            if (why.isPresent() && (isBroken(why.get()) || reason.getKey() == SmiField.CLOCK_HW_SLOWDOWN)) {
                return why.get();
            }
            if (said.filter("Active"::equals).isPresent()) {
                active.add(reason.getValue());
            } else if (why.isEmpty()
                    && said.filter(word -> !word.equals("Not Active")).isPresent()) {
                return SmiValue.malformed(said.get());
            }
        }
        return Reading.Words.of(active);
    }

    private static List<Reading> readings(SmiGpu gpu, List<SmiField> fields) {
        List<Reading> readings = new ArrayList<>();
        fields.forEach(field -> gpu.value(field).map(SmiValue::whole).ifPresent(readings::add));
        return readings;
    }

    private static boolean isBroken(Reading reading) {
        return reading instanceof Reading.Missing(Why why, String _)
                && why != Why.UNSUPPORTED
                && why != Why.NOT_APPLICABLE;
    }
}
