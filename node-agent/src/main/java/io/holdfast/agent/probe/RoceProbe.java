package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.QosText;
import io.holdfast.agent.parse.RoceText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.PortId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// How RoCE traffic is marked, trusted and paused. All of it is lost at every boot, driver load and firmware reset.
///
/// `mlnx_qos` and the folders `ecn` and `tc` come with NVIDIA's own drivers; without them `dcb` tells a part.
final class RoceProbe implements Probe {
    /// Class selectors, and the code points usual for RoCE and its congestion notifications beside them.
    private static final List<Integer> CODE_POINTS = List.of(0, 8, 16, 24, 26, 32, 40, 46, 48, 56);

    private static final int PRIORITIES = 8;

    @Override
    public String name() {
        return "port.roce";
    }

    @Override
    public Section section() {
        return Section.PORT;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        for (RoceNetdevs.RoceNetdev netdev : RoceNetdevs.all(host)) {
            qos(host, netdev, facts);
            congestion(host, netdev, facts);
        }
        trafficClasses(host, facts);
        return facts.list();
    }

    private static void qos(HostRoot host, RoceNetdevs.RoceNetdev netdev, Facts facts) {
        Instance instance = new Instance(netdev.name());
        ToolOutput said = ToolOutput.of(host, "mlnx_qos", "-i", netdev.name());
        if (said.isAbsent()) {
            withoutTool(host, netdev, instance, facts);
            return;
        }
        QosText.Qos qos = QosText.mlnxQos(said.text());
        facts.of("roce.trust", instance, said.part(_ -> qos.trust().map(Reading.Text::new)), said.source());
        facts.of("roce.pfc", instance, said.part(_ -> qos.flowControl().map(Reading.Text::new)), said.source());
        facts.of("roce.dcbx", instance, said.part(_ -> qos.dcbx().map(Reading.Text::new)), said.source());
        priorities(said, qos.priorities(), instance, facts);
    }

    private static void withoutTool(HostRoot host, RoceNetdevs.RoceNetdev netdev, Instance instance, Facts facts) {
        ToolOutput table = ToolOutput.of(host, "dcb", "-N", "app", "show", "dev", netdev.name());
        ToolOutput pause = ToolOutput.of(host, "dcb", "pfc", "show", "dev", netdev.name());
        SortedMap<Integer, Integer> known = QosText.dcbPriorities(table.text());
        facts.of(
                "roce.trust",
                instance,
                table.reading(_ -> new Reading.Text(known.isEmpty() ? "pcp" : "dscp")),
                table.source());
        facts.of(
                "roce.pfc",
                instance,
                pause.part(text -> QosText.dcbFlowControl(text).map(Reading.Text::new)),
                pause.source());
        facts.of("roce.dcbx", instance, Reading.missing(Why.ABSENT, "no mlnx_qos"), "mlnx_qos -i " + netdev.name());
        priorities(table, known, instance, facts);
    }

    private static void priorities(ToolOutput said, SortedMap<Integer, Integer> known, Instance instance, Facts facts) {
        if (said.missing().isPresent() || known.isEmpty()) {
            Reading none = Reading.missing(Why.UNSUPPORTED, "no table of code points");
            facts.of("roce.dscp2prio", instance, said.missing().orElse(none), said.source());
            return;
        }
        facts.of(
                "roce.dscp2prio",
                instance,
                Reading.Words.of(known.entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entry.getValue())
                        .toList()),
                said.source());
        for (int point : CODE_POINTS) {
            Optional.ofNullable(known.get(point))
                    .ifPresent(priority ->
                            facts.of("roce.dscp2prio." + point, instance, new Reading.Whole(priority), said.source()));
        }
    }

    private static void congestion(HostRoot host, RoceNetdevs.RoceNetdev netdev, Facts facts) {
        Instance instance = new Instance(netdev.name());
        String folder = netdev.path() + "/ecn";
        boolean isThere = host.isDirectory(folder);
        for (String side : List.of("rp", "np")) {
            for (int priority = 0; priority < PRIORITIES; priority++) {
                String path = folder + "/roce_" + side + "/enable/" + priority;
                facts.of(
                        "roce.ecn." + side + "." + priority,
                        instance,
                        isThere ? Readings.flag(host.read(path)) : inKernel(),
                        path);
            }
        }
        String path = folder + "/roce_np/cnp_dscp";
        facts.of("roce.cnp_dscp", instance, isThere ? Readings.whole(host.read(path)) : inKernel(), path);
    }

    private static Reading inKernel() {
        return Reading.missing(Why.NOT_APPLICABLE, "the kernel's own driver has no such setting");
    }

    /// Of virtual functions too: their devices are those that pods use.
    private static void trafficClasses(HostRoot host, Facts facts) {
        for (RdmaDevices.Device device : RdmaDevices.all(host)) {
            boolean isMellanox = device.address()
                    .flatMap(address -> PciFunctions.function(host, address))
                    .filter(PciFunctions.Function::isMellanoxNic)
                    .isPresent();
            if (isMellanox && RdmaDevices.isEthernet(host, device)) {
                String path = device.path() + "/tc/1/traffic_class";
                Reading reading = host.isDirectory(device.path() + "/tc")
                        ? Readings.of(host.read(path), text -> Optional.of(RoceText.trafficClass(text)))
                        : inKernel();
                facts.of("roce.traffic_class", new PortId(device.name(), 1).instance(), reading, path);
            }
        }
    }
}
