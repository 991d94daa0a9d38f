package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.CdiSpec;
import io.holdfast.agent.parse.NvidiaProc;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The specifications by which container runtimes hand GPUs to containers, compared with the loaded driver.
final class CdiProbe implements Probe {
    private static final List<String> FOLDERS = List.of("/etc/cdi", "/var/run/cdi");
    private static final String KIND = "nvidia.com/gpu";

    /// Eight GPUs in all MIG layouts take some hundred KiB.
    private static final int CAP = 4 << 20;

    /// @param spec empty for a file that is no specification
    private record File(String path, Reading reading, Optional<CdiSpec> spec) {
        boolean isOfGpus() {
            return spec.filter(it -> it.kind().endsWith(KIND)).isPresent();
        }
    }

    @Override
    public String name() {
        return "gpu.cdi";
    }

    @Override
    public Section section() {
        return Section.GPU;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        List<File> files = files(host);
        for (File file : files) {
            if (file.isOfGpus() || file.spec().isEmpty()) {
                facts.of("gpu.cdi.version", new Instance(file.path()), file.reading(), file.path());
            }
        }
        facts.node("gpu.cdi.spec", verdict(host, files), String.join(", ", FOLDERS));
        return facts.list();
    }

    private static List<File> files(HostRoot host) {
        List<File> files = new ArrayList<>();
        for (String folder : FOLDERS) {
            for (String name : host.list(folder)) {
                if (name.endsWith(".yaml") || name.endsWith(".json")) {
                    files.add(file(host, folder + "/" + name));
                }
            }
        }
        return files;
    }

    private static File file(HostRoot host, String path) {
        Attribute<byte[]> read = host.readBytes(path, CAP);
        Optional<CdiSpec> spec = read instanceof Attribute.Value<byte[]>(String _, byte[] bytes) && bytes.length < CAP
                ? CdiSpec.parse(new String(bytes, StandardCharsets.UTF_8))
                : Optional.empty();
        Reading reading = Readings.of(read, _ -> spec.map(CdiProbe::version));
        return new File(path, reading, spec);
    }

    private static Reading version(CdiSpec spec) {
        return switch (spec.driverVersions().size()) {
            case 0 -> Reading.missing(Why.UNSUPPORTED, "it names no library of the driver");
            case 1 -> new Reading.Version(spec.driverVersions().iterator().next());
            default -> Reading.missing(Why.MALFORMED, "libraries of " + String.join(" and ", spec.driverVersions()));
        };
    }

    private static Reading verdict(HostRoot host, List<File> files) {
        List<String> problems = new ArrayList<>();
        List<String> same = new ArrayList<>();
        Optional<String> driver = driver(host);
        for (File file : files) {
            if (file.spec().isEmpty()) {
                problems.add(file.path() + " is no specification");
            } else if (file.isOfGpus()) {
                problems(host, file.path(), file.spec().get(), driver, problems);
                if (file.spec().get().kind().equals(KIND)) {
                    same.add(file.path());
                }
            }
        }
        if (same.size() > 1) {
            problems.add(String.join(" and ", same) + " are of one kind");
        }
        if (!problems.isEmpty()) {
            return new Reading.Text(String.join("; ", problems));
        }
        return files.stream().anyMatch(File::isOfGpus)
                ? new Reading.Text("current")
                : Reading.missing(Why.ABSENT, "no specification of " + KIND);
    }

    private static void problems(
            HostRoot host, String path, CdiSpec spec, Optional<String> driver, List<String> problems) {
        spec.driverVersions().stream()
                .filter(version -> driver.isPresent() && !driver.get().equals(version))
                .forEach(version -> problems.add(path + " is for driver " + version));
        List<String> missing =
                spec.nodes().stream().filter(node -> !host.exists(node)).toList();
        if (!missing.isEmpty()) {
            problems.add(path + " names " + missing.getFirst()
                    + (missing.size() > 1 ? " and " + (missing.size() - 1) + " more" : "") + ", which is not there");
        }
    }

    private static Optional<String> driver(HostRoot host) {
        if (host.read(DriverProbe.MODULE_VERSION) instanceof Attribute.Value<String>(String _, String text)) {
            return Optional.of(text).filter(version -> !version.isEmpty());
        }
        return host.read(DriverProbe.PROC_VERSION) instanceof Attribute.Value<String>(String _, String text)
                ? NvidiaProc.version(text)
                : Optional.empty();
    }
}
