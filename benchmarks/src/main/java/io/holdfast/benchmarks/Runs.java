package io.holdfast.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Wall time and processor time of runs of one thing, after one to warm up. The processor time is that of the whole
/// process, compiler and garbage collection included.
///
/// @param last what the last run gave
record Runs<T>(T last, List<Duration> wall, List<Duration> cpu) {
    static <T> Runs<T> of(int runs, Supplier<T> run) throws IOException {
        T last = run.get();
        List<Duration> wall = new ArrayList<>();
        List<Duration> cpu = new ArrayList<>();
        for (int number = 0; number < runs; number++) {
            Duration before = CpuTime.ofThisProcess().own();
            long start = System.nanoTime();
            last = run.get();
            wall.add(Duration.ofNanos(System.nanoTime() - start));
            cpu.add(CpuTime.ofThisProcess().own().minus(before));
        }
        return new Runs<>(last, wall, cpu);
    }

    /// The medians.
    String figure() {
        return String.format(Locale.ROOT, "%,d ms, %,d ms of CPU", median(wall), median(cpu));
    }

    private static long median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2).toMillis();
    }
}
