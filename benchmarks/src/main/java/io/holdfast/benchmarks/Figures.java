package io.holdfast.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A table of figures, each with its reference and the aim beside it.
final class Figures {
    private record Row(String what, String figure, String reference, String aim) {}

    private final List<Row> rows = new ArrayList<>();

    /// @param aim the figure to reach, or empty text where none is set
    void add(String what, String figure, String reference, String aim) {
        rows.add(new Row(what, figure, reference, aim));
    }

    void print(PrintStream out) {
        out.println("| what | figure | reference, same run | aim |");
        out.println("|---|---|---|---|");
        rows.forEach(row ->
                out.println("| " + row.what + " | " + row.figure + " | " + row.reference + " | " + row.aim + " |"));
    }

    static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%,.0f/s", perSecond);
    }
}
