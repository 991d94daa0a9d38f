package io.holdfast.agent.parse;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `df -B1 --output=fstype,size,used,avail,itotal,iused,target`: one line a file system, under a line of
/// names.
public final class FileSystemTable {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int FIELDS = 7;

    /// One file system.
    ///
    /// @param usage used of what can be used, percent: the blocks kept for root count as neither
    /// @param inodes used of all, percent; empty for file systems that make them as they are needed
    public record Row(String point, Optional<BigDecimal> usage, Optional<BigDecimal> inodes) {}

    private FileSystemTable() {}

    public static List<Row> parse(String output) {
        List<Row> rows = new ArrayList<>();
        output.lines().skip(1).forEach(line -> {
            String[] fields = line.strip().split("\\s+", FIELDS);
            if (fields.length == FIELDS && fields[FIELDS - 1].startsWith("/")) {
                Optional<Long> used = Words.whole(fields[2]);
                Optional<Long> available = Words.whole(fields[3]);
                Optional<BigDecimal> usage =
                        used.flatMap(taken -> available.flatMap(free -> share(taken, taken + Math.max(0, free))));
                Optional<BigDecimal> inodes = Words.whole(fields[5])
                        .flatMap(taken -> Words.whole(fields[4]).flatMap(all -> share(taken, all)));
                rows.add(new Row(fields[FIELDS - 1], usage, inodes));
            }
        });
        return rows;
    }

    private static Optional<BigDecimal> share(long used, long all) {
        return used < 0 || all <= 0
                ? Optional.empty()
                : Optional.of(BigDecimal.valueOf(used)
                        .multiply(HUNDRED)
                        .divide(BigDecimal.valueOf(all), 1, RoundingMode.HALF_UP));
    }
}
