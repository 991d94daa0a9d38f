package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.NvidiaProc;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The loaded NVIDIA driver as the kernel tells it: version, flavor, parameters, and what it knows of each GPU before
/// anybody has asked the GPU itself.
final class DriverProbe implements Probe {
    static final String MODULE_VERSION = "/sys/module/nvidia/version";
    static final String PROC_VERSION = "/proc/driver/nvidia/version";
    private static final String HMM = "/sys/module/nvidia_uvm/parameters/uvm_disable_hmm";
    private static final String PARAMETERS = "/proc/driver/nvidia/params";
    private static final String GPUS = "/proc/driver/nvidia/gpus";

    /// Of each GPU's `information`: lines that identify it or say that the driver leaves it alone.
    private static final List<String> KNOWN =
            List.of("Model", "GPU UUID", "Video BIOS", "Bus Type", "Device Minor", "GPU Firmware", "GPU Excluded");

    @Override
    public String name() {
        return "gpu.driver";
    }

    @Override
    public Section section() {
        return Section.GPU;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        Attribute<String> printed = host.read(PROC_VERSION);
        Attribute<String> module = host.read(MODULE_VERSION);
        if (!(module instanceof Attribute.Absent<String>)) {
            facts.node("gpu.driver.version", Readings.version(module), MODULE_VERSION);
        } else if (!(printed instanceof Attribute.Absent<String>)) {
            facts.node(
                    "gpu.driver.version",
                    Readings.of(printed, text -> NvidiaProc.version(text).map(Reading.Version::new)),
                    PROC_VERSION);
        }
        facts.node(
                "gpu.driver.flavor",
                Readings.of(
                        printed,
                        text -> NvidiaProc.flavor(text)
                                .map(flavor -> new Reading.Text(flavor.name().toLowerCase(Locale.ROOT)))),
                PROC_VERSION);
        parameters(host, facts);
        facts.node(
                "gpu.driver.param.uvm_disable_hmm",
                PciFunctions.hasNoGpu(host)
                        ? Reading.missing(Why.NOT_APPLICABLE, "no NVIDIA GPU on PCI")
                        : Readings.text(host.read(HMM)),
                HMM);
        for (String address : PciFunctions.gpus(host)) {
            String device = PciFunctions.DEVICES + "/" + address + "/device";
            facts.of("gpu.pci.device_id", new Instance(address), Readings.text(host.read(device)), device);
        }
        host.list(GPUS).forEach(address -> gpu(host, address, facts));
        return facts.list();
    }

    private static void parameters(HostRoot host, Facts facts) {
        if (host.read(PARAMETERS) instanceof Attribute.Value<String>(String _, String text)) {
            NvidiaProc.pairs(text)
                    .forEach((name, value) -> facts.node(
                            "gpu.driver.param." + name.replaceAll("[^A-Za-z0-9_@:-]", "_"),
                            new Reading.Text(unquoted(value)),
                            PARAMETERS));
        }
    }

    private static void gpu(HostRoot host, String address, Facts facts) {
        String path = GPUS + "/" + address + "/information";
        if (host.read(path) instanceof Attribute.Value<String>(String _, String text)) {
            Map<String, String> pairs = NvidiaProc.pairs(text);
            for (String key : KNOWN) {
                Optional.ofNullable(pairs.get(key))
                        .ifPresent(value -> facts.of(
                                "gpu.proc." + key.toLowerCase(Locale.ROOT).replace(' ', '_'),
                                new Instance(address),
                                known(value),
                                path));
            }
        }
        String numa = GPUS + "/" + address + "/numa_status";
        if (host.read(numa) instanceof Attribute.Value<String>(String _, String text)) {
            Optional.ofNullable(NvidiaProc.pairs(text).get("Status"))
                    .ifPresent(status ->
                            facts.of("gpu.proc.numa_status", new Instance(address), new Reading.Text(status), numa));
        }
    }

    private static Reading known(String value) {
        return NvidiaProc.isUnset(value)
                ? Reading.missing(Why.UNSUPPORTED, "not known before the GPU is first used: " + value)
                : new Reading.Text(value);
    }

    private static String unquoted(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }
}
