package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.SmiExit;
import io.holdfast.agent.parse.SmiField;
import io.holdfast.agent.parse.SmiGpu;
import io.holdfast.agent.parse.SmiList;
import io.holdfast.agent.parse.SmiRemark;
import io.holdfast.agent.parse.SmiReport;
import io.holdfast.agent.parse.SmiValue;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// From one answer of nvidia-smi to facts: about the driver, about each GPU it described, and about each GPU on the
/// PCI bus that it did not.
final class NvidiaSmiFacts {
    /// Exit statuses that only say that there is nothing to ask on a node without GPUs.
    private static final Set<Integer> NOTHING_THERE = Set.of(6, 9, 12);

    private final HostRoot host;
    private final NvidiaSmiProbe.Form form;
    private final String source;
    private final Facts facts = new Facts();

    /// GPUs of which a line beside the report says that they did not answer.
    private final Set<Instance> silent = new HashSet<>();

    NvidiaSmiFacts(HostRoot host, NvidiaSmiProbe.Form form) {
        this.host = host;
        this.form = form;
        this.source = form.command().toString();
    }

    /// nvidia-smi is not there, may not be run or did not end.
    List<Fact> unanswered(CommandResult result) {
        Reading reading = Readings.of(result, finished -> new Reading.Whole(finished.exit()));
        facts.node("gpu.nvml.status", reading, source);
        boolean isAbsent = result instanceof CommandResult.Absent;
        if (isAbsent && host.exists(GpuNames.GPUS)) {
            facts.node(
                    "gpu.nvml.count", new Reading.Whole(host.list(GpuNames.GPUS).size()), GpuNames.GPUS);
        } else {
            facts.node("gpu.nvml.count", reading, source);
        }
        driver(reading);
        if (reading instanceof Reading.Missing why) {
            undescribed(Set.of(), why);
        }
        return facts.list();
    }

    List<Fact> finished(CommandResult.Finished finished) {
        SmiReport report = form.parse().apply(finished.stdout());
        String word = SmiExit.word(finished.exit());
        Reading.Missing failure = Reading.missing(Why.UNREADABLE, word + evidence(finished));
        boolean isIdle = NOTHING_THERE.contains(finished.exit()) && PciFunctions.hasNoGpu(host);
        Reading.Missing nothing = Reading.missing(Why.NOT_APPLICABLE, "no NVIDIA GPU on PCI; nvidia-smi: " + word);
        facts.node("gpu.nvml.status", isIdle ? nothing : new Reading.Text(word), source);
        facts.node("gpu.nvml.count", isIdle ? nothing : count(finished.exit(), report, failure), source);
        library(finished, report, isIdle ? nothing : failure);
        driver(report.ofNode(SmiField.DRIVER).map(SmiValue::version).orElse(isIdle ? nothing : failure));
        if (form.isWhole() && !report.gpus().isEmpty()) {
            facts.node(
                    "gpu.cuda.version",
                    report.ofNode(SmiField.CUDA).map(SmiValue::version).orElse(failure),
                    source);
        }
        List<String> lines = remarks(report, finished);
        SmiReport spoken = new SmiReport(report.node(), report.gpus(), lines, report.damage());
        Map<Instance, GpuInforom.Said> inforom = GpuInforom.of(host, spoken, form.equals(NvidiaSmiProbe.XML), source);
        inforom.forEach((gpu, said) -> facts.of("gpu.inforom", gpu, said.reading(), said.source()));
        Set<String> described = gpus(report, inforom);
        if (form.isWhole()) {
            cohort(report, isIdle ? nothing : failure);
        }
        if (report.damage().isPresent()) {
            boolean hasFailed = finished.exit() != 0 && report.gpus().isEmpty();
            Reading.Missing broken =
                    Reading.missing(Why.MALFORMED, report.damage().get());
            undescribed(described, hasFailed ? failure : broken);
        }
        return facts.list();
    }

    private void cohort(SmiReport report, Reading.Missing otherwise) {
        facts.node(
                "gpu.cohort",
                report.gpus().isEmpty() ? otherwise : GpuCohort.of(report.gpus(), report.damage()),
                source);
    }

    private static Reading count(int exit, SmiReport report, Reading.Missing failure) {
        if (report.damage().isEmpty()) {
            return new Reading.Whole(report.gpus().size());
        }
        if (exit == 6) {
            return new Reading.Whole(0);
        }
        return exit != 0 && report.gpus().isEmpty()
                ? failure
                : Reading.missing(Why.MALFORMED, report.damage().get());
    }

