package io.holdfast.agent.kernel;

import java.util.function.Function;

/// What NVML returned: a value, or the number of an error.
public sealed interface NvmlAnswer<T> {
    record Told<T>(T value) implements NvmlAnswer<T> {}

    /// It was not told.
    ///
    /// @param code an `nvmlReturn_t` other than 0
    record Refused<T>(int code) implements NvmlAnswer<T> {}

    default <R> NvmlAnswer<R> map(Function<T, R> change) {
        return switch (this) {
            case Told<T>(T value) -> new Told<>(change.apply(value));
            case Refused<T>(int code) -> new Refused<>(code);
        };
    }
}
