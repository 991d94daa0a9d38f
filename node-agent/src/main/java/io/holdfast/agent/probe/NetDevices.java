package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.NetdevText;
import io.holdfast.protocol.fact.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The network interfaces that matter on a node: those of physical PCI functions, and bonds.
///
/// Left out are the hundreds that come and go: virtual functions, their representors (which hang on the physical
/// function too), sub-functions, bridges, VLANs and the host ends of pods.
final class NetDevices {
    static final String CLASS = "/sys/class/net";

    /// `pf0vf3`, `c1pf0sf2`: a representor. `p0` is the port itself.
    private static final Pattern REPRESENTOR = Pattern.compile("(c\\d+)?pf\\d+((vf|sf)\\d+)?");

    private NetDevices() {}

    /// Whether an interface is a card's own or a bond of several.
    enum Kind {
        PHYSICAL,
        BOND
    }

    /// @param address of its PCI function; empty for bonds and in trees recorded without links
    /// @param driver of that function; empty likewise
    record NetDevice(String name, Kind kind, Optional<String> address, Optional<String> driver) {
        String path() {
            return CLASS + "/" + name;
        }
    }

    static List<NetDevice> physical(HostRoot host) {
        return all(host).stream()
                .filter(device -> device.kind() == Kind.PHYSICAL)
                .toList();
    }

    /// The interface of a PCI function itself. In switchdev mode its representors hang on the function as well.
    static Optional<String> of(HostRoot host, String address) {
        String net = PciFunctions.DEVICES + "/" + address + "/net";
        return host.list(net).stream()
                .filter(name -> !isRepresentor(host, net + "/" + name))
                .findFirst();
    }

    /// `operstate` of an interface: `up`, `down`, ...
    static Reading state(HostRoot host, String path) {
        return state(host.read(path + "/operstate"));
    }

    static Reading state(Attribute<String> operstate) {
        return Readings.of(operstate, text -> Optional.of(NetdevText.state(text)));
    }

    /// The representors of a function's virtual functions.
    static List<String> representors(HostRoot host, String address) {
        String net = PciFunctions.DEVICES + "/" + address + "/net";
        return host.list(net).stream()
                .filter(name -> isRepresentor(host, net + "/" + name))
                .toList();
    }

    static List<NetDevice> all(HostRoot host) {
        List<NetDevice> devices = new ArrayList<>();
        for (String name : host.list(CLASS)) {
            if (host.isDirectory(CLASS + "/" + name)) {
                device(host, name).ifPresent(devices::add);
            }
        }
        return devices;
    }

    private static Optional<NetDevice> device(HostRoot host, String name) {
        String path = CLASS + "/" + name;
        String resolved = host.resolve(path).orElse(path);
        if (host.exists(path + "/bonding")) {
            return Optional.of(new NetDevice(name, Kind.BOND, Optional.empty(), Optional.empty()));
        }
        if (resolved.startsWith("/sys/devices/virtual/") || name.equals("lo")) {
            return Optional.empty();
        }
        Optional<String> address =
                PciPath.last(resolved).or(() -> host.link(path + "/device").filter(PciPath::isAddress));
        boolean isDerived = resolved.contains(".sf.")
                || address.filter(function -> PciFunctions.isVirtual(host, function))
                        .isPresent()
                || isRepresentor(host, path);
        if (isDerived || (address.isEmpty() && host.isLive())) {
            return Optional.empty();
        }
        return Optional.of(new NetDevice(name, Kind.PHYSICAL, address, host.link(path + "/device/driver")));
    }

    private static boolean isRepresentor(HostRoot host, String path) {
        return host.read(path + "/phys_port_name") instanceof Attribute.Value<String>(String _, String text)
                && REPRESENTOR.matcher(text).matches();
    }
}
