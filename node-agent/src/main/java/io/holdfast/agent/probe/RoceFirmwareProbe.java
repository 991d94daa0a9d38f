package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.RoceText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.PortId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Settings of RoCE whose reading asks the card's firmware, one card after the other, or touches the connection
/// manager's configuration.
final class RoceFirmwareProbe implements Probe {
    /// A firmware tool may wait for the device's semaphore.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Of register ROCE_ACCL.
    private static final List<String> ACCELERATIONS = List.of(
            "roce_adp_retrans_en",
            "roce_tx_window_en",
            "roce_slow_restart_en",
            "roce_slow_restart_idle_en",
            "adaptive_routing_forced_en");

    private static final String CONFIGFS = "/sys/kernel/config/rdma_cm";

    @Override
    public String name() {
        return "port.roce_firmware";
    }

    @Override
    public Section section() {
        return Section.PORT;
    }

    @Override
    public Cadence cadence() {
        return Cadence.RARE;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        RoceNetdevs.all(host).stream()
                .map(RoceNetdevs.RoceNetdev::address)
                .distinct()
                .forEach(address -> registers(host, address, facts));
        for (RdmaDevices.Device device : RdmaDevices.all(host)) {
            if (!device.isVirtual() && RdmaDevices.isEthernet(host, device)) {
                manager(host, device.name(), facts);
            }
        }
        return facts.list();
    }

    private static void registers(HostRoot host, String address, Facts facts) {
        Instance instance = new Instance(address);
        ToolOutput accelerations = register(host, address, "ROCE_ACCL", List.of());
        for (String field : ACCELERATIONS) {
            facts.of(
                    "roce.accl." + field,
                    instance,
                    accelerations.part(
                            text -> Optional.ofNullable(RoceText.register(text).get(field))
                                    .map(value -> new Reading.Flag(value != 0))),
                    accelerations.source());
        }
        ToolOutput gap = register(host, address, "PIPG", List.of("--indexes", "local_port=1,lp_msb=0,ipg_cap_index=0"));
        facts.of(
                "roce.ipg",
                instance,
                gap.part(text ->
                        Optional.ofNullable(RoceText.register(text).get("ipg")).map(Reading.Whole::new)),
                gap.source());
    }

    private static ToolOutput register(HostRoot host, String address, String name, List<String> more) {
        List<String> argv = new ArrayList<>(List.of("mlxreg", "-d", address, "--reg_name", name, "--get"));
        argv.addAll(more);
        return ToolOutput.of(
                host,
                HostCommand.of(argv.toArray(String[]::new)).within(PATIENCE).asking(address));
    }

    /// The connection manager's defaults. Its folder of a device is there once somebody has made it; else the tools
    /// tell, which make it and take it away again.
    private static void manager(HostRoot host, String device, Facts facts) {
        Instance instance = new PortId(device, 1).instance();
        String folder = CONFIGFS + "/" + device + "/ports/1";
        if (host.isDirectory(folder)) {
            setting(host, instance, "roce.cma_tos", folder + "/default_roce_tos", RoceText::number, facts);
            setting(host, instance, "roce.cma_mode", folder + "/default_roce_mode", RoceText::mode, facts);
        } else {
            ToolOutput tos = ToolOutput.of(host, "cma_roce_tos", "-d", device);
            ToolOutput mode = ToolOutput.of(host, "cma_roce_mode", "-d", device, "-p", "1");
            facts.of("roce.cma_tos", instance, tos.reading(RoceText::number), tos.source());
            facts.of("roce.cma_mode", instance, mode.reading(RoceText::mode), mode.source());
        }
    }

    private static void setting(
            HostRoot host, Instance instance, String check, String path, Function<String, Reading> parse, Facts facts) {
        facts.of(check, instance, Readings.of(host.read(path), text -> Optional.of(parse.apply(text))), path);
    }
}
