package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.kernel.Nvml;
import io.holdfast.agent.kernel.NvmlAnswer;
import io.holdfast.agent.kernel.NvmlSession;
import io.holdfast.agent.kernel.NvmlSession.Asked;
import io.holdfast.agent.parse.NvmlReturn;
import io.holdfast.agent.parse.SmiExit;
import io.holdfast.agent.parse.SmiField;
import io.holdfast.agent.parse.SmiGpu;
import io.holdfast.agent.parse.SmiValue;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What NVML says of the GPUs, without a process: state, counters and modes every time, what a GPU is in a second
/// probe of this kind. Where there is no NVML to be had, `agent.nvml` says why, and nvidia-smi tells all.
///
/// Without persistence mode the driver initialises every GPU for each round of questions, which takes seconds: then
/// this runs no more often than nvidia-smi.
final class NvmlProbe implements Probe {
    private static final String GPUS = "/proc/driver/nvidia/gpus";
    private static final String INIT = "nvml: nvmlInit_v2";
    private static final String HANDLE = "nvml: nvmlDeviceGetHandleByPciBusId_v2";

    private final GpuSource source;
    private final Cadence kind;
    private volatile boolean isPersistent = true;
    private volatile List<Fact> last = List.of();

    /// @param kind FAST for what changes by itself, CONFIG for what a GPU is
    NvmlProbe(GpuSource source, Cadence kind) {
        this.source = source;
        this.kind = kind;
    }

    @Override
    public String name() {
        return kind == Cadence.FAST ? "gpu.nvml" : "gpu.nvml-board";
    }

    @Override
    public Section section() {
        return Section.GPU;
    }

    @Override
    public Cadence cadence() {
        return isPersistent ? kind : Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        return switch (source.open(host)) {
            case Nvml.Opened.Open(NvmlSession session) -> {
                try (session) {
                    last = told(host, session);
                }
                yield withUse(new Reading.Text("used"), last);
            }
            case Nvml.Opened.NotMeant(String why) -> without(Reading.missing(Why.NOT_APPLICABLE, why));
            case Nvml.Opened.NoLibrary(String why) -> without(Reading.missing(Why.ABSENT, why));
            case Nvml.Opened.Refused(String why) -> without(Reading.missing(Why.UNREADABLE, why));
            case Nvml.Opened.Late(String why) -> without(Reading.missing(Why.TIMEOUT, why));
        };
    }

    /// What NVML told before is unknown until nvidia-smi tells it.
    private List<Fact> without(Reading.Missing why) {
        if (source.isHandedOver()) {
            last = List.of();
        } else {
            last = last.stream()
                    .map(fact -> new Fact(fact.check(), fact.instance(), why, fact.source()))
                    .toList();
        }
        return withUse(why, last);
    }

    private List<Fact> withUse(Reading use, List<Fact> facts) {
        return kind == Cadence.FAST
                ? new Facts().node("agent.nvml", use, INIT).all(facts).list()
                : facts;
    }

    private List<Fact> told(HostRoot host, NvmlSession session) {
        NvmlRows.Plan plan = NvmlRows.plan(session, GpuSource.branch(session), kind);
        Map<String, Asked<SmiGpu>> gpus = ask(host, session, plan);
        Facts facts = new Facts();
        if (kind == Cadence.FAST) {
            node(host, session, List.copyOf(gpus.values()), facts);
        }
        gpus.forEach((address, asked) -> gpu(new Instance(address), asked, plan, facts));
        isPersistent = gpus.values().stream().noneMatch(NvmlProbe::isReleased);
        return facts.list();
    }

