package io.holdfast.agent.probe;

import java.util.List;

/// All probes there are, in the order of the sections. A new probe is one line here.
public final class Probes {
    private Probes() {}

    public static List<Probe> all() {
        return List.of(
                new OsReleaseProbe(),
                new KernelProbe(),
                new ToolProbe(),
                new CommandLineProbe(),
                new SecureBootProbe(),
                new NextKernelProbe(),
                new DkmsProbe(),
                new PackageProbe(),
                new UpgradeProbe(),
                new PstoreProbe(),
                new SysctlProbe(),
                new MemoryPolicyProbe(),
                new LimitsProbe(),
                new PressureProbe(),
                new EdacProbe(),
                new TimeProbe(),
                new ModuleProbe(),
                new CpuProbe(),
                new CpuPowerProbe(),
                new MemoryProbe(),
                new DimmProbe(),
                new NumaProbe(),
                new BoardProbe(),
                new DriverProbe(),
                new NvidiaSmiProbe(),
                new DriverFilesProbe(),
                new DriverNextProbe(),
                new CdiProbe(),
                new NvlinkProbe(),
                new GpuTopologyProbe(),
                new DmabufProbe(),
                new FabricManagerProbe(),
                new NicProbe(),
                new NetdevProbe(),
                new DevlinkProbe(),
                new PortProbe(),
                new PortCounterProbe(),
                new PortTableProbe(),
                new PciProbe(),
                new IommuProbe(),
                new NvmeProbe(),
                new NvmeSmartProbe(),
                new MdProbe(),
                new FileSystemProbe(),
                new UnitProbe(),
                new ContainerdProbe(),
                new KubeletProbe());
    }
}
