package io.holdfast.agent.kernel;

import io.holdfast.agent.parse.NvmlReturn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// One GPU within a session: the questions that can be asked of it, by what is answered. Used by one thread.
///
/// Every buffer is larger than what is asked for, so that a driver that writes more than its header says does not
/// write into foreign memory.
public final class NvmlDevice {
    private static final int SLACK = 256;

    private final NvmlLibrary library;
    private final MemorySegment handle;
    private final Arena arena;
    private final Progress progress;

    /// Which function a thread is in, for those who wait for it.
    static final class Progress {
        private volatile String function = "";

        void enter(NvmlFunction next) {
            function = next.symbol();
        }

        String function() {
            return function;
        }
    }

    /// @param arena what the questions need of memory lives as long
    NvmlDevice(NvmlLibrary library, MemorySegment handle, Arena arena, Progress progress) {
        this.library = library;
        this.handle = handle;
        this.arena = arena;
        this.progress = progress;
    }

    /// A text of at most `size` bytes: `(device, char *, unsigned int)`.
    public NvmlAnswer<String> text(NvmlFunction function, int size) {
        MemorySegment buffer = buffer(size);
        return ask(function, () -> library.call(function, handle, buffer, size), () -> string(buffer, size));
    }

    /// A text whose size the function does not ask for: `(device, char *)`.
    public NvmlAnswer<String> plainText(NvmlFunction function, int size) {
        MemorySegment buffer = buffer(size);
        return ask(function, () -> library.call(function, handle, buffer), () -> string(buffer, size));
    }

    /// An `int` or `unsigned int`.
    public NvmlAnswer<Long> whole(NvmlFunction function) {
        MemorySegment out = buffer(Integer.BYTES);
        return ask(function, () -> library.call(function, handle, out), () -> whole(out));
    }

    /// An `unsigned long long`.
    public NvmlAnswer<Long> wide(NvmlFunction function) {
        MemorySegment out = buffer(Long.BYTES);
        return ask(function, () -> library.call(function, handle, out), () -> wide(out));
    }

    /// An `unsigned int` of which `which` says more.
    public NvmlAnswer<Long> whole(NvmlFunction function, int which) {
        MemorySegment out = buffer(Integer.BYTES);
        return ask(function, () -> library.call(function, handle, which, out), () -> whole(out));
    }

    /// Two of them: now, and after the next reset.
    public NvmlAnswer<List<Long>> pair(NvmlFunction function) {
        MemorySegment now = buffer(Integer.BYTES);
        MemorySegment pending = buffer(Integer.BYTES);
        return ask(
                function,
                () -> library.call(function, handle, now, pending),
                () -> List.of(whole(now), whole(pending)));
    }

    /// Four of them.
    public NvmlAnswer<List<Long>> four(NvmlFunction function) {
        MemorySegment[] out = {
            buffer(Integer.BYTES), buffer(Integer.BYTES), buffer(Integer.BYTES), buffer(Integer.BYTES)
        };
        return ask(
                function,
                () -> library.call(function, handle, out),
                () -> List.of(whole(out[0]), whole(out[1]), whole(out[2]), whole(out[3])));
    }

    /// Errors of all memories together.
    public NvmlAnswer<Long> errors(int errorType, int counterType) {
        MemorySegment out = buffer(Long.BYTES);
        return ask(
                NvmlFunction.ALL_ERRORS,
                () -> library.call(NvmlFunction.ALL_ERRORS, handle, errorType, counterType, out),
                () -> wide(out));
    }

    /// Errors of one memory.
    public NvmlAnswer<Long> errors(int errorType, int counterType, int memory) {
        MemorySegment out = buffer(Long.BYTES);
        int[] which = {errorType, counterType, memory};
        return ask(
                NvmlFunction.MEMORY_ERRORS,
                () -> library.call(NvmlFunction.MEMORY_ERRORS, handle, which, out),
                () -> wide(out));
    }

    public NvmlAnswer<NvmlStruct.Filled> struct(NvmlFunction function, NvmlStruct struct) {
        MemorySegment out = buffer(struct.size());
        if (struct.isVersioned()) {
            out.set(ValueLayout.JAVA_INT, 0, struct.versionWord());
        }
        return ask(function, () -> library.call(function, handle, out), () -> new NvmlStruct.Filled(struct, out));
    }

    /// A value that has no function of its own (`NVML_FI_...`). A driver that does not know the field refuses it as an
    /// invalid argument.
    public NvmlAnswer<Long> field(int id) {
        MemorySegment value = buffer(NvmlStruct.FIELD_VALUE.size());
        value.set(ValueLayout.JAVA_INT, NvmlStruct.FIELD_VALUE.offset("fieldId"), id);
        NvmlStruct.Filled filled = new NvmlStruct.Filled(NvmlStruct.FIELD_VALUE, value);
        NvmlFunction function = NvmlFunction.FIELDS;
        NvmlAnswer<Long> answer = ask(
                function,
                () -> {
                    int code = library.call(function, handle, 1, value);
                    return code == NvmlReturn.SUCCESS ? (int) filled.number("nvmlReturn") : code;
                },
                () -> fieldValue(filled));
        return answer instanceof NvmlAnswer.Refused<Long>(int code) && code == NvmlReturn.INVALID_ARGUMENT
                ? new NvmlAnswer.Refused<>(NvmlReturn.NOT_SUPPORTED)
                : answer;
    }

    /// By `nvmlValueType_t`; no field that is asked for here is a fraction.
    private static long fieldValue(NvmlStruct.Filled filled) {
        long value = filled.number("value");
        return switch ((int) filled.number("valueType")) {
            case 1 -> value & 0xffff_ffffL;
            case 5 -> (int) value;
            case 6 -> value & 0xffff;
            default -> value;
        };
    }

    private <T> NvmlAnswer<T> ask(NvmlFunction function, IntSupplier call, Supplier<T> value) {
        progress.enter(function);
        int code = call.getAsInt();
        return code == NvmlReturn.SUCCESS ? new NvmlAnswer.Told<>(value.get()) : new NvmlAnswer.Refused<>(code);
    }

    private MemorySegment buffer(long size) {
        return arena.allocate(size + SLACK, Long.BYTES);
    }

    private static long whole(MemorySegment out) {
        return out.get(ValueLayout.JAVA_INT, 0);
    }

    private static long wide(MemorySegment out) {
        return out.get(ValueLayout.JAVA_LONG, 0);
    }

    static String string(MemorySegment buffer, int size) {
        byte[] bytes = buffer.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
        int end = 0;
        while (end < size && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
