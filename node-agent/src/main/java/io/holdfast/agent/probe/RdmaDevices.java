package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The RDMA devices of a host: `/sys/class/infiniband`. Every vendor's are there.
final class RdmaDevices {
    static final String CLASS = "/sys/class/infiniband";

    private RdmaDevices() {}

    /// One device.
    ///
    /// @param address of its PCI function; empty for a software device and in trees recorded without links
    /// @param isVirtual whether it belongs to a virtual function
    record Device(String name, Optional<String> address, boolean isVirtual) {
        String path() {
            return CLASS + "/" + name;
        }

        /// Its PCI address; its own name where that is not known.
        Instance instance() {
            return new Instance(address.orElse(name));
        }
    }

    static List<Device> all(HostRoot host) {
        List<Device> devices = new ArrayList<>();
        for (String name : host.list(CLASS)) {
            String path = CLASS + "/" + name;
            Optional<String> address = host.resolve(path)
                    .flatMap(PciPath::last)
                    .or(() -> host.link(path + "/device").filter(PciPath::isAddress));
            boolean isVirtual = address.filter(function -> PciFunctions.isVirtual(host, function))
                    .isPresent();
            devices.add(new Device(name, address, isVirtual));
        }
        return devices;
    }
}
