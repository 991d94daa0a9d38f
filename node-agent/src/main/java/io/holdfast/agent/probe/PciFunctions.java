package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.PciText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The PCI functions of a host, by what they are for.
///
/// Source: `/sys/bus/pci/devices/<address>`, whose names are already in the kernel's spelling of an address.
final class PciFunctions {
    static final String DEVICES = "/sys/bus/pci/devices";
    private static final long NVIDIA = 0x10de;
    private static final long MELLANOX = 0x15b3;

    private PciFunctions() {}

    /// What a function is, by its class code. Everything else in a server is of no interest here.
    enum Role {
        BRIDGE,
        /// Displays and processing accelerators of any vendor.
        GPU,
        NIC,
        NVME,
        /// NVSwitch.
        SWITCH,
        OTHER
    }

    /// A function that is no virtual one.
    ///
    /// @param vendor empty where it could not be read
    /// @param classCode base class, subclass and interface in 24 bits
    record Function(String address, Optional<Long> vendor, long classCode, Role role) {
        String path() {
            return DEVICES + "/" + address;
        }

        /// A GPU as `gpu.pci.count` counts them: a 3D controller or a VGA adapter of NVIDIA.
        boolean isNvidiaGpu() {
            long subclass = classCode >> 8;
            return isOf(NVIDIA) && (subclass == 0x0300 || subclass == 0x0302);
        }

        /// A function as `nic.count` counts them: Ethernet or InfiniBand of NVIDIA's network division.
        boolean isMellanoxNic() {
            long subclass = classCode >> 8;
            return isOf(MELLANOX) && (subclass == 0x0200 || subclass == 0x0207);
        }

        private boolean isOf(long wanted) {
            return vendor.filter(id -> id == wanted).isPresent();
        }
    }

    static boolean isVirtual(HostRoot host, String address) {
        String path = DEVICES + "/" + address + "/physfn";
        return host.link(path).isPresent() || (!host.isLive() && host.exists(path));
    }

    /// A function as its `class` and `vendor` describe it; empty where there is no class to go by.
    static Optional<Function> function(HostRoot host, String address) {
        Optional<Long> code = number(host, address, "class", PciText::classCode);
        if (code.isEmpty()) {
            return Optional.empty();
        }
        boolean mayMatter = switch ((int) (code.get() >> 16)) {
            case 0x01, 0x02, 0x03, 0x06, 0x0c, 0x12 -> true;
            default -> false;
        };
        Optional<Long> vendor = mayMatter ? number(host, address, "vendor", PciText::id) : Optional.empty();
        return Optional.of(new Function(address, vendor, code.get(), role(code.get(), vendor)));
    }

    private static Role role(long code, Optional<Long> vendor) {
        long subclass = code >> 8;
        return switch ((int) (code >> 16)) {
            case 0x01 -> subclass == 0x0108 ? Role.NVME : Role.OTHER;
            case 0x02 -> Role.NIC;
            case 0x03, 0x12 -> Role.GPU;
            // InfiniBand adapters older than the class of their own stand among the serial buses.
            case 0x0c -> subclass == 0x0c06 ? Role.NIC : Role.OTHER;
            case 0x06 -> {
                if (subclass == 0x0604) {
                    yield Role.BRIDGE;
                }
                boolean isNvSwitch =
                        subclass == 0x0680 && vendor.filter(id -> id == NVIDIA).isPresent();
                yield isNvSwitch ? Role.SWITCH : Role.OTHER;
            }
            default -> Role.OTHER;
        };
    }

    /// The addresses of NVIDIA's GPUs.
    static List<String> gpus(HostRoot host) {
        List<String> gpus = new ArrayList<>();
        for (String address : host.list(DEVICES)) {
            if (function(host, address).filter(Function::isNvidiaGpu).isPresent() && !isVirtual(host, address)) {
                gpus.add(address);
            }
        }
        return gpus;
    }

    /// Whether the bus can be seen and has no GPU of NVIDIA, not even one whose vendor cannot be read.
    static boolean hasNoGpu(HostRoot host) {
        List<String> addresses = host.list(DEVICES);
        return !addresses.isEmpty()
                && addresses.stream()
                        .map(address -> function(host, address))
                        .noneMatch(function -> function.isEmpty()
                                || function.get().isNvidiaGpu()
                                || (function.get().role() == Role.GPU
                                        && function.get().vendor().isEmpty()));
    }

    private static Optional<Long> number(
            HostRoot host,
            String address,
            String attribute,
            java.util.function.Function<String, Optional<Long>> parse) {
        return host.read(DEVICES + "/" + address + "/" + attribute)
                        instanceof Attribute.Value<String>(String _, String text)
                ? parse.apply(text)
                : Optional.empty();
    }
}
