package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The PCI tree: bridges, GPUs, network cards and NVMe disks, how they are linked, what stands between them.
///
/// Virtual functions come by the thousand and are alike: of each only its driver and its IOMMU group are told, and
/// its config space is not read.
final class PciProbe implements Probe {
    private static final CheckId DRIVER = new CheckId("pcie.driver");
    private static final CheckId GROUP = new CheckId("iommu.group");
    private static final CheckId GROUP_TYPE = new CheckId("iommu.group.type");

    @Override
    public String name() {
        return "pcie.tree";
    }

    @Override
    public Section section() {
        return Section.PCIE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        List<String> addresses = host.list(PciFunctions.DEVICES);
        if (addresses.isEmpty()) {
            Reading none = Reading.missing(Why.ABSENT, "nothing in " + PciFunctions.DEVICES);
            facts.node("gpu.pci.count", none, PciFunctions.DEVICES);
            facts.node("nic.count", none, PciFunctions.DEVICES);
            facts.node("nic.cards", none, PciFunctions.DEVICES);
            return facts.list();
        }
        List<PciFunctions.Function> functions = new ArrayList<>();
        Map<String, Reading> groupTypes = new HashMap<>();
        PciDrivers drivers = new PciDrivers(host);
        boolean isWhole = true;
        for (String address : addresses) {
            if (PciFunctions.isVirtual(host, address)) {
                virtual(host, address, drivers, facts);
                continue;
            }
            Optional<PciFunctions.Function> function = PciFunctions.function(host, address);
            if (function.isEmpty()) {
                String path = PciFunctions.DEVICES + "/" + address + "/class";
                facts.of("pcie.class", new Instance(address), unclassed(host.read(path)), path);
                isWhole = false;
            } else if (function.get().role() != PciFunctions.Role.OTHER) {
                functions.add(function.get());
            }
        }
        counts(functions, isWhole, facts);
        PciLinks links = new PciLinks(host);
        for (PciFunctions.Function function : functions) {
            new PciFunctionFacts(host, function, links, drivers).addTo(facts);
            if (function.role() != PciFunctions.Role.BRIDGE) {
                group(host, function, groupTypes, facts);
            }
        }
        return facts.list();
    }

    private static void virtual(HostRoot host, String address, PciDrivers drivers, Facts facts) {
        String path = PciFunctions.DEVICES + "/" + address;
        Instance instance = new Instance(address);
        facts.of(DRIVER, instance, drivers.of(address), path + "/driver");
        host.link(path + "/iommu_group")
                .ifPresent(group -> facts.of(GROUP, instance, new Reading.Text(group), path + "/iommu_group"));
    }

    /// Why there is no class to go by.
    private static Reading unclassed(Attribute<String> read) {
        return Readings.of(read, _ -> Optional.empty());
    }

    /// @param isWhole whether every function has a class: one without may be what is counted
    private static void counts(List<PciFunctions.Function> functions, boolean isWhole, Facts facts) {
        List<PciFunctions.Function> nics =
                functions.stream().filter(PciFunctions.Function::isMellanoxNic).toList();
        long gpus =
                functions.stream().filter(PciFunctions.Function::isNvidiaGpu).count();
        long cards = nics.stream()
                .map(nic -> nic.address().substring(0, nic.address().lastIndexOf('.')))
                .distinct()
                .count();
        boolean isKnown = isWhole
                && functions.stream()
                        .noneMatch(
                                function -> function.vendor().isEmpty() && function.role() != PciFunctions.Role.BRIDGE);
        Reading unknown = Reading.missing(Why.UNREADABLE, "a function whose class or vendor cannot be read");
        facts.node("gpu.pci.count", isKnown ? new Reading.Whole(gpus) : unknown, PciFunctions.DEVICES);
        facts.node("nic.count", isKnown ? new Reading.Whole(nics.size()) : unknown, PciFunctions.DEVICES);
        facts.node("nic.cards", isKnown ? new Reading.Whole(cards) : unknown, PciFunctions.DEVICES);
    }

    private static void group(HostRoot host, PciFunctions.Function function, Map<String, Reading> types, Facts facts) {
        Optional<String> group = host.link(function.path() + "/iommu_group");
        if (group.isEmpty()) {
            return;
        }
        Instance instance = new Instance(function.address());
        String path = "/sys/kernel/iommu_groups/" + group.get() + "/type";
        facts.of(GROUP, instance, new Reading.Text(group.get()), function.path() + "/iommu_group");
        facts.of(GROUP_TYPE, instance, types.computeIfAbsent(path, file -> Readings.text(host.read(file))), path);
    }
}
