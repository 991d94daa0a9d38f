package io.holdfast.agent.kernel;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.DeviceLanes;
import io.holdfast.agent.parse.NvmlReturn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// NVML between `nvmlInit_v2` and `nvmlShutdown`. Meanwhile this process holds the driver and its GPUs: they cannot be
/// unloaded or reset. So a session lasts as long as one round of questions, and no longer than the slowest of them:
/// what hangs keeps it open.
public final class NvmlSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NvmlSession.class);
    private static final int VERSION_SIZE = 80;

    private final NvmlLibrary library;
    private final DeviceLanes lanes;
    private final Runnable ended;
    private final NvmlAnswer<String> driverVersion;
    private final NvmlAnswer<Long> count;
    private int users = 1;

    /// The answers of one GPU.
    public sealed interface Asked<T> {
        record Answered<T>(T answers) implements Asked<T> {}

        /// The GPU could not be had.
        ///
        /// @param code what NVML gave as the reason
        record NoHandle<T>(int code) implements Asked<T> {}

        /// It has not answered in time, or an earlier question still waits for its answer.
        record Late<T>(String why) implements Asked<T> {}
    }

    /// Asks what the node as a whole is asked: to be called in the lane of the driver.
    ///
    /// @param library initialised, for this session
    /// @param ended told after the shutdown
    NvmlSession(NvmlLibrary library, DeviceLanes lanes, Runnable ended) {
        this.library = library;
        this.lanes = lanes;
        this.ended = ended;
        this.driverVersion = driverVersion(library);
        this.count = count(library);
    }

    public NvmlAnswer<String> driverVersion() {
        return driverVersion;
    }

    /// GPUs, those included that cannot be had.
    public NvmlAnswer<Long> count() {
        return count;
    }

    NvmlLibrary library() {
        return library;
    }

    /// Whether this library has all of those functions.
    public boolean hasAll(Set<NvmlFunction> functions) {
        return functions.stream().allMatch(library::has);
    }

    private static NvmlAnswer<String> driverVersion(NvmlLibrary library) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(2L * VERSION_SIZE);
            int code = library.call(NvmlFunction.DRIVER_VERSION, buffer, VERSION_SIZE);
            return code == NvmlReturn.SUCCESS
                    ? new NvmlAnswer.Told<>(NvmlDevice.string(buffer, VERSION_SIZE))
                    : new NvmlAnswer.Refused<>(code);
        }
    }

    private static NvmlAnswer<Long> count(NvmlLibrary library) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            int code = library.call(NvmlFunction.COUNT, out);
            return code == NvmlReturn.SUCCESS
                    ? new NvmlAnswer.Told<>((long) out.get(ValueLayout.JAVA_INT, 0))
                    : new NvmlAnswer.Refused<>(code);
        }
    }

    /// Asks one GPU, in its lane: a GPU that hangs is left behind at the deadline, and not asked again before it came
    /// back.
    ///
    /// @param address `0000:3b:00.0`
    public <T> Asked<T> ask(String address, Function<NvmlDevice, T> questions) {
        NvmlDevice.Progress progress = new NvmlDevice.Progress();
        Attribute<Asked<T>> read =
                lanes.read("nvml " + address, "nvml " + address, () -> now(address, questions, progress));
        return switch (read) {
            case Attribute.Value<Asked<T>>(String _, Asked<T> asked) -> asked;
            case Attribute.TimedOut<Asked<T>>(String _, String detail) ->
                new Asked.Late<>(progress.function().isEmpty() ? detail : detail + " (" + progress.function() + ")");
            case Attribute.Absent<Asked<T>> _, Attribute.NotPermitted<Asked<T>> _, Attribute.Unreadable<Asked<T>> _ ->
                throw new IllegalStateException(address + ": " + read);
        };
    }

    private <T> Attribute<Asked<T>> now(
            String address, Function<NvmlDevice, T> questions, NvmlDevice.Progress progress) {
        if (!enter()) {
            return new Attribute.TimedOut<>(address, "the session has ended");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ValueLayout.ADDRESS);
            progress.enter(NvmlFunction.HANDLE);
            int code = library.call(NvmlFunction.HANDLE, arena.allocateFrom(address), handle);
            if (code != NvmlReturn.SUCCESS) {
                return new Attribute.Value<>(address, new Asked.NoHandle<>(code));
            }
            NvmlDevice device = new NvmlDevice(library, handle.get(ValueLayout.ADDRESS, 0), arena, progress);
            return new Attribute.Value<>(address, new Asked.Answered<>(questions.apply(device)));
        } finally {
            leave();
        }
    }

    private synchronized boolean enter() {
        if (users == 0) {
            return false;
        }
        users++;
        return true;
    }

    /// One user less; the last one ends the session, in its own thread.
    void leave() {
        synchronized (this) {
            users--;
            if (users > 0) {
                return;
            }
        }
        library.call(NvmlFunction.SHUTDOWN);
        ended.run();
    }

    /// Ends the session once no question is under way any more.
    @Override
    public void close() {
        Attribute<String> ending = lanes.read("nvml", NvmlFunction.SHUTDOWN.symbol(), () -> {
            leave();
            return new Attribute.Value<>(NvmlFunction.SHUTDOWN.symbol(), "");
        });
        if (ending instanceof Attribute.TimedOut<String>(String function, String detail)) {
            LOG.warn("TRANSIENT {}: {}", function, detail);
        }
    }
}
