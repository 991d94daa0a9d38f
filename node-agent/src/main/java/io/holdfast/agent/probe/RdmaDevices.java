package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.Words;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.PortId;
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

    /// A port of a device that is no virtual function.
    record Port(Device device, PortId id) {
        String path() {
            return device.path() + "/ports/" + id.port();
        }
    }

    /// The ports of physical functions. Ports are numbered from 1.
    static List<Port> ports(HostRoot host) {
        List<Port> ports = new ArrayList<>();
        for (Device device : all(host)) {
            if (!device.isVirtual()) {
                host.list(device.path() + "/ports").stream()
                        .flatMap(name -> Words.whole(name).stream())
                        .filter(number -> number > 0 && number < 256)
                        .forEach(number -> ports.add(new Port(device, new PortId(device.name(), number.intValue()))));
            }
        }
        return ports;
    }

    static boolean isEthernet(HostRoot host, Device device) {
        return host.read(device.path() + "/ports/1/link_layer")
                        instanceof Attribute.Value<String>(String _, String text)
                && text.equals("Ethernet");
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
