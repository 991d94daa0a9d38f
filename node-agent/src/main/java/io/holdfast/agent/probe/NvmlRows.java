package io.holdfast.agent.probe;

import io.holdfast.agent.kernel.NvmlAnswer;
import io.holdfast.agent.kernel.NvmlDevice;
import io.holdfast.agent.kernel.NvmlFunction;
import io.holdfast.agent.kernel.NvmlSession;
import io.holdfast.agent.kernel.NvmlStruct;
import io.holdfast.agent.parse.NvmlReturn;
import io.holdfast.agent.parse.NvmlText;
import io.holdfast.agent.parse.SmiField;
import io.holdfast.protocol.check.Check.Cadence;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which function of NVML tells which fields, in the words of nvidia-smi.
///
/// What is not here stays with nvidia-smi: what no function tells (remarks, infoROM check), what only a number tells
/// that means something else in another driver (the clock event counters: fields 251 to 253 up to driver 575, 269 to
/// 271 from 580), and what a function tells differently (the slowdown temperature of GPUs that have a margin instead).
final class NvmlRows {
    private static final int MEMORY_TEMPERATURE = 82;
    private static final int REPLAY_ROLLOVERS = 95;
    private static final int RECOVERY_ACTION = 230;

    private static final int CORRECTED = 0;
    private static final int UNCORRECTED = 1;
    private static final int VOLATILE = 0;
    private static final int AGGREGATE = 1;
    private static final int DRAM = 2;
    private static final int SRAM = 7;

    /// @param since the driver branch from which on the answer means this; 0 for every branch
    /// @param functions all needed; where one is lacking in the library, nvidia-smi tells the fields
    record Row(
            Cadence cadence,
            int since,
            Set<NvmlFunction> functions,
            Set<SmiField> fields,
            Function<NvmlDevice, Map<SmiField, String>> ask) {}

