package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.OvsText;
import io.holdfast.protocol.fact.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The bridges of Open vSwitch, and the ports in them.
///
/// @param bridges ports by bridge
/// @param told what was read, for those who ask for nothing of it: a missing reading says why there is nothing
/// @param source the tool that was asked first
record OvsBridges(Map<String, List<String>> bridges, Reading told, String source) {
    static OvsBridges of(HostRoot host) {
        ToolOutput list = ToolOutput.of(host, "ovs-vsctl", "list-br");
        if (list.missing().isPresent()) {
            return new OvsBridges(Map.of(), list.missing().get(), list.source());
        }
        Map<String, List<String>> bridges = new TreeMap<>();
        for (String bridge : OvsText.names(list.text())) {
            ToolOutput ports = ToolOutput.of(host, "ovs-vsctl", "list-ports", bridge);
            if (ports.missing().isPresent()) {
                return new OvsBridges(Map.of(), ports.missing().get(), ports.source());
            }
            bridges.put(bridge, OvsText.names(ports.text()));
        }
        return new OvsBridges(bridges, Reading.Words.of(bridges.keySet()), list.source());
    }

    /// Which of these are in a bridge, with its name: `br-rail-r0/pf0vf0`.
    Reading membership(List<String> names) {
        if (told instanceof Reading.Missing) {
            return told;
        }
        List<String> members = new ArrayList<>();
        bridges.forEach((bridge, ports) ->
                ports.stream().filter(names::contains).forEach(port -> members.add(bridge + "/" + port)));
        return Readings.names(members);
    }

    /// Whether Open vSwitch hands its flows to the hardware.
    static void offload(HostRoot host, Facts facts) {
        ToolOutput said =
                ToolOutput.of(host, "ovs-vsctl", "--if-exists", "get", "Open_vSwitch", ".", "other_config:hw-offload");
        facts.node("ovs.hw_offload", said.reading(text -> new Reading.Flag(OvsText.isTrue(text))), said.source());
    }
}
