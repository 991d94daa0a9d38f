package io.holdfast.standalone.simulate;

import java.util.List;
import java.util.Optional;

/// The software of a layout: what the reference of that server names, as it is found where somebody followed it.
enum Stack {
    /// NVIDIA Enterprise AI Factory: DOCA on the host, pods share the RDMA devices (no virtual functions, no IOMMU).
    AI_FACTORY(
            new Os("22.04", "Ubuntu 22.04.5 LTS", "6.5.0-45-generic", List.of()),
            new Cluster("v1.33.5", "1.7.27", 250, "spectrocloud.com/nodeprep:NoSchedule"),
            Optional.of(new Doca("3.2.1-044000-25.10-ubuntu2204", "25.10-1.7.1", "3.1.0105-1"))),
    /// OSMO solution matrix: the kernel's own network drivers, virtual functions for pods.
    OSMO(
            new Os("24.04", "Ubuntu 24.04.3 LTS", "6.8.0-85-generic", List.of("intel_iommu=on", "iommu=pt")),
            new Cluster("v1.32.5", "2.0.5", 110, ""),
            Optional.empty());

    /// @param iommu words of the kernel's command line that turn the IOMMU on; none: it is off
    record Os(String version, String name, String kernel, List<String> iommu) {
        Os {
            iommu = List.copyOf(iommu);
        }
    }

    /// @param taint with which a node registers; empty for none
    record Cluster(String kubelet, String containerd, int maxPods, String taint) {}

    /// @param host package doca-host
    /// @param ofed what `ofed_info -s` says
    /// @param congestionControl package doca-spcx-cc
    record Doca(String host, String ofed, String congestionControl) {}

    private final Os os;
    private final Cluster cluster;
    private final Optional<Doca> doca;

    Stack(Os os, Cluster cluster, Optional<Doca> doca) {
        this.os = os;
        this.cluster = cluster;
        this.doca = doca;
    }

    Os os() {
        return os;
    }

    Cluster cluster() {
        return cluster;
    }

    /// Empty where the network drivers are the kernel's own.
    Optional<Doca> doca() {
        return doca;
    }

    boolean hasIommu() {
        return !os.iommu().isEmpty();
    }
}
