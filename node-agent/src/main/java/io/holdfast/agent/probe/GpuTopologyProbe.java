package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.SmiExit;
import io.holdfast.agent.parse.SmiMatrix;
import io.holdfast.agent.parse.Words;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How the driver sees GPUs and network cards connected, and which GPUs may read each other's memory.
final class GpuTopologyProbe implements Probe {
    private static final Duration LONG = Duration.ofSeconds(30);

    /// A check and the table that it is read from.
    private record Table(String check, HostCommand command) {}

    private static final List<Table> TABLES = List.of(
            new Table("gpu.topology", HostCommand.of("nvidia-smi", "topo", "-m").within(LONG)),
            new Table(
                    "gpu.p2p", HostCommand.of("nvidia-smi", "topo", "-p2p", "r").within(LONG)));

    @Override
    public String name() {
        return "gpu.topology";
    }

    @Override
    public Section section() {
        return Section.GPU;
    }

    @Override
    public Cadence cadence() {
        return Cadence.RARE;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        List<String> expected = PciFunctions.gpus(host);
        GpuNames names = new GpuNames(host);
        for (Table table : TABLES) {
            CommandResult result = host.run(table.command());
            Set<String> told = new HashSet<>();
            if (result instanceof CommandResult.Finished finished) {
                rows(SmiMatrix.parse(finished.stdout()), names, table, told, facts);
            }
            for (String address : expected) {
                if (!told.contains(address)) {
                    facts.of(
                            table.check(),
                            new Instance(address),
                            why(result),
                            table.command().toString());
                }
            }
        }
        return facts.list();
    }

    private static Reading why(CommandResult result) {
        return Readings.of(
                result,
                finished -> Reading.missing(
                        Why.UNREADABLE, SmiExit.word(finished.exit()) + ": the GPU is not in the table"));
    }

    private static void rows(SmiMatrix matrix, GpuNames names, Table table, Set<String> told, Facts facts) {
        int gpus = (int) matrix.rows().keySet().stream()
                .filter(row -> row.startsWith("GPU"))
                .count();
        matrix.rows().forEach((row, cells) -> {
            if (row.startsWith("GPU")) {
                Instance instance = new Instance(name(row, gpus, matrix, names));
                told.add(instance.text());
                facts.of(
                        table.check(),
                        instance,
                        peers(row, cells, gpus, matrix, names),
                        table.command().toString());
            }
        });
    }

    /// `mlx5_0 PIX`, `0000:86:00.0 NV18`; of a GPU alone on its node that there are no peers.
    private static Reading peers(String row, Map<String, String> cells, int gpus, SmiMatrix matrix, GpuNames names) {
        List<String> peers = new ArrayList<>();
        cells.forEach((column, cell) -> {
            if (!column.equals(row)) {
                peers.add(name(column, gpus, matrix, names) + " " + cell);
            }
        });
        return peers.isEmpty() ? Reading.missing(Why.NOT_APPLICABLE, "no peers") : Reading.Words.of(peers);
    }

    private static String name(String label, int gpus, SmiMatrix matrix, GpuNames names) {
        if (label.startsWith("GPU")) {
            int index = Words.whole(label.substring(3)).orElse(-1L).intValue();
            return names.ofIndex(index, gpus, label).text();
        }
        return matrix.legend().getOrDefault(label, label);
    }
}