    private static final List<Row> ROWS = List.of(
            text(SmiField.NAME, NvmlFunction.NAME, 96),
            text(SmiField.UUID, NvmlFunction.UUID, 96),
            text(SmiField.SERIAL, NvmlFunction.SERIAL, 30),
            text(SmiField.BOARD_PART, NvmlFunction.BOARD_PART, 80),
            text(SmiField.VBIOS, NvmlFunction.VBIOS, 32),
            text(SmiField.INFOROM_IMAGE, NvmlFunction.INFOROM_IMAGE, 16),
            row(Cadence.CONFIG, NvmlFunction.GSP, device -> device.plainText(NvmlFunction.GSP, 64), SmiField.GSP),
            one(Cadence.CONFIG, SmiField.LINK_GEN_MAX, NvmlFunction.LINK_GEN_MAX, NvmlText::count),
            one(Cadence.CONFIG, SmiField.LINK_WIDTH_MAX, NvmlFunction.LINK_WIDTH_MAX, NvmlText::count),
            one(Cadence.CONFIG, SmiField.POWER_DEFAULT, NvmlFunction.POWER_DEFAULT, NvmlText::watts),
            member(
                    Cadence.CONFIG,
                    SmiField.BAR1,
                    NvmlFunction.BAR1,
                    NvmlStruct.BAR1_MEMORY,
                    filled -> NvmlText.mebibytes(filled.number("bar1Total"))),
            member(
                    Cadence.FAST,
                    SmiField.MEMORY,
                    NvmlFunction.MEMORY,
                    NvmlStruct.MEMORY,
                    filled -> NvmlText.mebibytes(filled.number("total"))),
            one(Cadence.FAST, SmiField.PERSISTENCE, NvmlFunction.PERSISTENCE, NvmlText::enabled),
            member(
                    Cadence.FAST,
                    SmiField.ADDRESSING,
                    NvmlFunction.ADDRESSING,
                    NvmlStruct.ADDRESSING_V1,
                    filled -> NvmlText.addressingMode(filled.number("value"))),
            one(Cadence.FAST, SmiField.COMPUTE, NvmlFunction.COMPUTE, NvmlText::computeMode),
            modes(NvmlFunction.MIG, SmiField.MIG, SmiField.MIG_PENDING),
            modes(NvmlFunction.ECC, SmiField.ECC, SmiField.ECC_PENDING),
            field(570, SmiField.RECOVERY_ACTION, RECOVERY_ACTION, NvmlText::recoveryAction),
            one(Cadence.FAST, SmiField.LINK_GEN, NvmlFunction.LINK_GEN, NvmlText::count),
            one(Cadence.FAST, SmiField.LINK_WIDTH, NvmlFunction.LINK_WIDTH, NvmlText::count),
            one(Cadence.FAST, SmiField.REPLAYS, NvmlFunction.REPLAYS, NvmlText::count),
            field(0, SmiField.REPLAY_ROLLOVERS, REPLAY_ROLLOVERS, NvmlText::count),
            one(Cadence.FAST, SmiField.POWER_REQUESTED, NvmlFunction.POWER_LIMIT, NvmlText::watts),
            one(Cadence.FAST, SmiField.POWER_CURRENT, NvmlFunction.POWER_ENFORCED, NvmlText::watts),
            member(
                    Cadence.FAST,
                    SmiField.TEMPERATURE,
                    NvmlFunction.TEMPERATURE_V,
                    NvmlStruct.TEMPERATURE_V1,
                    filled -> NvmlText.celsius(filled.number("temperature"))),
            row(
                    Cadence.FAST,
                    NvmlFunction.TEMPERATURE,
                    device -> device.whole(NvmlFunction.TEMPERATURE, 0).map(NvmlText::celsius),
                    SmiField.TEMPERATURE),
            field(0, SmiField.TEMPERATURE_MEMORY, MEMORY_TEMPERATURE, NvmlText::celsius),
            member(
                    Cadence.FAST,
                    SmiField.TEMPERATURE_MARGIN,
                    NvmlFunction.MARGIN,
                    NvmlStruct.MARGIN_V1,
                    filled -> NvmlText.celsius(filled.number("marginTemperature"))),
            errors(UNCORRECTED, VOLATILE, SmiField.NEW_SRAM, SmiField.NEW_DRAM, SmiField.NEW_DOUBLE_BIT),
            errors(UNCORRECTED, AGGREGATE, SmiField.ALL_SRAM, SmiField.ALL_DRAM, SmiField.ALL_DOUBLE_BIT),
            errors(
                    CORRECTED,
                    VOLATILE,
                    SmiField.NEW_SRAM_CORRECTED,
                    SmiField.NEW_DRAM_CORRECTED,
                    SmiField.NEW_SINGLE_BIT),
            member(
                    Cadence.FAST,
                    SmiField.SRAM_THRESHOLD,
                    NvmlFunction.SRAM_STATUS,
                    NvmlStruct.SRAM_STATUS_V1,
                    filled -> NvmlText.yesNo(filled.number("bThresholdExceeded"))),
            rows(
                    NvmlFunction.REPAIR,
                    device -> device.struct(NvmlFunction.REPAIR, NvmlStruct.REPAIR_V1)
                            .map(filled -> List.of(
                                    NvmlText.yesNo(filled.number("bChannelRepairPending")),
                                    NvmlText.yesNo(filled.number("bTpcRepairPending")))),
                    SmiField.CHANNEL_REPAIR,
                    SmiField.TPC_REPAIR),
            rows(
                    NvmlFunction.REMAPPED_ROWS,
                    device -> device.four(NvmlFunction.REMAPPED_ROWS)
                            .map(four -> List.of(
                                    NvmlText.count(four.get(0)),
                                    NvmlText.count(four.get(1)),
                                    NvmlText.yesNo(four.get(2)),
                                    NvmlText.yesNo(four.get(3)))),
                    SmiField.REMAPPED_CORRECTABLE,
                    SmiField.REMAPPED_UNCORRECTABLE,
                    SmiField.REMAP_PENDING,
                    SmiField.REMAP_FAILURE),
            rows(
                    NvmlFunction.REMAPPER_HISTOGRAM,
                    device -> device.struct(NvmlFunction.REMAPPER_HISTOGRAM, NvmlStruct.REMAPPER_HISTOGRAM)
                            .map(filled -> List.of(
                                    NvmlText.count(filled.number("low")), NvmlText.count(filled.number("none")))),
                    SmiField.BANKS_LOW,
                    SmiField.BANKS_NONE),
            one(Cadence.FAST, SmiField.RETIREMENT_PENDING, NvmlFunction.RETIREMENT_PENDING, NvmlText::yesNo),
            reasons(NvmlFunction.EVENT_REASONS),
            reasons(NvmlFunction.THROTTLE_REASONS),
            fabric());

    private NvmlRows() {}

    /// What one library tells under one driver: of several rows with the same fields the first that it has.
    ///
    /// @param fields all that the rows tell
    record Plan(List<Row> rows, Set<SmiField> fields) {
        /// What a GPU says of them.
        Map<SmiField, String> ask(NvmlDevice device) {
            Map<SmiField, String> texts = new EnumMap<>(SmiField.class);
            rows.forEach(row -> texts.putAll(row.ask().apply(device)));
            return texts;
        }

