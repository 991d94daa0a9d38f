package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.Words;
import io.holdfast.protocol.fact.PortId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The device nodes of RDMA ports. A port may be ACTIVE while its nodes are missing; then no container starts with it.
///
/// The kernel's classes say which nodes there have to be: `/sys/class/infiniband_verbs/uverbs<n>/ibdev` and
/// `/sys/class/infiniband_mad/umad<n>/{ibdev,port}`, and `rdma_cm` for all.
final class RdmaNodes {
    static final String FOLDER = "/dev/infiniband";
    private static final String VERBS = "/sys/class/infiniband_verbs";
    private static final String MAD = "/sys/class/infiniband_mad";

    private final HostRoot host;
    private final List<String> present;
    private final Map<String, String> verbs = new HashMap<>();
    private final Map<PortId, String> mad = new HashMap<>();

    RdmaNodes(HostRoot host) {
        this.host = host;
        this.present = host.list(FOLDER);
        for (String name : host.list(VERBS)) {
            text(VERBS + "/" + name + "/ibdev").ifPresent(device -> verbs.put(device, name));
        }
        for (String name : host.list(MAD)) {
            Optional<String> device = text(MAD + "/" + name + "/ibdev");
            Optional<Integer> port = text(MAD + "/" + name + "/port").flatMap(RdmaNodes::number);
            if (device.isPresent() && port.isPresent()) {
                mad.put(new PortId(device.get(), port.get()), name);
            }
        }
    }

    /// `present`, or which of the nodes that a port needs are missing.
    Reading of(PortId port) {
        if (!host.isDirectory("/dev")) {
            return Reading.missing(Why.ABSENT, "the host's /dev cannot be seen");
        }
        List<String> wanted = new ArrayList<>();
        wanted.add(verbs.getOrDefault(port.device(), "uverbs of " + port.device()));
        Optional.ofNullable(mad.get(port)).ifPresent(wanted::add);
        if (host.exists("/sys/class/misc/rdma_cm")) {
            wanted.add("rdma_cm");
        }
        List<String> missing =
                wanted.stream().filter(node -> !present.contains(node)).toList();
        return new Reading.Text(missing.isEmpty() ? "present" : "missing " + String.join(", ", missing));
    }

    private Optional<String> text(String path) {
        return host.read(path) instanceof Attribute.Value<String>(String _, String text) && !text.isEmpty()
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Optional<Integer> number(String text) {
        return Words.whole(text).filter(number -> number > 0 && number < 256).map(Long::intValue);
    }
}
