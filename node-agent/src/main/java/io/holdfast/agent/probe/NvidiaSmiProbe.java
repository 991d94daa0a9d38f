package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.SmiList;
import io.holdfast.agent.parse.SmiReport;
import io.holdfast.agent.parse.SmiTable;
import io.holdfast.agent.parse.SmiText;
import io.holdfast.agent.parse.SmiXml;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What nvidia-smi says of all GPUs: `-q -x`, and on hosts recorded without it `-q`, a table, or the list `-L`.
///
/// Without persistence mode the driver initialises every GPU for this one question, which takes seconds each.
final class NvidiaSmiProbe implements Probe {
    private static final Duration LONG = Duration.ofSeconds(60);

    /// Columns that drivers from 535 to 610 accept; one that a driver does not know fails the whole command.
    private static final String COLUMNS = "uuid,pci.bus_id,name,serial,vbios_version,driver_version,persistence_mode,"
            + "ecc.mode.current,ecc.mode.pending,mig.mode.current,mig.mode.pending,temperature.gpu,temperature.memory,"
            + "power.limit,enforced.power.limit,pcie.link.gen.current,pcie.link.gen.max,pcie.link.width.current,"
            + "pcie.link.width.max,ecc.errors.uncorrected.volatile.total,memory.total,compute_mode";

    /// A way to ask.
    ///
    /// @param isWhole whether the answer says all that the driver knows
    record Form(HostCommand command, boolean isWhole, Function<String, SmiReport> parse) {}

    static final Form LIST = new Form(HostCommand.of("nvidia-smi", "-L").within(LONG), false, SmiList::parse);

    static final Form XML = new Form(HostCommand.of("nvidia-smi", "-q", "-x").within(LONG), true, SmiXml::parse);

    private static final List<Form> FORMS = List.of(
            XML,
            new Form(HostCommand.of("nvidia-smi", "-q").within(LONG), true, SmiText::parse),
            new Form(
                    HostCommand.of("nvidia-smi", "--query-gpu=" + COLUMNS, "--format=csv")
                            .within(LONG),
                    false,
                    SmiTable::parse),
            LIST);

    private static final CheckId INFOROM = new CheckId("gpu.inforom");
    private static final Reading INVALID = new Reading.Text("invalid");

    private final Optional<GpuSource> other;

    /// Tells all there is.
    NvidiaSmiProbe() {
        this.other = Optional.empty();
    }

    /// Tells what NVML does not.
    NvidiaSmiProbe(GpuSource nvml) {
        this.other = Optional.of(nvml);
    }

    @Override
    public String name() {
        return "gpu.nvidia-smi";
    }

    @Override
    public Section section() {
        return Section.GPU;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        List<Fact> all = all(host);
        other.ifPresent(nvml -> nvml.distrust(all.stream()
                .filter(fact -> fact.check().equals(INFOROM) && fact.reading().equals(INVALID))
                .map(Fact::instance)
                .collect(Collectors.toSet())));
        Set<CheckId> told = other.map(nvml -> nvml.told(host)).orElse(Set.of());
        if (told.isEmpty()) {
            other.ifPresent(GpuSource::nvidiaSmiToldAll);
            return all;
        }
        return all.stream().filter(fact -> !told.contains(fact.check())).toList();
    }

    private static List<Fact> all(HostRoot host) {
        Form form = FORMS.getFirst();
        CommandResult result = host.run(form.command());
        for (Form next : FORMS.subList(1, FORMS.size())) {
            if (!(result instanceof CommandResult.Absent)) {
                break;
            }
            CommandResult other = host.run(next.command());
            if (!(other instanceof CommandResult.Absent)) {
                form = next;
                result = other;
            }
        }
        return result instanceof CommandResult.Finished finished
                ? new NvidiaSmiFacts(host, form).finished(finished)
                : new NvidiaSmiFacts(host, form).unanswered(result);
    }
}