        /// Where a fact made of some fields came from: `nvml: nvmlDeviceGetEccMode`.
        String source(Set<SmiField> some) {
            return rows.stream()
                    .filter(row -> row.fields().stream().anyMatch(some::contains))
                    .flatMap(row -> row.functions().stream())
                    .map(NvmlFunction::symbol)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", ", "nvml: ", ""));
        }
    }

    /// @param branch first part of the driver's version
    static Plan plan(NvmlSession session, int branch, Cadence cadence) {
        List<Row> rows = new ArrayList<>();
        Set<SmiField> fields = EnumSet.noneOf(SmiField.class);
        for (Row row : ROWS) {
            boolean isTold = row.cadence() == cadence && branch >= row.since() && session.hasAll(row.functions());
            if (isTold && fields.stream().noneMatch(row.fields()::contains)) {
                rows.add(row);
                fields.addAll(row.fields());
            }
        }
        return new Plan(List.copyOf(rows), fields);
    }

    private static Row text(SmiField field, NvmlFunction function, int size) {
        return row(Cadence.CONFIG, function, device -> device.text(function, size), field);
    }

    private static Row one(Cadence cadence, SmiField field, NvmlFunction function, Function<Long, String> say) {
        return row(cadence, function, device -> device.whole(function).map(say), field);
    }

    private static Row member(
            Cadence cadence,
            SmiField field,
            NvmlFunction function,
            NvmlStruct struct,
            Function<NvmlStruct.Filled, String> say) {
        return row(cadence, function, device -> device.struct(function, struct).map(say), field);
    }

    private static Row modes(NvmlFunction function, SmiField now, SmiField pending) {
        return rows(
                function,
                device -> device.pair(function)
                        .map(pair -> pair.stream().map(NvmlText::enabled).toList()),
                now,
                pending);
    }

    private static Row field(int since, SmiField field, int id, Function<Long, String> say) {
        return new Row(
                Cadence.FAST,
                since,
                Set.of(NvmlFunction.FIELDS),
                Set.of(field),
                device -> texts(device.field(id).map(say).map(List::of), field));
    }

    /// Memories from Turing on are told one by one; earlier GPUs tell all together.
    private static Row errors(int type, int counter, SmiField sram, SmiField dram, SmiField total) {
        return new Row(
                Cadence.FAST,
                0,
                Set.of(NvmlFunction.MEMORY_ERRORS, NvmlFunction.ALL_ERRORS),
                Set.of(sram, dram, total),
                device -> {
                    NvmlAnswer<Long> ofSram = device.errors(type, counter, SRAM);
                    boolean isTogether =
                            ofSram instanceof NvmlAnswer.Refused<Long>(int code) && code == NvmlReturn.NOT_SUPPORTED;
                    if (isTogether) {
                        return texts(
                                device.errors(type, counter)
                                        .map(NvmlText::wideCount)
                                        .map(List::of),
                                total);
                    }
                    Map<SmiField, String> texts =
                            texts(ofSram.map(NvmlText::wideCount).map(List::of), sram);
                    texts.putAll(texts(
                            device.errors(type, counter, DRAM)
                                    .map(NvmlText::wideCount)
                                    .map(List::of),
                            dram));
                    return texts;
                });
    }

    private static Row reasons(NvmlFunction function) {
        return rows(
                function,
                device -> device.wide(function).map(NvmlText::clockReasons),
                NvmlText.CLOCK_REASONS.toArray(SmiField[]::new));
    }

    /// The summary of the fabric's health came with driver 580; before, the struct has no room for it.
    private static Row fabric() {
        SmiField[] fields = {
            SmiField.FABRIC_STATE,
            SmiField.FABRIC_STATUS,
            SmiField.FABRIC_CLIQUE,
            SmiField.FABRIC_CLUSTER,
            SmiField.FABRIC_BANDWIDTH,
            SmiField.FABRIC_ROUTE_RECOVERY,
            SmiField.FABRIC_ROUTE_UNHEALTHY,
            SmiField.FABRIC_ACCESS_TIMEOUT,
            SmiField.FABRIC_SUMMARY
        };
        return new Row(
                Cadence.FAST,
                580,
                Set.of(NvmlFunction.FABRIC),
                Set.of(fields),
                device -> texts(
                        device.struct(NvmlFunction.FABRIC, NvmlStruct.FABRIC_V3).map(NvmlRows::fabricTexts), fields));
    }

    private static List<String> fabricTexts(NvmlStruct.Filled filled) {
        long state = filled.number("state");
        long mask = filled.number("healthMask");
        return List.of(
                NvmlText.fabricState(state),
                NvmlText.fabricStatus(state, filled.number("status")),
                NvmlText.fabricClique(state, filled.number("cliqueId")),
                NvmlText.fabricCluster(state, filled.bytes("clusterUuid")),
                NvmlText.fabricBandwidth(mask),
                NvmlText.fabricFlag(mask, 2),
                NvmlText.fabricFlag(mask, 4),
                NvmlText.fabricFlag(mask, 6),
                NvmlText.fabricSummary(filled.number("healthSummary")));
    }

    private static Row row(
            Cadence cadence, NvmlFunction function, Function<NvmlDevice, NvmlAnswer<String>> ask, SmiField field) {
        return new Row(
                cadence,
                0,
                Set.of(function),
                Set.of(field),
                device -> texts(ask.apply(device).map(List::of), field));
    }

    private static Row rows(
            NvmlFunction function, Function<NvmlDevice, NvmlAnswer<List<String>>> ask, SmiField... fields) {
        return new Row(Cadence.FAST, 0, Set.of(function), Set.of(fields), device -> texts(ask.apply(device), fields));
    }

    private static Map<SmiField, String> texts(NvmlAnswer<List<String>> answer, SmiField... fields) {
        Map<SmiField, String> texts = new EnumMap<>(SmiField.class);
        for (int i = 0; i < fields.length; i++) {
            texts.put(
                    fields[i],
                    switch (answer) {
                        case NvmlAnswer.Told<List<String>>(List<String> words) -> words.get(i);
                        case NvmlAnswer.Refused<List<String>>(int code) -> NvmlReturn.text(code);
                    });
        }
        return texts;
    }
}
