package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The tables of `nvidia-smi topo`: how each GPU is connected with the others and with network cards (`-m`), and
/// whether
/// it may access the others' memory (`-p2p`).
///
/// The header is wrapped in escapes that underline it, even when it goes to a file. Cells are padded with blanks, and
/// columns that are no devices are separated by doubled tabs.
///
/// @param rows cells by column, by row: `GPU0` to `GPU1` to `NV18`
/// @param legend what the names of cards stand for: `NIC0` to `mlx5_0`
public record SmiMatrix(Map<String, Map<String, String>> rows, Map<String, String> legend) {
    private static final Pattern ESCAPE = Pattern.compile("\\x1b\\[[0-9;]*[A-Za-z]");
    private static final Pattern DEVICE = Pattern.compile("(GPU|NIC)\\d+|mlx\\d+_\\S+");
    private static final Pattern CARD = Pattern.compile("(NIC\\d+): *(\\S+)");

    public SmiMatrix {
        rows = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(rows));
        legend = Map.copyOf(legend);
    }

    /// Rows that do not fit the header are left out; without a header there are none.
    public static SmiMatrix parse(String output) {
        List<String> columns = List.of();
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        Map<String, String> legend = new LinkedHashMap<>();
        for (String line : ESCAPE.matcher(output).replaceAll("").lines().toList()) {
            List<String> cells = cells(line);
            Matcher card = CARD.matcher(line.strip());
            if (card.matches()) {
                legend.put(card.group(1), card.group(2));
            } else if (columns.isEmpty() && !cells.isEmpty() && isHeader(line, cells)) {
                columns = cells.stream()
                        .takeWhile(cell -> DEVICE.matcher(cell).matches())
                        .toList();
            } else if (cells.size() > columns.size()
                    && !columns.isEmpty()
                    && DEVICE.matcher(cells.getFirst()).matches()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int at = 0; at < columns.size(); at++) {
                    row.put(columns.get(at), cells.get(at + 1));
                }
                rows.putIfAbsent(cells.getFirst(), row);
            }
        }
        return new SmiMatrix(rows, legend);
    }

    /// The header begins with the empty corner.
    private static boolean isHeader(String line, List<String> cells) {
        return Character.isWhitespace(line.charAt(0))
                && cells.getFirst().equals("GPU0")
                && (cells.size() == 1 || !cells.get(1).equals("X"));
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.replace("  ", "\t").split("\t", -1)) {
            if (!cell.isBlank()) {
                cells.add(cell.strip());
            }
        }
        return cells;
    }
}
