package io.holdfast.protocol.fact;

import java.util.Locale;

/// The parts a snapshot travels in: small enough for one record each, and changed by the same kind of event.
public enum Section {
    /// Release, kernel, command line, boot.
    OS,
    /// Loaded kernel modules and their parameters.
    MODULE,
    /// Board, CPU, memory, NUMA.
    HARDWARE,
    /// GPUs and their driver.
    GPU,
    /// Network cards: identity, firmware, netdevs.
    NIC,
    /// RDMA ports.
    PORT,
    /// The PCI tree, ACS, links, IOMMU.
    PCIE,
    /// Disks and file systems.
    STORAGE,
    /// Host services and the container runtime.
    SERVICE,
    /// A section of a newer writer.
    UNKNOWN;

    /// The word on the wire and in the catalog.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
