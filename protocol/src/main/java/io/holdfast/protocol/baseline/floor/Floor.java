package io.holdfast.protocol.baseline.floor;

import io.holdfast.protocol.baseline.Versions;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The first safe version of each train of a product.
///
/// @param trains train (`580`, `28.39`) to version; empty text for a product without trains
public record Floor(FloorProduct product, SortedMap<String, String> trains) {
    public Floor {
        trains = Collections.unmodifiableSortedMap(new TreeMap<>(trains));
        if (trains.isEmpty()) {
            throw new IllegalArgumentException("floor of " + product.word() + " names no version");
        }
    }

    /// What a version amounts to.
    public sealed interface Standing {
        /// At least the first safe version.
        record Safe(String floor) implements Standing {}

        /// Below it.
        record Below(String floor) implements Standing {}

        /// Of a train that the advisory does not name, and not newer than all that it names.
        record Unnamed(String known) implements Standing {}

        /// A version of another product.
        record OfAnother() implements Standing {}
    }

    /// Where a version stands. A train newer than all that are named came after the fix.
    public Standing of(String version) {
        if (!product.isOf(version)) {
            return new Standing.OfAnother();
        }
        Optional<String> own = trains.keySet().stream()
                .filter(train -> isIn(version, train))
                .max(Comparator.comparingInt(String::length));
        String floor = own.flatMap(train -> Optional.ofNullable(trains.get(train)))
                .orElseGet(() -> trains.values().stream()
                        .max((one, other) -> Versions.compare(one, other).orElse(0))
                        .orElse(""));
        Optional<Integer> order = Versions.compare(version, floor);
        if (order.isPresent() && order.get() >= 0) {
            return new Standing.Safe(floor);
        }
        return own.isPresent() && order.isPresent() ? new Standing.Below(floor) : new Standing.Unnamed(words());
    }

    /// Whether a version begins with the numbers of a train. Kubernetes writes `v1.33.5`.
    static boolean isIn(String printed, String train) {
        String version = printed.startsWith("v") ? printed.substring(1) : printed;
        return train.isEmpty()
                || (version.startsWith(train)
                        && (version.length() == train.length()
                                || !Character.isLetterOrDigit(version.charAt(train.length()))));
    }

    /// `580: 580.95.05, 570: 570.195.03`.
    public String words() {
        StringBuilder words = new StringBuilder();
        for (Map.Entry<String, String> entry : trains.entrySet()) {
            words.append(words.isEmpty() ? "" : ", ")
                    .append(entry.getKey().isEmpty() ? "" : entry.getKey() + ": ")
                    .append(entry.getValue());
        }
        return words.toString();
    }

    /// This with the versions of another added; of one train the newer counts.
    Floor with(SortedMap<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(trains);
        more.forEach((train, version) -> all.merge(
                train, version, (one, other) -> Versions.compare(one, other).orElse(0) >= 0 ? one : other));
        return new Floor(product, all);
    }
}
