package io.holdfast.agent.probe;

import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.DevlinkText;
import io.holdfast.agent.parse.EthtoolText;
import io.holdfast.agent.parse.FlashText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The firmware that lies in each card's flash and waits for a reset: what the driver tells through
/// `devlink`, and only where that tells nothing, what the flash tools read. Also the firmware that runs,
/// of cards without an RDMA driver.
final class NicFirmwareProbe implements Probe {
    private static final String RUNNING = "nic.firmware.version";
    private static final String STORED = "nic.firmware.stored";
    private static final String PENDING = "nic.firmware.pending";

    /// What one source tells of a card.
    private record Told(Reading running, Reading stored, String source) {
        boolean hasAll() {
            return !(running instanceof Reading.Missing) && !(stored instanceof Reading.Missing);
        }

        /// The first value of each, with the first reason where neither has one.
        Told or(Told other) {
            boolean isOther = stored instanceof Reading.Missing && !(other.stored() instanceof Reading.Missing);
            return new Told(
                    running instanceof Reading.Missing && !(other.running() instanceof Reading.Missing)
                            ? other.running()
                            : running,
                    isOther ? other.stored() : stored,
                    isOther ? other.source() : source);
        }
    }

    @Override
    public String name() {
        return "nic.firmware";
    }

    @Override
    public Section section() {
        return Section.NIC;
    }

    @Override
    public Cadence cadence() {
        return Cadence.RARE;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        List<Nics.Nic> nics = Nics.physical(host);
        Set<String> withRdma = new HashSet<>();
        RdmaDevices.all(host).forEach(device -> device.address().ifPresent(withRdma::add));
        List<NetDevices.NetDevice> netdevs = nics.isEmpty() ? List.of() : NetDevices.physical(host);
        return Nics.sideBySide(nics, nic -> {
            Told told = devlink(host, nic);
            if (!told.hasAll()) {
                told = told.or(flash(host, nic));
            }
            Facts facts = new Facts();
            facts.of(STORED, nic.instance(), told.stored(), told.source());
            facts.of(PENDING, nic.instance(), pending(told), told.source());
            if (!withRdma.contains(nic.address())) {
                Reading running = told.running() instanceof Reading.Missing
                        ? Nics.netdev(netdevs, nic)
                                .map(netdev -> ethtool(host, netdev.name()))
                                .orElse(told.running())
                        : told.running();
                facts.of(RUNNING, nic.instance(), running, told.source());
            }
            return facts.list();
        });
    }

    private static Told devlink(HostRoot host, Nics.Nic nic) {
        HostCommand command = NicTools.asking(nic.address(), "devlink", "dev", "info", "-j", "pci/" + nic.address());
        CommandResult result = host.run(command);
        Optional<DevlinkText.Firmware> firmware = NicTools.output(result)
                .map(DevlinkText::parse)
                .flatMap(devices -> DeviceId.parse(nic.address()).map(devices::get));
        if (firmware.isEmpty()) {
            Reading why =
                    NicTools.output(result).<Reading>map(Readings::malformed).orElseGet(() -> NicTools.failure(result));
            return new Told(why, why, command.toString());
        }
        Reading stored = firmware.get().storedUnreadable()
                ? Reading.missing(Why.UNREADABLE, "the driver could not read the flash")
                : version(firmware.get().stored());
        return new Told(version(firmware.get().running()), stored, command.toString());
    }

    private static Reading version(Optional<String> told) {
        return told.<Reading>map(Reading.Version::new)
                .orElse(Reading.missing(Why.UNSUPPORTED, "devlink names no such version"));
    }

    /// Asks the flash itself: `flint`, `mstflint`, `mlxfwmanager`, the first that is installed.
    private static Told flash(HostRoot host, Nics.Nic nic) {
        String address = nic.address();
        CommandResult result = NicTools.first(
                host,
                List.of(
                        NicTools.asking(address, "flint", "-d", address, "q"),
                        NicTools.asking(address, "mstflint", "-d", address, "q"),
                        NicTools.asking(address, "mlxfwmanager", "-d", address, "--query")));
        Function<String, Optional<FlashText.Firmware>> parse =
                result.command().argv().getFirst().equals("mlxfwmanager") ? FlashText::manager : FlashText::flint;
        Optional<String> output = NicTools.output(result);
        String source = result.command().toString();
        return output.flatMap(parse)
                .map(firmware -> new Told(
                        new Reading.Version(firmware.running()), new Reading.Version(firmware.stored()), source))
                .orElseGet(() -> {
                    Reading why = output.<Reading>map(Readings::malformed).orElseGet(() -> NicTools.failure(result));
                    return new Told(why, why, source);
                });
    }

    private static Reading ethtool(HostRoot host, String netdev) {
        CommandResult result = host.run(HostCommand.of("ethtool", "-i", netdev));
        return NicTools.output(result).map(EthtoolText::firmware).orElseGet(() -> NicTools.failure(result));
    }

    private static Reading pending(Told told) {
        if (told.stored() instanceof Reading.Missing || told.running() instanceof Reading.Missing) {
            return told.stored() instanceof Reading.Missing ? told.stored() : told.running();
        }
        return new Reading.Flag(!told.stored().equals(told.running()));
    }
}
