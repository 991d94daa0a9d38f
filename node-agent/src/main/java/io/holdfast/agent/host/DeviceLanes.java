package io.holdfast.agent.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/// Reads that may enter firmware or a sick driver, one at a time per device, each on a thread that may be
/// given up.
///
/// A read that hangs in the kernel cannot be cancelled. So its caller leaves at the deadline and the thread
/// stays behind:
///
/// - the same path is not read again while its first read hangs;
/// - other paths of the device go on in a fresh thread, until a second read of the device hangs: then the device gets
///   no more reads until one returns;
/// - over all devices at most `totalHung` threads stay behind (a stuck `rtnl_lock` makes every netdev hang at once).
public final class DeviceLanes {
    private static final int HUNG_PER_DEVICE = 2;
    private static final int TOTAL_HUNG = 64;
    private static final String NOT_RETURNED = "an earlier read of it has not returned yet";

    /// One device. Guarded by itself.
    private static final class Lane {
        private boolean isBusy;
        private final Set<String> hung = new HashSet<>();
    }

    /// Reads under way in one lane, one after the other. All but the end is guarded by the lane.
    private static final class Visit<T> {
        private final List<Attribute<T>> done = new ArrayList<>();
        private final CompletableFuture<Boolean> end = new CompletableFuture<>();
        /// What is read now, and since when by `System.nanoTime`.
        private String path = "";

        private long since;
        private boolean hasReturned;
        private boolean isHung;
    }

    private final Duration deadline;
    private final int totalHung;
    private final Executor threads;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final AtomicInteger hungReads = new AtomicInteger();

    /// @param threads starts a task at once, whatever hangs in it
    DeviceLanes(Duration deadline, int totalHung, Executor threads) {
        this.deadline = deadline;
        this.totalHung = totalHung;
        this.threads = threads;
    }

    /// Threads that hang now.
    int hung() {
        return hungReads.get();
    }

    /// Lanes whose threads are daemons: one that hangs does not keep the process.
    public static DeviceLanes ofDaemons(Duration deadline) {
        return new DeviceLanes(deadline, TOTAL_HUNG, daemonThreads());
    }

