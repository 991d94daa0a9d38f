package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.DocaText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How many processes of Spectrum-X congestion control serve each RDMA device. One that was started a
/// second time without stopping the first is as wrong as none; one names a device that was renamed or
/// reset meanwhile.
///
/// Source: `/proc/<pid>/cmdline`, which ends each word with NUL and is empty for the kernel's own threads.
final class CongestionControlProbe implements Probe {
    private static final String RUNNING = "doca.spcx_cc.running";
    private static final String TOOL = "/opt/mellanox/doca/tools/doca_spcx_cc";
    private static final String PROC = "/proc/*/cmdline";
    private static final int LONGEST = 1024;

    @Override
    public String name() {
        return "nic.spcx_cc";
    }

    @Override
    public Section section() {
        return Section.NIC;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        if (!host.exists(TOOL)) {
            Reading none = Reading.missing(Why.NOT_APPLICABLE, "no " + TOOL);
            return new Facts().node(RUNNING, none, TOOL).list();
        }
        Map<String, Long> processes = new TreeMap<>();
        boolean seesAny = false;
        for (String pid : host.list("/proc")) {
            if (pid.chars().allMatch(Character::isDigit)
                    && host.readBytes("/proc/" + pid + "/cmdline", LONGEST)
                            instanceof Attribute.Value<byte[]>(String _, byte[] words)) {
                seesAny = true;
                DocaText.congestionControlOf(new String(words, StandardCharsets.UTF_8))
                        .ifPresent(device -> processes.merge(device, 1L, Long::sum));
            }
        }
        if (!seesAny) {
            Reading none = Reading.missing(Why.UNREADABLE, "no process can be seen");
            return new Facts().node(RUNNING, none, PROC).list();
        }
        Facts facts = new Facts();
        for (RdmaDevices.Device device : RdmaDevices.all(host)) {
            long count = java.util.Objects.requireNonNullElse(processes.remove(device.name()), 0L);
            boolean isMellanox = device.address()
                    .flatMap(address -> PciFunctions.function(host, address))
                    .filter(PciFunctions.Function::isMellanoxNic)
                    .isPresent();
            if (count > 0 || (isMellanox && !device.isVirtual())) {
                facts.of(RUNNING, device.instance(), new Reading.Whole(count), PROC);
            }
        }
        processes.forEach((device, count) -> facts.of(RUNNING, new Instance(device), new Reading.Whole(count), PROC));
        return facts.list();
    }
}
