package io.holdfast.protocol.baseline.aicr;

import io.holdfast.protocol.baseline.aicr.AicrSnapshot.Measurement;
import io.holdfast.protocol.baseline.aicr.AicrSnapshot.Subtype;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A node's facts as AICR would have measured them. What is missing is left out, as AICR does; only a node without any
/// NVIDIA GPU has a `gpu-count` of 0.
public final class AicrMeasurements {
    private static final String NAME = "<name>";

    /// Measurement, subtype, key, value: in AICR's own order of the OS's parts, keys sorted.
    private final Map<String, Map<String, Map<String, String>>> all = new LinkedHashMap<>();

    private final Snapshot facts;

    private AicrMeasurements(Snapshot facts) {
        this.facts = facts;
        List.of("grub", "sysctl", "kmod", "release").forEach(part -> data("OS", part));
        data("SystemD");
        data("GPU", "smi");
        data("K8s", "node");
    }

    /// The snapshot of a node.
    ///
    /// @param settings all of `/proc/sys` by path, where it was read; else those that the catalog knows
    /// @param release all of os-release, where it was read
    /// @param version of this program
    public static AicrSnapshot of(
            Snapshot facts, Map<String, String> settings, Map<String, String> release, Instant at, String version) {
        AicrMeasurements measured = new AicrMeasurements(facts);
        AicrPlaces.shipped().table().forEach(measured::row);
        measured.withoutGpu();
        measured.node();
        measured.data("OS", "sysctl").putAll(settings);
        measured.data("OS", "release").putAll(release);
        Map<String, String> metadata = Map.of(
                "timestamp", at.truncatedTo(ChronoUnit.SECONDS).toString(),
                "version", version,
                "source-node", facts.node().name());
        return new AicrSnapshot(metadata, measured.measurements());
    }

    private Map<String, Map<String, String>> data(String type) {
        return all.computeIfAbsent(type, _ -> new LinkedHashMap<>());
    }

    private Map<String, String> data(String type, String subtype) {
        return data(type).computeIfAbsent(subtype, _ -> new TreeMap<>());
    }

    private void row(AicrPlaces.Row row) {
        if (!row.property().isEmpty()) {
            facts(row.check()).forEach((unit, fact) -> put("SystemD", unit + ".service", row.property(), said(fact)));
        } else if (row.check().isEmpty()) {
            return;
        } else if (row.as().equals("parameter")) {
            facts(row.check()).values().forEach(this::commandLine);
        } else {
            facts(row.check()).forEach((name, fact) -> {
                String path = row.path().replace(NAME, row.as().equals("dotted") ? name.replace('.', '/') : name);
                if (AicrPlaces.shipped().first(path).filter(row::equals).isPresent()) {
                    AicrPath place = AicrPath.parse(path);
                    put(
                            place.type(),
                            place.subtype(),
                            place.key(),
                            row.form(name).text(fact.reading()));
                }
            });
        }
    }

    private static Optional<String> said(Fact fact) {
        return new AicrForm.Plain().text(fact.reading());
    }

    private void put(String type, String subtype, String key, Optional<String> value) {
        value.ifPresent(text -> data(type, subtype).put(key, text));
    }

    private void commandLine(Fact fact) {
        if (!fact.isMissing()) {
            AicrForm.parameters(fact.reading().shown())
                    .forEach((key, value) -> data("OS", "grub").put(key, value));
            data("OS", "grub").remove("root");
        }
    }

    /// The first fact of a check, or of each check of a family, by the word that varies.
    private Map<String, Fact> facts(String pattern) {
        int at = pattern.indexOf(NAME);
        String prefix = at < 0 ? pattern : pattern.substring(0, at);
        String suffix = at < 0 ? "" : pattern.substring(at + NAME.length());
        Map<String, Fact> found = new TreeMap<>();
        for (Fact fact : facts.facts()) {
            String id = fact.check().text();
            boolean fits = at < 0
                    ? id.equals(pattern)
                    : id.startsWith(prefix) && id.endsWith(suffix) && id.length() > prefix.length() + suffix.length();
            if (fits) {
                found.putIfAbsent(at < 0 ? "" : id.substring(prefix.length(), id.length() - suffix.length()), fact);
            }
        }
        return found;
    }

    private void withoutGpu() {
        boolean isNone = facts.ofNode("gpu.pci.count")
                .filter(new Reading.Whole(0)::equals)
                .isPresent();
        if (isNone) {
            data("GPU", "smi").putIfAbsent("gpu-count", "0");
        }
    }

    private void node() {
        Map<String, String> node = data("K8s", "node");
        node.put("source-node", facts.node().name());
        node.put("operating-system", "linux");
        String runtime = node.get("container-runtime-version");
        if (runtime != null) {
            node.put("container-runtime-name", "containerd");
            node.put("container-runtime-id", "containerd://" + runtime);
        }
    }

    private List<Measurement> measurements() {
        List<Measurement> measurements = new ArrayList<>();
        all.forEach((type, subtypes) -> {
            List<Subtype> kept = new ArrayList<>();
            subtypes.forEach((name, data) -> {
                // AICR takes no subtype without data.
                if (!data.isEmpty()) {
                    kept.add(new Subtype(name, data));
                }
            });
            if (!kept.isEmpty()) {
                measurements.add(new Measurement(type, kept));
            }
        });
        return measurements;
    }
}
