package io.holdfast.agent.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.holdfast.agent.parse.NvmlReturn;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/// A loaded `libnvidia-ml.so.1`. Each method calls a function of one shape and returns its `nvmlReturn_t`;
/// `FUNCTION_NOT_FOUND` where this library has no such function.
///
/// Functions of one shape share one method handle: what a handle costs in memory is paid a dozen times, not for each
/// of them.
@SuppressWarnings("restricted") // calling C is what this class is for
final class NvmlLibrary {
    private static final MethodHandle NONE = shape();
    private static final MethodHandle P = shape(ADDRESS);
    private static final MethodHandle PI = shape(ADDRESS, JAVA_INT);
    private static final MethodHandle PP = shape(ADDRESS, ADDRESS);
    private static final MethodHandle PPI = shape(ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle PIP = shape(ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle PLP = shape(ADDRESS, JAVA_LONG, ADDRESS);
    private static final MethodHandle PPP = shape(ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle PIIP = shape(ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle PIIIP = shape(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle PPPPP = shape(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    private final Arena arena;
    private final Map<NvmlFunction, MemorySegment> functions = new EnumMap<>(NvmlFunction.class);

    private NvmlLibrary(Arena arena, SymbolLookup symbols) {
        this.arena = arena;
        for (NvmlFunction function : NvmlFunction.values()) {
            symbols.find(function.symbol()).ifPresent(address -> functions.put(function, address));
        }
    }

    /// @throws IllegalArgumentException where the loader refuses the file
    /// @throws IllegalCallerException where this process may not call C
    static NvmlLibrary load(Path file) {
        Arena arena = Arena.ofShared();
        try {
            return new NvmlLibrary(arena, SymbolLookup.libraryLookup(file, arena));
        } catch (IllegalArgumentException | IllegalCallerException e) {
            arena.close();
            throw e;
        }
    }

    /// Lets the library go. False where that is not possible, because a call is still in it.
    boolean unload() {
        try {
            arena.close();
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    boolean has(NvmlFunction function) {
        return functions.containsKey(function);
    }

    int call(NvmlFunction function) {
        return enter(function, address -> (int) NONE.invokeExact(address));
    }

    int call(NvmlFunction function, MemorySegment one) {
        return enter(function, address -> (int) P.invokeExact(address, one));
    }

    int call(NvmlFunction function, MemorySegment one, int two) {
        return enter(function, address -> (int) PI.invokeExact(address, one, two));
    }

    int call(NvmlFunction function, MemorySegment one, MemorySegment two) {
        return enter(function, address -> (int) PP.invokeExact(address, one, two));
    }

    int call(NvmlFunction function, MemorySegment one, MemorySegment two, int three) {
        return enter(function, address -> (int) PPI.invokeExact(address, one, two, three));
    }

    int call(NvmlFunction function, MemorySegment one, int two, MemorySegment three) {
        return enter(function, address -> (int) PIP.invokeExact(address, one, two, three));
    }

    int call(NvmlFunction function, MemorySegment one, long two, MemorySegment three) {
        return enter(function, address -> (int) PLP.invokeExact(address, one, two, three));
    }

    int call(NvmlFunction function, MemorySegment one, MemorySegment two, MemorySegment three) {
        return enter(function, address -> (int) PPP.invokeExact(address, one, two, three));
    }

    int call(NvmlFunction function, MemorySegment one, int two, int three, MemorySegment four) {
        return enter(function, address -> (int) PIIP.invokeExact(address, one, two, three, four));
    }

    int call(NvmlFunction function, MemorySegment one, int[] three, MemorySegment five) {
        return enter(function, address -> (int) PIIIP.invokeExact(address, one, three[0], three[1], three[2], five));
    }

    int call(NvmlFunction function, MemorySegment one, MemorySegment[] four) {
        return enter(function, address -> (int) PPPPP.invokeExact(address, one, four[0], four[1], four[2], four[3]));
    }

    @FunctionalInterface
    private interface Call {
        @SuppressWarnings("IllegalThrows")
        int of(MemorySegment address) throws Throwable;
    }

    private int enter(NvmlFunction function, Call call) {
        MemorySegment address = functions.get(function);
        if (address == null) {
            return NvmlReturn.FUNCTION_NOT_FOUND;
        }
        try {
            return call.of(address);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(function.symbol(), e);
        }
    }

    private static MethodHandle shape(MemoryLayout... arguments) {
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_INT, arguments));
    }
}
