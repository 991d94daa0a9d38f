package io.holdfast.agent.probe;

import io.holdfast.agent.kernel.Nvml;
import io.holdfast.protocol.check.Check.Cadence;
import java.util.List;

/// All probes there are, in the order of the sections. A new probe is one line here.
public final class Probes {
    private Probes() {}

    public static List<Probe> all() {
        GpuSource nvml = new GpuSource(Nvml.ofThisMachine());
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
                new NvmlProbe(nvml, Cadence.FAST),
                new NvmlProbe(nvml, Cadence.CONFIG),
                new NvidiaSmiProbe(nvml),
                new DriverFilesProbe(),
                new DriverNextProbe(),
                new CdiProbe(),
                new NvlinkProbe(),
                new GpuTopologyProbe(),
                new DmabufProbe(),
                new FabricManagerProbe(),
                new DcgmProbe(),
                new NicProbe(),
                new NicProductProbe(),
                new NetdevProbe(),
                new NetdevToolProbe(),
                new NetdevAbilityProbe(),
                new NicFirmwareProbe(),
                new FirmwareMatchProbe(),
                new NvConfigProbe(),
                new NicPrivilegeProbe(),
                new NicLinkProbe(),
                new NicTemperatureProbe(),
                new LldpProbe(),
                new DocaProbe(),
                new Mlx5DriverProbe(),
                new RshimProbe(),
                new CongestionControlProbe(),
                new RdmaNamespaceProbe(),
                new PortProbe(),
                new PortCounterProbe(),
                new PortTableProbe(),
                new RoceProbe(),
                new RoceFirmwareProbe(),
                new PciProbe(),
                new SriovProbe(),
                new LayoutProbe(),
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
