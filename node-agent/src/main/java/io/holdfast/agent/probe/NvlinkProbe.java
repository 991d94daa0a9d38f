package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.NvlinkText;
import io.holdfast.agent.parse.SmiExit;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// NVLink of each GPU: its links, their speed, their errors. The XML report says nothing of them.
final class NvlinkProbe implements Probe {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final HostCommand STATUS =
            HostCommand.of("nvidia-smi", "nvlink", "--status").within(LONG);
    private static final HostCommand ERRORS =
            HostCommand.of("nvidia-smi", "nvlink", "-e").within(LONG);

    /// What every generation counts.
    private static final List<String> KINDS = List.of("crc", "recovery", "replay");

    private static final Reading.Missing SPLIT = Reading.missing(Why.NOT_APPLICABLE, "mig-enabled");
    private static final Reading.Missing NO_LINKS = Reading.missing(Why.UNSUPPORTED, "no links are listed");

    @Override
    public String name() {
        return "gpu.nvlink";
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
        Facts facts = new Facts();
        List<String> expected = PciFunctions.gpus(host);
        CommandResult result = host.run(STATUS);
        if (expected.isEmpty() && result instanceof CommandResult.Absent) {
            return facts.list();
        }
        GpuNames names = new GpuNames(host);
        List<NvlinkText.Gpu> gpus = gpus(result);
        boolean isLinked = gpus.stream().anyMatch(gpu -> !gpu.links().isEmpty() && !gpu.isAllInactive());
        Set<String> told = new HashSet<>();
        for (NvlinkText.Gpu gpu : gpus) {
            Instance instance = names.of(gpu.uuid(), gpu.index(), gpus.size());
            told.add(instance.text());
            state(gpu, instance, isLinked, facts);
        }
        unread(expected, told, result, facts);
        if (isLinked) {
            errors(host, names, facts);
        }
        return facts.list();
    }

    private static List<NvlinkText.Gpu> gpus(CommandResult result) {
        return result instanceof CommandResult.Finished finished ? NvlinkText.parse(finished.stdout()) : List.of();
    }

    /// @param isLinked whether any GPU of the node has a link that is up: one without any is then a fault, while a node
    ///     without bridge or switch has none at all
    private static void state(NvlinkText.Gpu gpu, Instance instance, boolean isLinked, Facts facts) {
        String source = STATUS.toString();
        if (gpu.isSplit()) {
            facts.of("gpu.nvlink.state", instance, SPLIT, source);
            return;
        }
        if (gpu.isAllInactive()) {
            Reading reading = isLinked
                    ? new Reading.Text("all inactive")
                    : Reading.missing(Why.NOT_APPLICABLE, "no link is up on any GPU of the node");
            facts.of("gpu.nvlink.state", instance, reading, source);
            facts.of("gpu.nvlink.active", instance, new Reading.Whole(0), source);
            return;
        }
        if (gpu.links().isEmpty()) {
            Reading reading = gpu.remarks().isEmpty()
                    ? NO_LINKS
                    : Reading.missing(Why.UNSUPPORTED, gpu.remarks().getFirst());
            facts.of("gpu.nvlink.state", instance, reading, source);
            return;
        }
        List<BigDecimal> speeds =
                gpu.links().values().stream().flatMap(Optional::stream).toList();
        BigDecimal fastest = speeds.stream().max(Comparator.naturalOrder()).orElse(BigDecimal.ZERO);
        BigDecimal slowest = speeds.stream().min(Comparator.naturalOrder()).orElse(BigDecimal.ZERO);
        facts.of("gpu.nvlink.state", instance, new Reading.Text(word(gpu.links(), fastest)), source);
        facts.of("gpu.nvlink.active", instance, new Reading.Whole(speeds.size()), source);
        facts.of("gpu.nvlink.speed", instance, new Reading.Quantity(slowest, "GB/s"), source);
    }

    /// `active`, or which links are not, or are slower than the others.
    private static String word(Map<Integer, Optional<BigDecimal>> links, BigDecimal fastest) {
        List<String> down = new ArrayList<>();
        List<String> slow = new ArrayList<>();
        links.forEach((link, speed) -> {
            if (speed.isEmpty()) {
                down.add(link.toString());
            } else if (speed.get().compareTo(fastest) < 0) {
                slow.add(link.toString());
            }
        });
        List<String> words = new ArrayList<>();
        if (!down.isEmpty()) {
            words.add("inactive: " + String.join(" ", down));
        }
        if (!slow.isEmpty()) {
            words.add("slow: " + String.join(" ", slow));
        }
        return words.isEmpty() ? "active" : String.join("; ", words);
    }

    private static void unread(List<String> expected, Set<String> told, CommandResult result, Facts facts) {
        for (String address : expected) {
            if (!told.contains(address)) {
                Reading reading = Readings.of(result, finished -> untold(expected, finished));
                facts.of("gpu.nvlink.state", new Instance(address), reading, STATUS.toString());
            }
        }
    }

    /// Of a GPU that was passed to a guest without its links nvidia-smi says nothing at all and calls it a success
    /// (driver 580, one H200). With several GPUs the same silence could hide links, so it is no answer there.
    private static Reading.Missing untold(List<String> expected, CommandResult.Finished finished) {
        boolean isLone = expected.size() == 1;
        return isLone && finished.exit() == 0 && finished.stdout().isBlank()
                ? Reading.missing(Why.UNSUPPORTED, "nvidia-smi tells of no link, and there is no peer")
                : Reading.missing(Why.UNREADABLE, SmiExit.word(finished.exit()) + ": the GPU is not in the answer");
    }

    private static void errors(HostRoot host, GpuNames names, Facts facts) {
        CommandResult result = host.run(ERRORS);
        List<NvlinkText.Gpu> gpus = gpus(result);
        for (NvlinkText.Gpu gpu : gpus) {
            Instance instance = names.of(gpu.uuid(), gpu.index(), gpus.size());
            if (gpu.isSplit() || gpu.errors().isEmpty()) {
                Reading none = gpu.isSplit() ? SPLIT : NO_LINKS;
                KINDS.forEach(kind -> facts.of("gpu.nvlink.errors." + kind, instance, none, ERRORS.toString()));
            } else {
                gpu.errors()
                        .forEach((kind, count) -> facts.of(
                                "gpu.nvlink.errors." + kind, instance, new Reading.Whole(count), ERRORS.toString()));
            }
        }
        if (gpus.isEmpty()) {
            Reading why = Readings.of(result, finished -> Readings.malformed(finished.stdout()));
            facts.node("gpu.nvlink.errors.recovery", why, ERRORS.toString());
        }
    }
}
