package io.holdfast.agent.parse;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/// The first line of `/proc/stat`: how long all processors together did what since boot, in ticks.
///
/// @param idle with nothing to do, waiting for disks included
/// @param all guests not counted again: the kernel counts them as user time too
public record CpuTimes(long idle, long all) {
    /// user, nice, system, idle, iowait, irq, softirq, steal; after them guest and guest_nice.
    private static final int COUNTED = 8;

    private static final int IDLE = 3;
    private static final int WAITING = 4;

    /// Empty for what is no such line.
    public static Optional<CpuTimes> parse(String stat) {
        Optional<String> line = stat.lines().findFirst().filter(first -> first.startsWith("cpu "));
        if (line.isEmpty()) {
            return Optional.empty();
        }
        List<Optional<Long>> numbers = List.of(line.get().substring(4).strip().split("\\s+")).stream()
                .limit(COUNTED)
                .map(Words::whole)
                .toList();
        if (numbers.size() <= WAITING || numbers.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        long all = numbers.stream().mapToLong(number -> number.orElse(0L)).sum();
        return Optional.of(
                new CpuTimes(numbers.get(IDLE).orElse(0L) + numbers.get(WAITING).orElse(0L), all));
    }

    /// Share of the time in use since an earlier look, in percent; empty where no time has gone by. The kernel may take
    /// back some idle time: that is none.
    public Optional<BigDecimal> usedSince(CpuTimes before) {
        long time = all - before.all;
        if (time <= 0) {
            return Optional.empty();
        }
        long used = Math.clamp(time - (idle - before.idle), 0, time);
        return Optional.of(
                BigDecimal.valueOf(used).movePointRight(2).divide(BigDecimal.valueOf(time), 1, RoundingMode.HALF_UP));
    }
}
