package io.holdfast.agent.host;

import java.util.function.Function;

/// What one read of a host file gave. No null, no sentinel, no exception for the expected.
///
/// @param <T> `String` for text files (without surrounding blanks), `byte[]` for binary ones
public sealed interface Attribute<T> {
    /// The path on the host, as read: always below the host's own `/`.
    String path();

    /// What the file says.
    record Value<T>(String path, T content) implements Attribute<T> {}

    /// No such file (`ENOENT`, `ENOTDIR`): the driver, the device or the kernel feature is not there.
    record Absent<T>(String path) implements Attribute<T> {}

    /// This process may not read it (`EACCES`, `EPERM`).
    record NotPermitted<T>(String path, String detail) implements Attribute<T> {}

    /// It is there and refused to be read (`EIO`, `EINVAL` from firmware), or is no regular file.
    record Unreadable<T>(String path, String detail) implements Attribute<T> {}

    /// No answer before the deadline.
    record TimedOut<T>(String path, String detail) implements Attribute<T> {}

    default <R> Attribute<R> map(Function<? super T, ? extends R> change) {
        return switch (this) {
            case Value<T>(String path, T content) -> new Value<>(path, change.apply(content));
            case Absent<T>(String path) -> new Absent<>(path);
            case NotPermitted<T>(String path, String detail) -> new NotPermitted<>(path, detail);
            case Unreadable<T>(String path, String detail) -> new Unreadable<>(path, detail);
            case TimedOut<T>(String path, String detail) -> new TimedOut<>(path, detail);
        };
    }
}
