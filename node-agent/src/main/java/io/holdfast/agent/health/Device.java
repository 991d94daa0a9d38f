package io.holdfast.agent.health;

import java.util.List;
import java.util.stream.IntStream;

/// What counts in a place: the identity of a device and of what drives it.
///
/// @param parts always the same in the same order; an empty one could not be read
record Device(List<String> parts) {
    Device {
        parts = List.copyOf(parts);
    }

    /// Whether it is another for certain: a part that could not be read tells nothing.
    boolean isOtherThan(Device before) {
        return parts.size() != before.parts.size()
                || IntStream.range(0, parts.size())
                        .anyMatch(i -> !parts.get(i).isEmpty()
                                && !before.parts.get(i).isEmpty()
                                && !parts.get(i).equals(before.parts.get(i)));
    }

    /// With what was known of the same device before.
    Device or(Device before) {
        return new Device(IntStream.range(0, parts.size())
                .mapToObj(i -> parts.get(i).isEmpty() ? before.parts.get(i) : parts.get(i))
                .toList());
    }
}
