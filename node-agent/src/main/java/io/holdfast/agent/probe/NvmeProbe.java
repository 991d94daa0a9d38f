package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// NVMe controllers and their state, from what the kernel has in memory. The instance is the PCI address, for
/// controllers in the network the kernel's name.
final class NvmeProbe implements Probe {
    private static final String CLASS = "/sys/class/nvme";

    @Override
    public String name() {
        return "storage.nvme";
    }

    @Override
    public Section section() {
        return Section.STORAGE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        List<String> names = names(host);
        boolean isKnown = host.exists("/sys/class");
        facts.node(
                "disk.nvme.present",
                isKnown ? new Reading.Whole(names.size()) : Reading.missing(Why.ABSENT, "no /sys/class"),
                CLASS);
        for (String name : names) {
            Instance instance = instance(host, name);
            String path = CLASS + "/" + name + "/";
            facts.of("disk.nvme.state", instance, Readings.text(host.read(path + "state")), path + "state")
                    .of("disk.nvme.model", instance, Readings.text(host.read(path + "model")), path + "model")
                    .of("disk.nvme.serial", instance, Readings.text(host.read(path + "serial")), path + "serial")
                    .of(
                            "disk.nvme.firmware",
                            instance,
                            Readings.version(host.read(path + "firmware_rev")),
                            path + "firmware_rev");
        }
        return facts.list();
    }

    /// The controllers: `nvme0`, and nothing else that drivers put into the class.
    static List<String> names(HostRoot host) {
        return host.list(CLASS).stream()
                .filter(name -> name.matches("nvme\\d+"))
                .toList();
    }

    static Instance instance(HostRoot host, String name) {
        String address = host.link(CLASS + "/" + name + "/device").orElse("");
        return new Instance(PciPath.isAddress(address) ? address : name);
    }
}
