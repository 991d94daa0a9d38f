package io.holdfast.agent.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The kernel's log by the system call `syslog(2)`. It takes CAP_SYSLOG and no file: a container whose device list has
/// no
/// `/dev/kmsg` reads the log by it. Looking changes nothing for others who look.
public final class KernelRing {
    /// As a fact names it.
    public static final String SOURCE = "syslog(2)";

    private static final int READ_ALL = 3;
    private static final int SIZE_BUFFER = 10;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private KernelRing() {}

    /// glibc's name of the call.
    private static final class Call {
        static final Optional<MethodHandle> KLOGCTL = find();

        @SuppressWarnings("restricted") // what the class is for
        private static Optional<MethodHandle> find() {
            SymbolLookup library = LINKER.defaultLookup();
            return library.find("klogctl")
                    .map(symbol -> LINKER.downcallHandle(
                            symbol,
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
                            Linker.Option.captureCallState("errno")));
        }
    }

    /// The newest records, as text.
    ///
    /// @param max bytes at most; what is older is left out
    public static Attribute<String> newest(int max) {
        if (Call.KLOGCTL.isEmpty()) {
            return new Attribute.Absent<>(SOURCE);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int size = call(state, SIZE_BUFFER, MemorySegment.NULL, 0);
            if (size < 0) {
                return refused((int) ERRNO.get(state, 0L));
            }
            int wanted = Math.min(size, max);
            MemorySegment buffer = arena.allocate(wanted);
            int read = call(state, READ_ALL, buffer, wanted);
            return read < 0
                    ? refused((int) ERRNO.get(state, 0L))
                    : new Attribute.Value<>(
                            SOURCE, new String(buffer.asSlice(0, read).toArray(JAVA_BYTE), StandardCharsets.UTF_8));
        }
    }

    private static int call(MemorySegment state, int action, MemorySegment buffer, int length) {
        try {
            return (int) Call.KLOGCTL.orElseThrow().invokeExact(state, action, buffer, length);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a call into the C library throws nothing", e);
        }
    }

    private static Attribute<String> refused(int errno) {
        return switch (errno) {
            case EPERM -> new Attribute.NotPermitted<>(SOURCE, "Operation not permitted");
            case ENOSYS -> new Attribute.Absent<>(SOURCE);
            default -> new Attribute.Unreadable<>(SOURCE, "errno " + errno);
        };
    }
}
