package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.PciText;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// PCI Express links: one end's own ability, and what both ends can do together.
///
/// A port's ability is asked for once per function below it and read once. So
/// is where a function hangs.
final class PciLinks {
    private static final Reading NO_PORT =
            Reading.missing(Why.NOT_APPLICABLE, "no port above it: a guest, or part of the root complex");

    private static final Reading NO_LINK_ABOVE =
            Reading.missing(Why.NOT_APPLICABLE, "its own link leads to the root, or no bridge can be seen");

    private final HostRoot host;
    private final Map<String, Reading> abilities = new HashMap<>();
    private final Map<String, Reading> present = new HashMap<>();
    private final Map<String, Optional<String>> resolved = new HashMap<>();

    PciLinks(HostRoot host) {
        this.host = host;
    }

    /// Where a function hangs, `/sys/devices/pci0000:00/<bridge>/<function>`.
    Optional<String> resolve(String path) {
        return resolved.computeIfAbsent(path, host::resolve);
    }

    /// The bridge above a function, from the resolved path `/sys/devices/pci0000:00/<bridge>/<function>`.
    /// Empty for a function on a root bus, and in trees recorded without links.
    Optional<String> upstream(String path) {
        return resolve(path).flatMap(resolved -> {
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
        return present.computeIfAbsent(
                path + "/current_link_speed",
                file -> Readings.of(host.read(file), text -> Optional.of(PciText.speed(text))));
    }

    Reading width(String path) {
        return present.computeIfAbsent(
                path + "/current_link_width",
                file -> Readings.of(host.read(file), text -> Optional.of(PciText.width(text))));
    }

    /// The slowest of the links between the bridge above a function and the root.
    Reading upstreamSpeed(String path) {
        return above(path).stream().map(this::speed).reduce(PciText::least).orElse(NO_LINK_ABOVE);
    }

    /// The narrowest of them.
    Reading upstreamWidth(String path) {
        return above(path).stream().map(this::width).reduce(PciText::least).orElse(NO_LINK_ABOVE);
    }

    /// The bridges above the one that a function hangs on. That one shows the function's own link.
    private List<String> above(String path) {
        List<String> parts =
                resolve(path).map(real -> List.of(real.split("/", -1))).orElse(List.of());
        return parts.subList(0, Math.max(0, parts.size() - 2)).stream()
                .filter(PciPath::isAddress)
                .map(address -> PciFunctions.DEVICES + "/" + address)
                .toList();
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
