package io.holdfast.protocol.baseline.aicr;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A snapshot as AICR writes one: measurements by type, each with its subtypes, each with keys and values.
///
/// @param metadata `timestamp`, `version`, `source-node`
public record AicrSnapshot(Map<String, String> metadata, List<Measurement> measurements) {
    public AicrSnapshot {
        metadata = Map.copyOf(metadata);
        measurements = List.copyOf(measurements);
    }

    /// All that was measured of one type.
    ///
    /// @param type one of `AicrPath.TYPES`
    public record Measurement(String type, List<Subtype> subtypes) {
        public Measurement {
            subtypes = List.copyOf(subtypes);
        }
    }

    /// One part of a measurement.
    ///
    /// @param data key to value as text
    public record Subtype(String name, Map<String, String> data) {
        public Subtype {
            data = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(data));
        }
    }

    /// The value at a path. Of several measurements or subtypes of one name the first counts.
    public Optional<String> find(AicrPath path) {
        return measurement(path.type())
                .flatMap(measurement -> subtype(measurement, path.subtype()))
                .map(subtype -> subtype.data().get(path.key()));
    }

    /// The missing part of a path that leads nowhere.
    String whyNot(AicrPath path) {
        Optional<Measurement> measurement = measurement(path.type());
        if (measurement.isEmpty()) {
            return "the snapshot has no " + path.type();
        }
        return subtype(measurement.get(), path.subtype()).isEmpty()
                ? path.type() + " has no " + path.subtype()
                : path.type() + "." + path.subtype() + " has no " + path.key();
    }

    private Optional<Measurement> measurement(String type) {
        return measurements.stream()
                .filter(measurement -> measurement.type().equals(type))
                .findFirst();
    }

    private static Optional<Subtype> subtype(Measurement measurement, String name) {
        return measurement.subtypes().stream()
                .filter(subtype -> subtype.name().equals(name))
                .findFirst();
    }
}
