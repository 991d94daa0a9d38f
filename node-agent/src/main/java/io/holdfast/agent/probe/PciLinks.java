package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.PciText;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// PCI Express links: one end's own ability, and what both ends can do together.
///
/// A port's ability is asked for once per function below it and read once.
final class PciLinks {
    private static final Reading NO_PORT =
            Reading.missing(Why.NOT_APPLICABLE, "no port above it: a guest, or part of the root complex");

    private final HostRoot host;
    private final Map<String, Reading> abilities = new HashMap<>();

    PciLinks(HostRoot host) {
        this.host = host;
    }

    /// The bridge above a function, from the resolved path `/sys/devices/pci0000:00/<bridge>/<function>`. Empty for a
    /// function on a root bus, and in trees recorded without links.
    Optional<String> upstream(String path) {
        return host.resolve(path).flatMap(resolved -> {
            int last = resolved.lastIndexOf('/');
            int before = last < 1 ? -1 : resolved.lastIndexOf('/', last - 1);
            return before < 0
                    ? Optional.empty()
                    : Optional.of(resolved.substring(before + 1, last)).filter(PciPath::isAddress);
        });
    }

    Reading maxSpeed(String path) {
        return abilities.computeIfAbsent(
                path + "/max_link_speed",
                file -> Readings.of(host.read(file), text -> Optional.of(PciText.speed(text))));
    }

    Reading maxWidth(String path) {
        return abilities.computeIfAbsent(
                path + "/max_link_width",
                file -> Readings.of(host.read(file), text -> Optional.of(PciText.width(text))));
    }

    Reading speed(String path) {
        return Readings.of(host.read(path + "/current_link_speed"), text -> Optional.of(PciText.speed(text)));
    }

    Reading width(String path) {
        return Readings.of(host.read(path + "/current_link_width"), text -> Optional.of(PciText.width(text)));
    }

    /// The lower of both ends' highest speeds.
    Reading possibleSpeed(String path, Optional<String> upstream) {
        return upstream.map(port -> PciText.least(maxSpeed(path), maxSpeed(PciFunctions.DEVICES + "/" + port)))
                .orElse(NO_PORT);
    }

    /// The fewer of both ends' lanes.
    Reading possibleWidth(String path, Optional<String> upstream) {
        return upstream.map(port -> PciText.least(maxWidth(path), maxWidth(PciFunctions.DEVICES + "/" + port)))
                .orElse(NO_PORT);
    }
}
