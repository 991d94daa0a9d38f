package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.NvmeSmart;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// What each NVMe controller says of its health. One admin command to each.
final class NvmeSmartProbe implements Probe {
    private static final String CHECK = "disk.nvme.smart.";

    private static final Map<String, String> COUNTS = new TreeMap<>(Map.of(
            "critical_warning", "critical_warning",
            "media_errors", "media_errors",
            "num_err_log_entries", "num_err_log_entries",
            "unsafe_shutdowns", "unsafe_shutdowns"));

    /// Names in the log; older versions of the tool spell them differently.
    private static final Map<String, List<String>> PERCENTAGES = new TreeMap<>(Map.of(
            "avail_spare", List.of("avail_spare"),
            "spare_thresh", List.of("spare_thresh"),
            "percent_used", List.of("percent_used", "percentage_used")));

    @Override
    public String name() {
        return "storage.smart";
    }

    @Override
    public Section section() {
        return Section.STORAGE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.RARE;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        for (String name : NvmeProbe.names(host)) {
            HostCommand command = HostCommand.of("nvme", "smart-log", "/dev/" + name, "-o", "json");
            Instance instance = NvmeProbe.instance(host, name);
            CommandResult result = host.run(command);
            COUNTS.forEach((word, field) -> facts.of(
                    CHECK + word,
                    instance,
                    value(result, log -> log.whole(field).map(Reading.Whole::new)),
                    command.toString()));
            PERCENTAGES.forEach((word, fields) -> facts.of(
                    CHECK + word,
                    instance,
                    value(
                            result,
                            log -> fields.stream()
                                    .flatMap(field -> log.whole(field).stream())
                                    .findFirst()
                                    .map(it -> Reading.Quantity.of(it, "%"))),
                    command.toString()));
            facts.of(
                    CHECK + "temperature",
                    instance,
                    value(result, log -> log.celsius().map(it -> new Reading.Quantity(it, "C"))),
                    command.toString());
        }
        return facts.list();
    }

    private static Reading value(CommandResult result, Function<NvmeSmart, Optional<? extends Reading>> pick) {
        if (result instanceof CommandResult.Finished(var _, int exit, String _, String said)
                && exit != 0
                && said.contains("Permission denied")) {
            return Reading.missing(Why.NOT_PERMITTED, said.strip());
        }
        return Readings.output(
                result,
                text -> NvmeSmart.parse(text)
                        .map(log -> pick.apply(log)
                                .<Reading>map(it -> it)
                                .orElseGet(() -> Reading.missing(Why.UNSUPPORTED, "not in the controller's log"))));
    }
}
