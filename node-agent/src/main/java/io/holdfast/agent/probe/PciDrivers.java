package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which driver holds which function.
///
/// Source: `/sys/bus/pci/drivers/<driver>`, which lists its functions: some dozen folders instead of a link for each
/// of a thousand functions. A function that is in none of them is asked for its own link `driver`.
final class PciDrivers {
    private static final String DRIVERS = "/sys/bus/pci/drivers";

    private final HostRoot host;
    private final Map<String, String> drivers = new HashMap<>();

    PciDrivers(HostRoot host) {
        this.host = host;
        for (String driver : host.list(DRIVERS)) {
            for (String entry : host.list(DRIVERS + "/" + driver)) {
                if (PciPath.isAddress(entry)) {
                    drivers.put(entry, driver);
                }
            }
        }
    }

    Reading of(String address) {
        String path = PciFunctions.DEVICES + "/" + address + "/driver";
        Optional<String> driver = Optional.ofNullable(drivers.get(address)).or(() -> host.link(path));
        if (driver.isPresent()) {
            return new Reading.Text(driver.get());
        }
        return host.exists(path)
                ? Reading.missing(Why.UNREADABLE, "recorded without its link")
                : Reading.missing(Why.ABSENT, "no driver holds it");
    }
}
