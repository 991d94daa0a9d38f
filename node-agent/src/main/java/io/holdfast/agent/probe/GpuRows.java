package io.holdfast.agent.probe;

import io.holdfast.agent.parse.SmiField;
import io.holdfast.agent.parse.SmiGpu;
import io.holdfast.agent.parse.SmiValue;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// From one GPU as nvidia-smi describes it to its facts: one row per check.
final class GpuRows {
    /// What a report without the field says: this driver, or this GPU, does not know it.
    private static final Reading.Missing UNKNOWN_FIELD = Reading.missing(Why.UNSUPPORTED, "not in the report");

    private static final Reading.Missing MIG_ENABLED = Reading.missing(Why.NOT_APPLICABLE, "mig-enabled");

    /// What the board keeps in its infoROM: counts over its life, spare rows, part data.
    private static final List<String> IN_INFOROM = List.of(
            "gpu.ecc.uncorrectable.aggregate",
            "gpu.ecc.correctable.aggregate",
            "gpu.ecc.sram_",
            "gpu.row_remap.",
            "gpu.retired_pages.",
            "gpu.board_part_number");

    private static final CheckId MIG_DEVICES = new CheckId("gpu.mig.devices");

    /// What takes more than NVML tells: the list of devices, and the margin at which the clocks drop.
    private static final Set<CheckId> OF_A_REPORT = Set.of(MIG_DEVICES, new CheckId("gpu.temp.margin"));

    /// @param fields what it is made of; a form that has none of them (a table without the column) gives no fact
    private record Row(CheckId check, Set<SmiField> fields, Function<SmiGpu, Reading> reading) {}

