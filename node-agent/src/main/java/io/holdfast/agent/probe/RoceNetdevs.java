package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import java.util.ArrayList;
import java.util.List;

/// The interfaces on which RoCE is set up: Ethernet ports of NVIDIA's cards.
final class RoceNetdevs {
    private static final long ETHERNET = 0x0200;

    private RoceNetdevs() {}

    /// @param address of its PCI function
    record RoceNetdev(String name, String address) {
        String path() {
            return NetDevices.CLASS + "/" + name;
        }
    }

    static List<RoceNetdev> all(HostRoot host) {
        List<RoceNetdev> found = new ArrayList<>();
        for (NetDevices.NetDevice device : NetDevices.physical(host)) {
            device.address()
                    .filter(address -> PciFunctions.function(host, address)
                            .filter(PciFunctions.Function::isMellanoxNic)
                            .filter(function -> function.classCode() >> 8 == ETHERNET)
                            .isPresent())
                    .ifPresent(address -> found.add(new RoceNetdev(device.name(), address)));
        }
        return found;
    }
}
