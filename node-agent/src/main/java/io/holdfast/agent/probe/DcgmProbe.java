package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.PrometheusText;
import io.holdfast.agent.parse.PrometheusText.Sample;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What NVIDIA's dcgm-exporter tells of the GPUs, where the agent was told its address. Never needed: these facts stand
/// beside the agent's own, and name DCGM as their source.
///
/// Series of one GPU differ by pod or MIG instance; the highest counts. Which metrics there are is the exporter's own
/// configuration, so one that is not served is no fact.
public final class DcgmProbe implements Probe {
    /// The name of the page.
    public static final String PAGE = "dcgm-exporter";

    private static final String EXPORTER = "dcgm.exporter";
    private static final String HEALTH = "DCGM_EXP_GPU_HEALTH_STATUS";

    /// DCGM's blank values: what it was asked for and does not have.
    private static final BigDecimal BLANK = BigDecimal.valueOf(0x7fff_ffff_ffff_fff0L);

    private record Row(String metric, CheckId check, Function<BigDecimal, Reading> reading) {}

    private static final List<Row> ROWS = List.of(
            number("DCGM_FI_DEV_XID_ERRORS", "dcgm.xid.last"),
            flag("DCGM_FI_DEV_ROW_REMAP_FAILURE", "dcgm.row_remap.failure"),
            flag("DCGM_FI_DEV_ROW_REMAP_PENDING", "dcgm.row_remap.pending"),
            number("DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS", "dcgm.row_remap.correctable"),
            number("DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS", "dcgm.row_remap.uncorrectable"),
            number("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", "dcgm.ecc.double_bit.volatile"),
            number("DCGM_FI_DEV_ECC_DBE_AGG_TOTAL", "dcgm.ecc.double_bit.aggregate"),
            number("DCGM_FI_DEV_RETIRED_PENDING", "dcgm.retired_pages.pending"),
            number("DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL", "dcgm.nvlink.crc_flit"),
            number("DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL", "dcgm.nvlink.crc_data"),
            number("DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL", "dcgm.nvlink.replay"),
            number("DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL", "dcgm.nvlink.recovery"),
            number("DCGM_FI_DEV_PCIE_REPLAY_COUNTER", "dcgm.pcie.replay"),
            number("DCGM_FI_DEV_POWER_VIOLATION", "dcgm.violation.power"),
            number("DCGM_FI_DEV_THERMAL_VIOLATION", "dcgm.violation.thermal"),
            number("DCGM_FI_DEV_BOARD_LIMIT_VIOLATION", "dcgm.violation.board_limit"),
            number("DCGM_FI_DEV_RELIABILITY_VIOLATION", "dcgm.violation.reliability"),
            new Row(HEALTH, new CheckId("dcgm.health"), DcgmProbe::health));

    private static Row number(String metric, String check) {
        return new Row(metric, new CheckId(check), value -> {
            boolean isWhole = value.stripTrailingZeros().scale() <= 0 && value.precision() - value.scale() <= 18;
            return isWhole ? new Reading.Whole(value.longValue()) : Readings.malformed(value);
        });
    }

    private static Row flag(String metric, String check) {
        return new Row(metric, new CheckId(check), value -> new Reading.Flag(value.signum() != 0));
    }

    /// DCGM's results: 0 pass, 10 warning, 20 failure.
    private static Reading health(BigDecimal value) {
        return switch (value.signum() < 0 || value.precision() > 6 ? -1 : value.intValue()) {
            case 0 -> new Reading.Text("pass");
            case 10 -> new Reading.Text("warning");
            case 20 -> new Reading.Text("failure");
            default -> Readings.malformed(value);
        };
    }

    @Override
    public String name() {
        return "gpu.dcgm";
    }

    @Override
    public Section section() {
        return Section.GPU;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        Attribute<String> page = host.page(PAGE);
        if (page instanceof Attribute.Absent<String>) {
            Reading none = Reading.missing(Why.NOT_APPLICABLE, "the agent was not told of one");
            return facts.node(EXPORTER, none, PAGE).list();
        }
        List<Sample> samples = page instanceof Attribute.Value<String>(String _, String text)
                ? PrometheusText.parse(text).stream()
                        .filter(sample -> sample.name().startsWith("DCGM_"))
                        .toList()
                : List.of();
        facts.node(
                EXPORTER,
                Readings.of(page, _ -> samples.isEmpty() ? Optional.empty() : Optional.of(new Reading.Text("answers"))),
                PAGE);
        Map<String, List<Sample>> byMetric = samples.stream().collect(Collectors.groupingBy(Sample::name));
        GpuNames names = new GpuNames(host);
        for (Row row : ROWS) {
            gpus(byMetric.getOrDefault(row.metric(), List.of()), names)
                    .forEach((gpu, values) -> facts.of(row.check(), gpu, highest(row, values), source(row)));
        }
        return facts.list();
    }

    private static String source(Row row) {
        return PAGE + ": " + row.metric();
    }

    private static Reading highest(Row row, List<Sample> samples) {
        return samples.stream()
                .flatMap(sample -> sample.value().stream())
                .filter(value -> value.abs().compareTo(BLANK) < 0)
                .max(BigDecimal::compareTo)
                .map(row.reading())
                .orElse(Reading.missing(Why.UNSUPPORTED, "DCGM has no value"));
    }

    private static Map<Instance, List<Sample>> gpus(List<Sample> samples, GpuNames names) {
        Map<Instance, List<Sample>> gpus = new TreeMap<>();
        for (Sample sample : samples) {
            instance(sample, names)
                    .ifPresent(gpu ->
                            gpus.computeIfAbsent(gpu, _ -> new ArrayList<>()).add(sample));
        }
        return gpus;
    }

    /// By address, which newer exporters tell, else by UUID. NVSwitches and links have neither.
    private static Optional<Instance> instance(Sample sample, GpuNames names) {
        return DeviceId.parse(sample.label("pci_bus_id"))
                .map(DeviceId::instance)
                .or(() -> Optional.of(sample.label("UUID"))
                        .filter(uuid -> uuid.startsWith("GPU-"))
                        .map(names::ofUuid));
    }
}
