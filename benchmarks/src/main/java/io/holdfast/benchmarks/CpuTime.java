package io.holdfast.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// CPU time that a process has used, from `/proc/<pid>/stat` in ticks of 10 ms (`USER_HZ` is 100 on Linux).
///
/// @param own user and system time of its threads
/// @param children the same of the children it has waited for
record CpuTime(Duration own, Duration children) {
    private static final long MILLIS_PER_TICK = 10;

    static CpuTime of(long pid) throws IOException {
        return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    }

    static CpuTime parse(String stat) {
        // The second field is the command in parentheses and may hold spaces; utime is field 14.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new CpuTime(ticks(fields, 11), ticks(fields, 13));
    }

    static CpuTime ofThisProcess() throws IOException {
        return of(ProcessHandle.current().pid());
    }

    CpuTime minus(CpuTime earlier) {
        return new CpuTime(own.minus(earlier.own), children.minus(earlier.children));
    }

    private static Duration ticks(String[] fields, int first) {
        long ticks = Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1]);
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }
}
