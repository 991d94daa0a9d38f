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
import java.util.List;
import java.util.Optional;

/// The PCI tree: bridges, GPUs, network cards and NVMe disks, how they are linked, what stands between them.
///
/// Virtual functions come by the thousand and are alike: of each only its driver and its IOMMU group are
/// told, and its config space is not read.
final class PciProbe implements Probe {
    private static final CheckId DRIVER = new CheckId("pcie.driver");

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
            facts.node("pcie.device.present", none, PciFunctions.DEVICES);
            return facts.list();
        }
        List<PciFunctions.Function> functions = new ArrayList<>();
        IommuGroups groups = new IommuGroups(host);
        PciDrivers drivers = new PciDrivers(host);
        boolean isWhole = true;
        for (String address : addresses) {
            if (PciFunctions.isVirtual(host, address)) {
                facts.of(
                        DRIVER,
                        new Instance(address),
                        drivers.of(address),
                        PciFunctions.DEVICES + "/" + address + "/driver");
                groups.addVirtual(address, facts);
                continue;
            }
            groups.add(address);
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
            PciErrors.of(host, function, facts);
            if (function.role() != PciFunctions.Role.BRIDGE) {
                groups.of(function, facts);
            }
        }
        new PciPeerPaths(links, functions).addTo(facts.list(), facts);
        return facts.list();
    }

    /// The addresses that a layout is compared with: GPUs, network cards, disks and NVLink switches.
    private static Reading present(List<PciFunctions.Function> functions) {
        return Reading.Words.of(functions.stream()
                .filter(function -> function.isNvidiaGpu()
                        || function.isMellanoxNic()
                        || function.role() == PciFunctions.Role.NVME
                        || function.role() == PciFunctions.Role.SWITCH)
                .map(PciFunctions.Function::address)
                .sorted()
                .toList());
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
        facts.node("pcie.device.present", isKnown ? present(functions) : unknown, PciFunctions.DEVICES);
        facts.node("nic.cards", isKnown ? new Reading.Whole(cards) : unknown, PciFunctions.DEVICES);
    }
}
