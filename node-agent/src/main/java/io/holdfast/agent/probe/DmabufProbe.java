package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.KernelConfig;
import io.holdfast.agent.parse.KernelRelease;
import io.holdfast.agent.parse.NvidiaProc;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Optional;

/// Whether cards can reach GPU memory by DMA-BUF, without the module nvidia_peermem: the open driver on a kernel from
/// 5.12 that was built for it.
final class DmabufProbe implements Probe {
    private static final String RELEASE = "/proc/sys/kernel/osrelease";
    private static final List<String> OPTIONS = List.of("CONFIG_DMABUF_MOVE_NOTIFY", "CONFIG_PCI_P2PDMA");
    private static final int CAP = 4 << 20;

    @Override
    public String name() {
        return "gpu.rdma.dmabuf";
    }

    @Override
    public Section section() {
        return Section.GPU;
    }

    @Override
    public Cadence cadence() {
        return Cadence.RARE;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        return new Facts()
                .node("gpu.rdma.dmabuf", reading(host), DriverProbe.PROC_VERSION + ", " + RELEASE + ", kernel config")
                .list();
    }

    private static Reading reading(HostRoot host) {
        if (PciFunctions.hasNoGpu(host)) {
            return Reading.missing(Why.NOT_APPLICABLE, "no NVIDIA GPU on PCI");
        }
        Attribute<String> driver = host.read(DriverProbe.PROC_VERSION);
        Optional<NvidiaProc.Flavor> flavor = driver instanceof Attribute.Value<String>(String _, String text)
                ? NvidiaProc.flavor(text)
                : Optional.empty();
        Attribute<String> printed = host.read(RELEASE);
        Optional<KernelRelease> kernel = printed instanceof Attribute.Value<String>(String _, String text)
                ? KernelRelease.parse(text)
                : Optional.empty();
        // One condition that does not hold decides, whatever is unknown of the others.
        if (flavor.equals(Optional.of(NvidiaProc.Flavor.PROPRIETARY))
                || kernel.filter(release -> !release.isAtLeast(5, 12)).isPresent()) {
            return new Reading.Flag(false);
        }
        if (kernel.isEmpty()) {
            return Readings.of(printed, _ -> Optional.empty());
        }
        Reading built = built(host, kernel.get());
        boolean isOff = built.equals(new Reading.Flag(false));
        return flavor.isEmpty() && !isOff ? Readings.of(driver, _ -> Optional.empty()) : built;
    }

    private static Reading built(HostRoot host, KernelRelease kernel) {
        List<String> places = List.of(
                "/boot/config-" + kernel.text(), "/lib/modules/" + kernel.text() + "/config", "/proc/config.gz");
        Reading last = Reading.missing(Why.ABSENT, "no " + String.join(", no ", places));
        for (String place : places) {
            Attribute<byte[]> read = host.readBytes(place, CAP);
            if (!(read instanceof Attribute.Absent<byte[]>)) {
                last = Readings.of(
                        read,
                        bytes -> KernelConfig.text(bytes)
                                .map(config -> new Reading.Flag(
                                        OPTIONS.stream().allMatch(option -> KernelConfig.isOn(config, option)))));
                if (!(last instanceof Reading.Missing)) {
                    return last;
                }
            }
        }
        return last;
    }
}