    private static final List<Row> ROWS = List.of(
            one("gpu.name", SmiField.NAME, SmiValue::text),
            one("gpu.architecture", SmiField.ARCHITECTURE, SmiValue::text),
            one("gpu.uuid", SmiField.UUID, SmiValue::text),
            one("gpu.serial", SmiField.SERIAL, SmiValue::text),
            one("gpu.board_part_number", SmiField.BOARD_PART, SmiValue::text),
            one("gpu.vbios.version", SmiField.VBIOS, SmiValue::version),
            one("gpu.gsp.firmware_version", SmiField.GSP, SmiValue::version),
            one("gpu.inforom.image", SmiField.INFOROM_IMAGE, SmiValue::text),
            one("gpu.minor_number", SmiField.MINOR, SmiValue::whole),
            one("gpu.module_id", SmiField.MODULE_ID, SmiValue::text),
            one("gpu.performance_state", SmiField.PERFORMANCE, SmiValue::text),
            one("gpu.processes", SmiField.COMPUTE_PROCESSES, SmiValue::whole),
            one("gpu.persistence_mode", SmiField.PERSISTENCE, SmiValue::text),
            one("gpu.addressing_mode", SmiField.ADDRESSING, SmiValue::text),
            one("gpu.compute_mode", SmiField.COMPUTE, SmiValue::text),
            one("gpu.mig.mode", SmiField.MIG, SmiValue::text),
            one("gpu.mig.mode.pending", SmiField.MIG_PENDING, SmiValue::text),
            one("gpu.ecc.mode", SmiField.ECC, SmiValue::text),
            one("gpu.ecc.mode.pending", SmiField.ECC_PENDING, SmiValue::text),
            many("gpu.recovery_action", GpuRows::recovery, SmiField.RECOVERY_ACTION, SmiField.RESET_REQUIRED),
            one("gpu.pcie.gen", SmiField.LINK_GEN, SmiValue::whole),
            one("gpu.pcie.gen.max", SmiField.LINK_GEN_MAX, SmiValue::whole),
            one("gpu.pcie.gen.of_gpu", SmiField.LINK_GEN_OF_GPU, SmiValue::whole),
            one("gpu.pcie.gen.of_host", SmiField.LINK_GEN_OF_HOST, SmiValue::whole),
            one("gpu.pcie.width", SmiField.LINK_WIDTH, SmiValue::whole),
            one("gpu.pcie.width.max", SmiField.LINK_WIDTH_MAX, SmiValue::whole),
            one("gpu.pcie.replay", SmiField.REPLAYS, SmiValue::whole),
            one("gpu.pcie.replay_rollover", SmiField.REPLAY_ROLLOVERS, SmiValue::whole),
            one("gpu.memory.total", SmiField.MEMORY, raw -> SmiValue.quantity(raw, "MiB")),
            one("gpu.bar1.size", SmiField.BAR1, raw -> SmiValue.quantity(raw, "MiB")),
            one("gpu.power.limit", SmiField.POWER_REQUESTED, raw -> SmiValue.quantity(raw, "W")),
            one("gpu.power.limit.default", SmiField.POWER_DEFAULT, raw -> SmiValue.quantity(raw, "W")),
            one("gpu.power.limit.current", SmiField.POWER_CURRENT, raw -> SmiValue.quantity(raw, "W")),
            one("gpu.power.limit.min", SmiField.POWER_MIN, raw -> SmiValue.quantity(raw, "W")),
            one("gpu.power.limit.max", SmiField.POWER_MAX, raw -> SmiValue.quantity(raw, "W")),
            one("gpu.power.limit.module", SmiField.POWER_MODULE, raw -> SmiValue.quantity(raw, "W")),
            one("gpu.power.draw", SmiField.POWER_DRAW, raw -> SmiValue.quantity(raw, "W")),
            one("gpu.power.draw.memory", SmiField.POWER_DRAW_MEMORY, raw -> SmiValue.quantity(raw, "W")),
            one("gpu.power.draw.module", SmiField.POWER_DRAW_MODULE, raw -> SmiValue.quantity(raw, "W")),
            one("gpu.temp.gpu", SmiField.TEMPERATURE, raw -> SmiValue.quantity(raw, "C")),
            one("gpu.temp.memory", SmiField.TEMPERATURE_MEMORY, raw -> SmiValue.quantity(raw, "C")),
            one("gpu.temp.tlimit", SmiField.TEMPERATURE_MARGIN, raw -> SmiValue.quantity(raw, "C")),
            one("gpu.temp.slowdown", SmiField.TEMPERATURE_SLOWDOWN, raw -> SmiValue.quantity(raw, "C")),
            one("gpu.temp.shutdown", SmiField.TEMPERATURE_SHUTDOWN, raw -> SmiValue.quantity(raw, "C")),
            one("gpu.temp.memory.max", SmiField.TEMPERATURE_MEMORY_MAX, raw -> SmiValue.quantity(raw, "C")),
            one("gpu.temp.tlimit.slowdown", SmiField.MARGIN_SLOWDOWN, raw -> SmiValue.quantity(raw, "C")),
            one("gpu.temp.tlimit.shutdown", SmiField.MARGIN_SHUTDOWN, raw -> SmiValue.quantity(raw, "C")),
            many(
                    "gpu.temp.margin",
                    GpuHeat::margin,
                    SmiField.TEMPERATURE_MARGIN,
                    SmiField.TEMPERATURE_SLOWDOWN,
                    SmiField.MARGIN_SLOWDOWN),
            many(
                    "gpu.ecc.uncorrectable.volatile",
                    gpu -> GpuCounts.errors(gpu, GpuCounts.NEW),
                    SmiField.NEW_DRAM,
                    SmiField.NEW_DOUBLE_BIT),
            many(
                    "gpu.ecc.uncorrectable.aggregate",
                    gpu -> GpuCounts.errors(gpu, GpuCounts.ALL),
                    SmiField.ALL_DRAM,
                    SmiField.ALL_DOUBLE_BIT),
            many(
                    "gpu.ecc.correctable.volatile",
                    gpu -> GpuCounts.errors(gpu, GpuCounts.CORRECTED),
                    SmiField.NEW_DRAM_CORRECTED,
                    SmiField.NEW_SINGLE_BIT),
            many(
                    "gpu.ecc.correctable.aggregate",
                    gpu -> GpuCounts.errors(gpu, GpuCounts.ALL_CORRECTED),
                    SmiField.ALL_DRAM_CORRECTED,
                    SmiField.ALL_SINGLE_BIT),
            one("gpu.ecc.sram_source.l2", SmiField.SRAM_L2, SmiValue::whole),
            one("gpu.ecc.sram_source.sm", SmiField.SRAM_SM, SmiValue::whole),
            one("gpu.ecc.sram_source.microcontroller", SmiField.SRAM_MICROCONTROLLER, SmiValue::whole),
            one("gpu.ecc.sram_source.pcie", SmiField.SRAM_PCIE, SmiValue::whole),
            one("gpu.ecc.sram_source.other", SmiField.SRAM_OTHER, SmiValue::whole),
            one("gpu.ecc.sram_threshold_exceeded", SmiField.SRAM_THRESHOLD, SmiValue::flag),
            many("gpu.ecc.repair_pending", GpuCounts::repair, SmiField.CHANNEL_REPAIR, SmiField.TPC_REPAIR),
            one("gpu.ecc.unrepairable_memory", SmiField.UNREPAIRABLE, SmiValue::flag),
            one("gpu.row_remap.pending", SmiField.REMAP_PENDING, SmiValue::flag),
            one("gpu.row_remap.failure", SmiField.REMAP_FAILURE, SmiValue::flag),
            one("gpu.row_remap.correctable", SmiField.REMAPPED_CORRECTABLE, SmiValue::whole),
            one("gpu.row_remap.uncorrectable", SmiField.REMAPPED_UNCORRECTABLE, SmiValue::whole),
            one("gpu.row_remap.correctable_inactive", SmiField.INACTIVE_CORRECTABLE, SmiValue::whole),
            one("gpu.row_remap.uncorrectable_inactive", SmiField.INACTIVE_UNCORRECTABLE, SmiValue::whole),
            one("gpu.row_remap.banks_max", SmiField.BANKS_MAX, SmiValue::whole),
            one("gpu.row_remap.banks_high", SmiField.BANKS_HIGH, SmiValue::whole),
            one("gpu.row_remap.banks_partial", SmiField.BANKS_PARTIAL, SmiValue::whole),
            one("gpu.row_remap.banks_low", SmiField.BANKS_LOW, SmiValue::whole),
            one("gpu.row_remap.banks_exhausted", SmiField.BANKS_NONE, SmiValue::whole),
            one("gpu.retired_pages.pending", SmiField.RETIREMENT_PENDING, SmiValue::flag),
            one("gpu.retired_pages.single_bit", SmiField.RETIRED_SINGLE_BIT, SmiValue::whole),
            one("gpu.retired_pages.double_bit", SmiField.RETIRED_DOUBLE_BIT, SmiValue::whole),
            one("gpu.fabric.state", SmiField.FABRIC_STATE, SmiValue::text),
            one("gpu.fabric.status", SmiField.FABRIC_STATUS, SmiValue::text),
            one("gpu.fabric.clique", SmiField.FABRIC_CLIQUE, SmiValue::text),
            one("gpu.fabric.cluster", SmiField.FABRIC_CLUSTER, SmiValue::text),
            one("gpu.fabric.health", SmiField.FABRIC_SUMMARY, SmiValue::text),
            one("gpu.fabric.health.bandwidth", SmiField.FABRIC_BANDWIDTH, SmiValue::text),
            one("gpu.fabric.health.route_unhealthy", SmiField.FABRIC_ROUTE_UNHEALTHY, SmiValue::flag),
            one("gpu.fabric.health.route_recovery", SmiField.FABRIC_ROUTE_RECOVERY, SmiValue::flag),
            one("gpu.fabric.health.access_timeout", SmiField.FABRIC_ACCESS_TIMEOUT, SmiValue::flag),
            one("gpu.fabric.health.configuration", SmiField.FABRIC_CONFIGURATION, SmiValue::text),
            one("gpu.fabric.health.partition", SmiField.FABRIC_PARTITION, SmiValue::text),
            many("gpu.clocks.hw_slowdown", GpuHeat::hardwareSlowdown, SmiField.CLOCK_HW_SLOWDOWN),
            many("gpu.clocks.event_reasons", GpuCounts::clockReasons, SmiField.CLOCK_HW_SLOWDOWN),
            one("gpu.clocks.event_counters.sw_power_cap", SmiField.TIME_POWER_CAP, GpuRows::microseconds),
            one("gpu.clocks.event_counters.sw_thermal_slowdown", SmiField.TIME_SW_THERMAL, GpuRows::microseconds),
            one("gpu.clocks.event_counters.hw_thermal_slowdown", SmiField.TIME_HW_THERMAL, GpuRows::microseconds),
            one("gpu.clocks.event_counters.hw_power_brake_slowdown", SmiField.TIME_HW_BRAKE, GpuRows::microseconds),
            one("gpu.clocks.event_counters.sync_boost", SmiField.TIME_SYNC_BOOST, GpuRows::microseconds),
            many(MIG_DEVICES.text(), GpuRows::migDevices, SmiField.MIG));

