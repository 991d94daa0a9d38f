package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `nvidia-smi --query-gpu=... --format=csv`: a line of column names, then a line per GPU, separated by `, `.
///
/// Names and values hold no commas. Lines with another number of values (warnings, a broken last line) are remarks.
public final class SmiTable {
    private SmiTable() {}

    public static SmiReport parse(String output) {
        List<String> lines = Lines.spoken(output, 1_000);
        List<String> columns = lines.isEmpty() ? List.of() : columns(lines.getFirst());
        if (!columns.contains("pci.bus_id") && !columns.contains("uuid")) {
            return SmiReport.none(output, "no table of GPUs in the output");
        }
        List<SmiGpu> gpus = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        SmiGpu.Draft node = new SmiGpu.Draft();
        for (String line : lines.subList(1, lines.size())) {
            List<String> values = Lines.split(line, ',');
            if (values.size() != columns.size()) {
                remarks.add(Lines.shortened(line));
                continue;
            }
            SmiGpu.Draft draft = new SmiGpu.Draft();
            for (int column = 0; column < columns.size(); column++) {
                draft.put(SmiField.ofColumn(columns.get(column)), values.get(column));
            }
            gpus.add(draft.done("", List.of()));
            node = draft;
        }
        Map<SmiField, String> shared = node.values();
        Optional<String> damage = Optional.ofNullable(shared.get(SmiField.ATTACHED))
                .filter(attached -> !attached.equals(Integer.toString(gpus.size())))
                .map(attached -> attached + " GPUs attached, " + gpus.size() + " described");
        return new SmiReport(shared, gpus, remarks, damage);
    }

    /// `memory.total [MiB]` is the column `memory.total`.
    private static List<String> columns(String line) {
        return Lines.split(line, ',').stream()
                .map(name -> name.indexOf(' ') < 0 ? name : name.substring(0, name.indexOf(' ')))
                .toList();
    }
}
