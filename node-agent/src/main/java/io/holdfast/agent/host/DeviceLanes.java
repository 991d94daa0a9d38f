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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/// Reads that may enter firmware or a sick driver, one at a time per device, each on a thread that may be given up.
///
/// A read that hangs in the kernel cannot be cancelled. So its caller leaves at the deadline and the thread stays
/// behind:
///
/// - the same path is not read again while its first read hangs;
/// - other paths of the device go on in a fresh thread, until a second read of the device hangs: then the device gets
///   no more reads until one returns;
/// - over all devices at most `totalHung` threads stay behind (a stuck `rtnl_lock` makes every netdev hang at once).
public final class DeviceLanes {
    private static final int HUNG_PER_DEVICE = 2;
    private static final int TOTAL_HUNG = 64;

    /// One device. Guarded by itself.
    private static final class Lane {
        private boolean isBusy;
        private final Set<String> hung = new HashSet<>();
    }

    /// One read under way. The flags are guarded by its lane.
    private static final class Call<T> {
        private final String path;
        private final CompletableFuture<Attribute<T>> result = new CompletableFuture<>();
        private boolean hasReturned;
        private boolean isHung;

        Call(String path) {
            this.path = path;
        }
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

    /// Platform threads: one that hangs in the kernel would take a carrier from the virtual ones. Idle ones end after
    /// 10 s.
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
        Lane lane = lanes.computeIfAbsent(device, _ -> new Lane());
        try {
            String refusal = enter(lane, device, path);
            if (!refusal.isEmpty()) {
                return new Attribute.TimedOut<>(path, refusal);
            }
            return await(lane, start(lane, path, read));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Attribute.TimedOut<>(path, "the reader was told to stop");
        }
    }

    /// Reads files of one device one after the other, in one visit of its lane: for many small attributes the way
    /// into the lane would cost more than the reads. Past the deadline, what was read counts and the rest is timed
    /// out; while the file that hangs has not returned, the whole batch is.
    ///
    /// @param batch names it among the reads of the device
    <T> List<Attribute<T>> readAll(
            String device, String batch, List<String> paths, Function<String, Attribute<T>> read) {
        List<Attribute<T>> done = new ArrayList<>();
        AtomicBoolean isGivenUp = new AtomicBoolean();
        Attribute<T> whole = read(device, batch, () -> {
            Attribute<T> last = new Attribute.Absent<>(batch);
            for (int i = 0; i < paths.size() && !isGivenUp.get(); i++) {
                last = read.apply(paths.get(i));
                synchronized (done) {
                    done.add(last);
                }
            }
            return last;
        });
        isGivenUp.set(true);
        List<Attribute<T>> all;
        synchronized (done) {
            all = new ArrayList<>(done);
        }
        String why = whole instanceof Attribute.TimedOut<T>(String _, String detail) ? detail : "not read";
        paths.subList(all.size(), paths.size()).forEach(path -> all.add(new Attribute.TimedOut<>(path, why)));
        return all;
    }

    /// Waits for the device to be free. Empty where it is now ours, else why it will not be.
    private String enter(Lane lane, String device, String path) throws InterruptedException {
        long giveUp = System.nanoTime() + deadline.toNanos();
        synchronized (lane) {
            while (true) {
                if (lane.hung.contains(path)) {
                    return "an earlier read of it has not returned yet";
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

    private <T> Attribute<T> await(Lane lane, Call<T> call) throws InterruptedException {
        try {
            return call.result.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            leaveBehind(lane, call);
            return new Attribute.TimedOut<>(call.path, "no answer in " + shown());
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading " + call.path + " failed", e.getCause());
        } catch (InterruptedException e) {
            leaveBehind(lane, call);
            throw e;
        }
    }

    private void leaveBehind(Lane lane, Call<?> call) {
        synchronized (lane) {
            if (!call.hasReturned) {
                call.isHung = true;
                lane.hung.add(call.path);
                hungReads.incrementAndGet();
                lane.isBusy = false;
                lane.notifyAll();
            }
        }
    }

    private void returned(Lane lane, Call<?> call) {
        synchronized (lane) {
            call.hasReturned = true;
            if (call.isHung) {
                lane.hung.remove(call.path);
                hungReads.decrementAndGet();
            } else {
                lane.isBusy = false;
            }
            lane.notifyAll();
        }
    }

    private <T> Call<T> start(Lane lane, String path, Supplier<Attribute<T>> read) {
        Call<T> call = new Call<>(path);
        try {
            threads.execute(() -> run(lane, call, read));
        } catch (RuntimeException | Error e) {
            returned(lane, call);
            throw e;
        }
        return call;
    }

    private <T> void run(Lane lane, Call<T> call, Supplier<Attribute<T>> read) {
        try {
            Attribute<T> attribute = read.get();
            returned(lane, call);
            call.result.complete(attribute);
        } catch (RuntimeException | Error e) {
            returned(lane, call);
            call.result.completeExceptionally(e);
        }
    }

    private String shown() {
        return deadline.toMillis() + " ms";
    }
}