    /// All GPUs at once: one that hangs keeps no other waiting.
    private static Map<String, Asked<SmiGpu>> ask(HostRoot host, NvmlSession session, NvmlRows.Plan plan) {
        Map<String, Future<Asked<SmiGpu>>> asked = new TreeMap<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String address : addresses(host)) {
                asked.put(
                        address,
                        each.submit(() -> session.ask(
                                address, device -> new SmiGpu(DeviceId.parse(address), plan.ask(device), List.of()))));
            }
        }
        Map<String, Asked<SmiGpu>> answers = new TreeMap<>();
        asked.forEach((address, future) -> answers.put(address, future.resultNow()));
        return answers;
    }

    /// The GPUs that the driver has taken; without its own list those on the bus.
    private static List<String> addresses(HostRoot host) {
        List<String> listed = host.list(GPUS).stream()
                .flatMap(name -> DeviceId.parse(name).stream())
                .map(id -> id.instance().text())
                .toList();
        return listed.isEmpty() ? PciFunctions.gpus(host) : listed;
    }

    private static void node(HostRoot host, NvmlSession session, List<Asked<SmiGpu>> gpus, Facts facts) {
        List<Integer> refusals = new ArrayList<>();
        for (Asked<SmiGpu> asked : gpus) {
            if (asked instanceof Asked.NoHandle<SmiGpu>(int code)) {
                refusals.add(code);
            }
        }
        String status = refusals.isEmpty() ? SmiExit.OK : SmiExit.word(refusals.getFirst());
        facts.node("gpu.nvml.status", new Reading.Text(status), refusals.isEmpty() ? INIT : HANDLE);
        facts.node(
                "gpu.nvml.count",
                read(session.count(), count -> new Reading.Whole(Math.max(0, count - refusals.size()))),
                "nvml: nvmlDeviceGetCount_v2");
        Reading driver = read(session.driverVersion(), SmiValue::version);
        String asked = "nvml: nvmlSystemGetDriverVersion";
        facts.node("gpu.driver.version.userspace", driver, asked);
        if (!host.exists(DriverProbe.MODULE_VERSION) && !host.exists(DriverProbe.PROC_VERSION)) {
            facts.node("gpu.driver.version", driver, asked);
        }
    }

    private static <T> Reading read(NvmlAnswer<T> answer, java.util.function.Function<T, Reading> parse) {
        return switch (answer) {
            case NvmlAnswer.Told<T>(T value) -> parse.apply(value);
            case NvmlAnswer.Refused<T>(int code) -> refused(code);
        };
    }

    private static Reading.Missing refused(int code) {
        String text = NvmlReturn.text(code);
        return SmiValue.missing(text).orElseGet(() -> Reading.missing(Why.UNREADABLE, text));
    }

    private void gpu(Instance instance, Asked<SmiGpu> asked, NvmlRows.Plan plan, Facts facts) {
        switch (asked) {
            case Asked.Answered<SmiGpu>(SmiGpu gpu) -> {
                List<Fact> rows = GpuRows.facts(gpu, instance, plan::source);
                facts.all(source.isDistrusted(instance) ? GpuRows.distrusted(rows) : rows);
                answer(instance, new Reading.Text(GpuRows.refusal(gpu).orElse("complete")), facts);
            }
            case Asked.NoHandle<SmiGpu>(int code) -> {
                unread(instance, refused(code), plan, facts);
                answer(instance, new Reading.Text(NvmlReturn.text(code)), facts);
            }
            case Asked.Late<SmiGpu>(String why) -> {
                unread(instance, Reading.missing(Why.TIMEOUT, why), plan, facts);
                answer(instance, Reading.missing(Why.TIMEOUT, why), facts);
            }
        }
    }

    private void answer(Instance instance, Reading reading, Facts facts) {
        if (kind == Cadence.FAST) {
            facts.of("gpu.nvml.answer", instance, reading, HANDLE);
        }
    }

    private static void unread(Instance instance, Reading.Missing why, NvmlRows.Plan plan, Facts facts) {
        GpuRows.checks(plan.fields()).stream()
                .sorted(java.util.Comparator.comparing(io.holdfast.protocol.fact.CheckId::text))
                .forEach(check -> facts.of(check, instance, why, HANDLE));
    }

    /// Whether the driver lets go of the GPU between two rounds of questions.
    private static boolean isReleased(Asked<SmiGpu> asked) {
        return asked instanceof Asked.Answered<SmiGpu>(SmiGpu gpu)
                && gpu.value(SmiField.PERSISTENCE).filter("Disabled"::equals).isPresent();
    }
}