    /// Platform threads: one that hangs in the kernel would take a carrier from the virtual ones. Idle ones
    /// end after 10 s.
    private static ExecutorService daemonThreads() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("lane-", 0).factory());
    }

    /// What `read` gives, or `TimedOut`. The path names the read, and need not be a file.
    public <T> Attribute<T> read(String device, String path, Supplier<Attribute<T>> read) {
        return readAll(device, List.of(path), _ -> read.get()).getFirst();
    }

    /// Reads files of one device one after the other, in one visit of its lane: for many small attributes the
    /// way into the lane would cost more than the reads. Each is answered as `read` would answer it: the
    /// visit ends with one that hangs, and those after it are read in another.
    <T> List<Attribute<T>> readAll(String device, List<String> paths, Function<String, Attribute<T>> read) {
        Lane lane = lanes.computeIfAbsent(device, _ -> new Lane());
        List<Attribute<T>> all = new ArrayList<>();
        long giveUp = System.nanoTime() + deadline.toNanos();
        try {
            while (all.size() < paths.size()) {
                List<String> left = paths.subList(all.size(), paths.size());
                String refusal = enter(lane, device, left.getFirst(), giveUp);
                if (refusal.isEmpty()) {
                    all.addAll(await(lane, start(lane, left, read)));
                } else {
                    all.add(new Attribute.TimedOut<>(left.getFirst(), refusal));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            paths.subList(all.size(), paths.size())
                    .forEach(path -> all.add(new Attribute.TimedOut<>(path, "the reader was told to stop")));
        }
        return all;
    }

    /// Waits for the device to be free. Empty where it is now ours, else why it will not be.
    private String enter(Lane lane, String device, String path, long giveUp) throws InterruptedException {
        synchronized (lane) {
            while (true) {
                if (lane.hung.contains(path)) {
                    return NOT_RETURNED;
                }
                if (lane.hung.size() >= HUNG_PER_DEVICE) {
                    return lane.hung.size() + " reads of " + device + " have not returned yet";
                }
                if (hungReads.get() >= totalHung) {
                    return hungReads.get() + " reads of devices have not returned yet";
                }
                if (!lane.isBusy) {
                    lane.isBusy = true;
                    return "";
                }
                long left = TimeUnit.NANOSECONDS.toMillis(giveUp - System.nanoTime());
                if (left <= 0) {
                    return "other reads of " + device + " took all of " + shown();
                }
                lane.wait(left);
            }
        }
    }

    /// The answers of a visit: all, or those up to a read that hangs, and that one given up. Each read has
    /// the deadline to itself.
    private <T> List<Attribute<T>> await(Lane lane, Visit<T> visit) throws InterruptedException {
        long left = deadline.toNanos();
        while (true) {
            try {
                visit.end.get(left, TimeUnit.NANOSECONDS);
                return answers(lane, visit);
            } catch (TimeoutException _) {
                left = left(lane, visit);
                if (left <= 0) {
                    leaveBehind(lane, visit);
                    return answers(lane, visit);
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("reading " + visit.path + " failed", e.getCause());
            } catch (InterruptedException e) {
                leaveBehind(lane, visit);
                throw e;
            }
        }
    }

    private long left(Lane lane, Visit<?> visit) {
        synchronized (lane) {
            return visit.since + deadline.toNanos() - System.nanoTime();
        }
    }

    private <T> List<Attribute<T>> answers(Lane lane, Visit<T> visit) {
        synchronized (lane) {
            List<Attribute<T>> answers = new ArrayList<>(visit.done);
            if (visit.isHung) {
                answers.add(new Attribute.TimedOut<>(visit.path, "no answer in " + shown()));
            }
            return answers;
        }
    }

    private void leaveBehind(Lane lane, Visit<?> visit) {
        synchronized (lane) {
            if (!visit.hasReturned) {
                visit.isHung = true;
                lane.hung.add(visit.path);
                hungReads.incrementAndGet();
                lane.isBusy = false;
                lane.notifyAll();
            }
        }
    }

    private void returned(Lane lane, Visit<?> visit) {
        synchronized (lane) {
            visit.hasReturned = true;
            if (visit.isHung) {
                lane.hung.remove(visit.path);
                hungReads.decrementAndGet();
            } else {
                lane.isBusy = false;
            }
            lane.notifyAll();
        }
    }

    private <T> Visit<T> start(Lane lane, List<String> paths, Function<String, Attribute<T>> read) {
        Visit<T> visit = new Visit<>();
        visit.path = paths.getFirst();
        visit.since = System.nanoTime();
        try {
            threads.execute(() -> run(lane, visit, paths, read));
        } catch (RuntimeException | Error e) {
            returned(lane, visit);
            throw e;
        }
        return visit;
    }

    private <T> void run(Lane lane, Visit<T> visit, List<String> paths, Function<String, Attribute<T>> read) {
        try {
            for (String path : paths) {
                if (mayRead(lane, visit, path)) {
                    answered(lane, visit, read.apply(path));
                }
            }
            returned(lane, visit);
            visit.end.complete(true);
        } catch (RuntimeException | Error e) {
            returned(lane, visit);
            visit.end.completeExceptionally(e);
        }
    }

    private <T> boolean mayRead(Lane lane, Visit<T> visit, String path) {
        synchronized (lane) {
            if (visit.isHung) {
                return false;
            }
            if (lane.hung.contains(path)) {
                visit.done.add(new Attribute.TimedOut<>(path, NOT_RETURNED));
                return false;
            }
            visit.path = path;
            visit.since = System.nanoTime();
            return true;
        }
    }

    /// What comes after the visit was given up has been answered for.
    private static <T> void answered(Lane lane, Visit<T> visit, Attribute<T> answer) {
        synchronized (lane) {
            if (!visit.isHung) {
                visit.done.add(answer);
            }
        }
    }

    private String shown() {
        return deadline.toMillis() + " ms";
    }
}
