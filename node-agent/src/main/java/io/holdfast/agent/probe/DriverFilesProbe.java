package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.DeviceNumbers;
import io.holdfast.agent.parse.NvidiaProc;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the driver put into the file system: where it came from, its device nodes, and their links by number.
final class DriverFilesProbe implements Probe {
    private static final String DEVICES = "/proc/devices";
    private static final String CONTAINER = "/run/nvidia/driver";
    private static final String CONTAINER_READY = "/run/nvidia/validations/.driver-ctr-ready";
    private static final String COMPLETE = "complete";
    private static final String CAPS = "nvidia-caps";

    @Override
    public String name() {
        return "gpu.driver.files";
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
        if (PciFunctions.hasNoGpu(host)) {
            Reading none = Reading.missing(Why.NOT_APPLICABLE, "no NVIDIA GPU on PCI");
            return facts.node("gpu.driver.source", none, PciFunctions.DEVICES)
                    .node("gpu.devnodes", none, PciFunctions.DEVICES)
                    .node("gpu.devchar_links", none, PciFunctions.DEVICES)
                    .list();
        }
        facts.node("gpu.driver.source", source(host), CONTAINER + " and the host's own folders");
        Attribute<String> table = host.read(DEVICES);
        Optional<Map<String, Long>> registered = table instanceof Attribute.Value<String>(String _, String text)
                ? DeviceNumbers.characters(text)
                : Optional.empty();
        Map<String, Long> majors = registered.orElse(Map.of());
        boolean isLoaded = majors.containsKey("nvidia") || majors.containsKey("nvidia-frontend");
        if (!isLoaded) {
            Reading none = registered.isPresent()
                    ? Reading.missing(Why.ABSENT, "the driver has registered no devices: not loaded")
                    : Readings.of(table, _ -> Optional.empty());
            return facts.node("gpu.devnodes", none, DEVICES)
                    .node("gpu.devchar_links", none, DEVICES)
                    .list();
        }
        Set<String> present = present(host);
        facts.node("gpu.devnodes", nodes(host, majors, present), "/dev/nvidia*");
        facts.node("gpu.devchar_links", links(host, majors, present), "/dev/char");
        return facts.list();
    }

    private static Reading source(HostRoot host) {
        // Some installs make the container's place a link to the host's root.
        boolean isOwnRoot =
                host.resolve(CONTAINER).filter(place -> !place.equals("/")).isPresent();
        boolean inContainer =
                host.exists(CONTAINER_READY) || (isOwnRoot && host.exists(CONTAINER + "/usr/bin/nvidia-smi"));
        boolean onHost = host.exists("/usr/bin/nvidia-smi") || host.exists("/usr/local/bin/nvidia-smi");
        if (inContainer) {
            return new Reading.Text(onHost ? "both" : "container");
        }
        return onHost
                ? new Reading.Text("host")
                : Reading.missing(Why.ABSENT, "no nvidia-smi on the host nor in " + CONTAINER);
    }

    /// The driver's nodes below `/dev`.
    private static Set<String> present(HostRoot host) {
        Set<String> nodes = new TreeSet<>();
        for (String name : host.list("/dev")) {
            if (name.startsWith("nvidia") && !host.isDirectory("/dev/" + name)) {
                nodes.add(name);
            }
        }
        host.list("/dev/" + CAPS).forEach(name -> nodes.add(CAPS + "/" + name));
        return nodes;
    }

    /// A GPU's node has the number that the driver gives it, not nvidia-smi's index.
    private static Reading nodes(HostRoot host, Map<String, Long> majors, Set<String> present) {
        Set<String> expected = new TreeSet<>(Set.of("nvidiactl"));
        if (majors.containsKey("nvidia-uvm")) {
            expected.addAll(Set.of("nvidia-uvm", "nvidia-uvm-tools"));
        }
        if (host.exists("/sys/module/gdrdrv")) {
            expected.add("gdrdrv");
        }
        for (String address : host.list(GpuNames.GPUS)) {
            if (host.read(GpuNames.GPUS + "/" + address + "/information")
                    instanceof Attribute.Value<String>(String _, String text)) {
                Optional.ofNullable(NvidiaProc.pairs(text).get("Device Minor"))
                        .filter(minor -> !NvidiaProc.isUnset(minor))
                        .ifPresent(minor -> expected.add("nvidia" + minor));
            }
        }
        List<String> missing = expected.stream()
                .filter(node -> !present.contains(node) && !host.exists("/dev/" + node))
                .toList();
        return verdict("no ", missing);
    }

    private static Reading links(HostRoot host, Map<String, Long> majors, Set<String> present) {
        List<String> missing = new ArrayList<>();
        int known = 0;
        for (String node : present) {
            Optional<String> number = DeviceNumbers.ofNvidia(node, majors);
            if (number.isPresent()) {
                known++;
                String target = host.link("/dev/char/" + number.get()).orElse("");
                if (!target.equals(node.substring(node.lastIndexOf('/') + 1))) {
                    missing.add(number.get() + " of " + node);
                }
            }
        }
        return known == 0 ? Reading.missing(Why.ABSENT, "no device nodes to link") : verdict("no link ", missing);
    }

    private static Reading verdict(String what, List<String> missing) {
        return new Reading.Text(missing.isEmpty() ? COMPLETE : what + String.join(", ", missing));
    }
}
