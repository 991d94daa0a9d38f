package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.SmiExit;
import io.holdfast.agent.parse.SmiField;
import io.holdfast.agent.parse.SmiGpu;
import io.holdfast.agent.parse.SmiRemark;
import io.holdfast.agent.parse.SmiReport;
import io.holdfast.agent.parse.SmiTable;
import io.holdfast.agent.parse.SmiValue;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Whether the infoROM of each GPU is intact. The XML report does not say it, so a table of that one column is asked
/// for: a driver that does not know the column refuses nothing else with it.
final class GpuInforom {
    static final HostCommand TABLE = HostCommand.of(
                    "nvidia-smi", "--query-gpu=pci.bus_id,inforom.checksum_validation", "--format=csv")
            .within(Duration.ofSeconds(60));

    /// @param source the command that said it
    record Said(Reading reading, String source) {
        boolean isInvalid() {
            return reading.equals(new Reading.Text("invalid"));
        }
    }

    private GpuInforom() {}

    /// By GPU. A warning beside any answer outweighs the column.
    ///
    /// @param isAsked whether the table is to be asked for; else only what the report itself says
    static Map<Instance, Said> of(HostRoot host, SmiReport report, boolean isAsked, String source) {
        Map<Instance, Said> said = new TreeMap<>();
        if (isAsked && !report.gpus().isEmpty()) {
            ask(host, report, said);
        }
        for (SmiGpu gpu : report.gpus()) {
            gpu.value(SmiField.INFOROM_CHECK)
                    .ifPresent(raw -> gpu.address()
                            .ifPresent(id -> said.put(id.instance(), new Said(SmiValue.text(raw), source))));
        }
        warned(report.remarks(), source, said);
        return said;
    }

    private static void ask(HostRoot host, SmiReport report, Map<Instance, Said> said) {
        CommandResult result = host.run(TABLE);
        SmiReport table = result instanceof CommandResult.Finished finished
                ? SmiTable.parse(finished.stdout())
                : new SmiReport(Map.of(), List.of(), List.of(), java.util.Optional.empty());
        for (SmiGpu gpu : report.gpus()) {
            gpu.address()
                    .ifPresent(id -> said.put(id.instance(), new Said(reading(result, table, id), TABLE.toString())));
        }
        warned(table.remarks(), TABLE.toString(), said);
    }

    private static Reading reading(CommandResult result, SmiReport table, DeviceId gpu) {
        return Readings.of(
                result,
                finished -> table.gpus().stream()
                        .filter(row -> row.address().filter(gpu::equals).isPresent())
                        .findFirst()
                        .flatMap(row -> row.value(SmiField.INFOROM_CHECK))
                        .map(SmiValue::text)
                        .orElseGet(() -> refused(finished)));
    }

    private static Reading refused(CommandResult.Finished finished) {
        String said = (finished.stdout() + finished.stderr()).strip();
        return said.contains("is not a valid field to query")
                ? Reading.missing(Why.UNSUPPORTED, "this driver does not know the column")
                : Reading.missing(Why.UNREADABLE, SmiExit.word(finished.exit()) + ": the GPU is not in the table");
    }

    private static void warned(List<String> lines, String source, Map<Instance, Said> said) {
        for (String line : lines) {
            SmiRemark.of(line)
                    .filter(SmiRemark::isInforom)
                    .ifPresent(
                            remark -> said.put(remark.gpu().instance(), new Said(new Reading.Text("invalid"), source)));
        }
    }
}
