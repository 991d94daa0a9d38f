package io.holdfast.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// CPU time of this process by what its threads do, from `/proc/self/task/<tid>/stat` in ticks of 10 ms. The time of
/// threads that have ended counts as `other`.
record ThreadTimes(Map<String, Duration> byWork) {
    private static final String OTHER = "other";
    private static final String JIT = "JIT";

    /// The kernel keeps 15 characters of a thread's name.
    private static final Map<String, String> WORK = Map.of(
            "holdfast-aggreg", "fold",
            "kafka-producer-", "producer",
            "fleet-view", "fleet view",
            "C1 CompilerThre", JIT,
            "C2 CompilerThre", JIT,
            "main", "benchmark");

    static ThreadTimes now() throws IOException {
        Map<String, Duration> times = new TreeMap<>();
        Duration seen = Duration.ZERO;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                try {
                    String stat = Files.readString(task.resolve("stat"));
                    Duration time = CpuTime.parse(stat).own();
                    times.merge(
                            work(stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'))), time, Duration::plus);
                    seen = seen.plus(time);
                } catch (NoSuchFileException _) {
                    // ended just now
                }
            }
        }
        times.merge(OTHER, CpuTime.ofThisProcess().own().minus(seen), Duration::plus);
        return new ThreadTimes(times);
    }

    private static String work(String thread) {
        if (thread.startsWith("G1") || thread.startsWith("GC") || thread.startsWith("VM ")) {
            return "GC and VM";
        }
        return WORK.getOrDefault(thread, OTHER);
    }

    ThreadTimes since(ThreadTimes earlier) {
        Map<String, Duration> difference = new TreeMap<>(byWork);
        difference.replaceAll((work, time) -> time.minus(earlier.byWork.getOrDefault(work, Duration.ZERO)));
        return new ThreadTimes(difference);
    }

    /// All but the compiler, whose work ends, and the benchmark's own waiting.
    Duration steady() {
        return byWork.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(JIT) && !entry.getKey().equals("benchmark"))
                .map(Map.Entry::getValue)
                .reduce(Duration.ZERO, Duration::plus);
    }
}