    private GpuRows() {}

    /// All facts of a GPU.
    ///
    /// @param isWhole whether the form says all there is; one that was asked for a part says nothing of the rest
    static List<Fact> facts(SmiGpu gpu, Instance instance, boolean isWhole, String source) {
        List<Fact> facts = new ArrayList<>();
        for (Row row : ROWS) {
            boolean isSaid = row.fields().stream().anyMatch(gpu.values()::containsKey);
            if (isSaid || isWhole) {
                Reading reading = isSaid ? inMig(row, gpu, row.reading().apply(gpu)) : UNKNOWN_FIELD;
                facts.add(new Fact(row.check(), instance, reading, source));
            }
        }
        return facts;
    }

    /// The facts that can be made of what was said, by whoever said it.
    ///
    /// @param source of those fields
    static List<Fact> facts(SmiGpu gpu, Instance instance, Function<Set<SmiField>, String> source) {
        return ROWS.stream()
                .filter(row -> isMadeOf(row, gpu.values().keySet()))
                .map(row -> new Fact(
                        row.check(), instance, inMig(row, gpu, row.reading().apply(gpu)), source.apply(row.fields())))
                .toList();
    }

    /// The checks that can be made of those fields.
    static Set<CheckId> checks(Set<SmiField> fields) {
        return ROWS.stream()
                .filter(row -> isMadeOf(row, fields))
                .map(Row::check)
                .collect(Collectors.toSet());
    }