    /// The version of the NVML library: the driver's own where they agreed, else the one that the refusal names.
    private void library(CommandResult.Finished finished, SmiReport report, Reading.Missing otherwise) {
        Optional<Reading> named = SmiExit.libraryVersion(finished.stdout() + "\n" + finished.stderr())
                .map(SmiValue::version);
        Optional<Reading> agreed = finished.exit() == 18
                ? Optional.empty()
                : report.ofNode(SmiField.DRIVER).map(SmiValue::version);
        facts.node("gpu.driver.version.userspace", named.or(() -> agreed).orElse(otherwise), source);
    }

    /// Only where the kernel does not say it itself (`gpu.driver`).
    private void driver(Reading version) {
        if (!host.exists(DriverProbe.MODULE_VERSION) && !host.exists(DriverProbe.PROC_VERSION)) {
            facts.node("gpu.driver.version", version, source);
        }
    }

    private Set<String> gpus(SmiReport report, Map<Instance, GpuInforom.Said> inforom) {
        Set<String> described = new HashSet<>();
        GpuNames names = new GpuNames(host);
        for (SmiGpu gpu : report.gpus()) {
            Optional<Instance> instance = gpu.address()
                    .map(DeviceId::instance)
                    .or(() -> gpu.value(SmiField.UUID).map(names::ofUuid));
            if (instance.isEmpty()) {
                continue;
            }
            described.add(instance.get().text());
            List<Fact> rows = GpuRows.facts(gpu, instance.get(), form.isWhole(), source);
            boolean isInvalid = Optional.ofNullable(inforom.get(instance.get()))
                    .filter(GpuInforom.Said::isInvalid)
                    .isPresent();
            facts.all(isInvalid ? GpuRows.distrusted(rows) : rows);
            if (form.isWhole() && !silent.contains(instance.get())) {
                String answer = GpuRows.refusal(gpu).orElse("complete");
                facts.of("gpu.nvml.answer", instance.get(), new Reading.Text(answer), source);
            }
        }
        geometry(report, names);
        return described;
    }

    /// Profile names stand only in `nvidia-smi -L`, which is asked for where MIG is on.
    private void geometry(SmiReport report, GpuNames names) {
        String list = NvidiaSmiProbe.LIST.command().toString();
        if (form.equals(NvidiaSmiProbe.LIST)) {
            report.gpus().stream()
                    .filter(gpu -> !gpu.mig().isEmpty())
                    .forEach(gpu -> gpu.value(SmiField.UUID)
                            .map(names::ofUuid)
                            .ifPresent(gpuId -> facts.of("gpu.mig.geometry", gpuId, GpuRows.geometry(gpu), list)));
            return;
        }
        List<SmiGpu> split =
                report.gpus().stream().filter(GpuRows::isMigEnabled).toList();
        if (split.isEmpty()) {
            return;
        }
        CommandResult result = host.run(NvidiaSmiProbe.LIST.command());
        for (SmiGpu gpu : split) {
            Reading reading = Readings.of(result, finished -> profiles(finished.stdout(), gpu));
            gpu.address().ifPresent(id -> facts.of("gpu.mig.geometry", id.instance(), reading, list));
        }
    }

    private static Reading profiles(String list, SmiGpu gpu) {
        return SmiList.parse(list).gpus().stream()
                .filter(listed -> listed.value(SmiField.UUID).equals(gpu.value(SmiField.UUID)))
                .findFirst()
                .map(GpuRows::geometry)
                .orElse(Reading.missing(Why.MALFORMED, "this GPU is not listed"));
    }

    /// The lines beside the report, told as facts and handed on.
    private List<String> remarks(SmiReport report, CommandResult.Finished finished) {
        List<String> lines = report.remarks().isEmpty() && finished.exit() != 0
                ? finished.stderr().lines().limit(10).toList()
                : report.remarks();
        for (String line : lines) {
            SmiRemark.of(line)
                    .filter(remark ->
                            !remark.isInforom() && silent.add(remark.gpu().instance()))
                    .ifPresent(remark -> facts.of(
                            "gpu.nvml.answer", remark.gpu().instance(), new Reading.Text(remark.line()), source));
        }
        if (!lines.isEmpty()) {
            facts.node("gpu.nvml.remarks", Reading.Words.of(lines), source);
        }
        return lines;
    }

    /// GPUs that the PCI bus has and the report lacks: nothing of them was read, and that is a fact for each check.
    private void undescribed(Set<String> described, Reading.Missing why) {
        for (String address : PciFunctions.gpus(host)) {
            if (!described.contains(address)) {
                facts.all(GpuRows.unread(new Instance(address), why, source));
            }
        }
    }

    private static String evidence(CommandResult.Finished finished) {
        return (finished.stdout() + "\n" + finished.stderr())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(line -> ": " + line)
                .orElse("");
    }
}