    private static boolean isMadeOf(Row row, Set<SmiField> fields) {
        return !OF_A_REPORT.contains(row.check()) && row.fields().stream().anyMatch(fields::contains);
    }

    /// The facts of a GPU that is there and was not described.
    static List<Fact> unread(Instance instance, Reading.Missing why, String source) {
        return ROWS.stream()
                .map(row -> new Fact(row.check(), instance, why, source))
                .toList();
    }

    /// What a board with an invalid infoROM says of itself is evidence, no value: a count of 0 would look well.
    static List<Fact> distrusted(List<Fact> facts) {
        return facts.stream()
                .map(fact -> fact.isMissing()
                                || IN_INFOROM.stream().noneMatch(fact.check().text()::startsWith)
                        ? fact
                        : new Fact(
                                fact.check(),
                                fact.instance(),
                                Reading.missing(
                                        Why.UNREADABLE,
                                        "the infoROM is invalid; it says "
                                                + fact.reading().shown()),
                                fact.source()))
                .toList();
    }

    /// With MIG on, remapping and volatile ECC counts read `N/A` on GPUs that have both.
    private static Reading inMig(Row row, SmiGpu gpu, Reading reading) {
        boolean isHidden = row.check().text().startsWith("gpu.row_remap.")
                || row.check().text().startsWith("gpu.ecc.");
        return isHidden && isMigEnabled(gpu) && isUnsupported(reading) ? MIG_ENABLED : reading;
    }

    static boolean isMigEnabled(SmiGpu gpu) {
        return gpu.value(SmiField.MIG).filter("Enabled"::equalsIgnoreCase).isPresent();
    }

    private static boolean isUnsupported(Reading reading) {
        return reading instanceof Reading.Missing(Why why, String _) && why == Why.UNSUPPORTED;
    }

    private static Row one(String check, SmiField field, Function<String, Reading> parse) {
        return new Row(new CheckId(check), Set.of(field), gpu -> reading(gpu, field, parse));
    }

    private static Row many(String check, Function<SmiGpu, Reading> reading, SmiField... fields) {
        return new Row(new CheckId(check), Set.of(fields), reading);
    }

    private static Reading reading(SmiGpu gpu, SmiField field, Function<String, Reading> parse) {
        return gpu.value(field).map(parse).orElse(UNKNOWN_FIELD);
    }

    private static Reading microseconds(String raw) {
        return SmiValue.quantity(raw, "us");
    }

    /// Driver 535 says with two flags what 570 and newer say with one word.
    private static Reading recovery(SmiGpu gpu) {
        if (gpu.value(SmiField.RECOVERY_ACTION).isPresent()) {
            return reading(gpu, SmiField.RECOVERY_ACTION, SmiValue::text);
        }
        Reading reset = reading(gpu, SmiField.RESET_REQUIRED, SmiValue::flag);
        Reading drain = reading(gpu, SmiField.DRAIN_AND_RESET, SmiValue::flag);
        if (reset instanceof Reading.Flag(boolean isRequired) && isRequired) {
            return new Reading.Text("Reset");
        }
        if (drain instanceof Reading.Flag(boolean isRecommended) && isRecommended) {
            return new Reading.Text("Drain and Reset");
        }
        if (reset instanceof Reading.Missing) {
            return reset;
        }
        return drain instanceof Reading.Missing ? drain : new Reading.Text("None");
    }

    /// How many MIG devices of which size: `1 x 60 SM, 40448 MiB`. Drivers print no profile names in the long forms.
    private static Reading migDevices(SmiGpu gpu) {
        if (!isMigEnabled(gpu)) {
            Reading mode = reading(gpu, SmiField.MIG, SmiValue::text);
            return mode instanceof Reading.Missing ? mode : Reading.missing(Why.NOT_APPLICABLE, "MIG is not enabled");
        }
        return counted(gpu.mig().stream()
                .map(device -> device.multiprocessors() + " SM, " + device.memory())
                .toList());
    }

    /// The profiles of a GPU's MIG devices and how many of each: `2 x 1g.10gb`.
    static Reading geometry(SmiGpu listed) {
        return counted(listed.mig().stream().map(SmiGpu.Mig::profile).toList());
    }

    private static Reading counted(List<String> words) {
        Map<String, Long> counts =
                words.stream().collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting()));
        return Reading.Words.of(counts.entrySet().stream()
                .map(entry -> entry.getValue() + " x " + entry.getKey())
                .toList());
    }

    /// The text with which the GPU refused to answer one of the questions; empty where it answered all.
    static Optional<String> refusal(SmiGpu gpu) {
        return gpu.values().values().stream().filter(SmiValue::isFailure).findFirst();
    }
}
