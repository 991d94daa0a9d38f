package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// The configuration space of one PCI function, as sysfs `config` gives it. All registers are little endian.
///
/// A read without CAP_SYS_ADMIN ends after 64 bytes, conventional space after 256, extended space after 4096.
public final class PciConfig {
    /// Extended space included.
    public static final int LENGTH = 4096;

    private static final int CONVENTIONAL = 256;
    private static final int HEADER = 64;

    private static final int PCI_EXPRESS = 0x10;
    private static final int SERIAL_NUMBER = 0x0003;
    private static final int ACS = 0x000d;
    private static final int ATS = 0x000f;
    private static final int RESIZABLE_BAR = 0x0015;
    private static final int CONTAINMENT = 0x001d;

    /// 8 bytes at least per capability.
    private static final int EXTENDED_HOPS = 480;

    private static final int HOPS = 48;

    /// How much of the space was given.
    public enum Extent {
        /// Less than a header: cut off.
        CUT,
        /// The header alone: this process may not read more.
        HEADER_ONLY,
        /// No extended space.
        CONVENTIONAL_ONLY,
        FULL,
        /// All ones: no device answers.
        GONE
    }

    /// What an extended capability list gave.
    public enum Found {
        PRESENT,
        NONE,
        /// The list leads out of what was read, or in circles.
        BROKEN
    }

    /// An extended capability.
    ///
    /// @param offset in config space; 0 where there is none
    public record Capability(Found found, int offset) {}

    /// The PCI Express capability's device control register.
    ///
    /// @param maxPayload bytes
    /// @param maxReadRequest bytes
    public record DeviceControl(int maxPayload, int maxReadRequest, boolean relaxedOrdering) {}

    /// A BAR whose size can be chosen.
    ///
    /// @param size MiB
    /// @param largest MiB; 0 where the capability names no size
    public record Bar(int number, long size, long largest) {}

    /// Which end of a link a function is, from the capability register's port type.
    public enum Port {
        /// PCI Express endpoint, legacy endpoint, or a switch's port towards the root: its link leads up.
        LINKED_UP,
        /// Root port or a switch's port away from the root: its link leads down.
        LINKED_DOWN,
        /// Integrated into the root complex, a bridge to conventional PCI, or no PCI Express function.
        OTHER
    }

    private final byte[] bytes;

    public PciConfig(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public Extent extent() {
        if (bytes.length < HEADER) {
            return Extent.CUT;
        }
        if (isAllOnes()) {
            return Extent.GONE;
        }
        if (bytes.length < CONVENTIONAL) {
            return Extent.HEADER_ONLY;
        }
        return bytes.length < LENGTH ? Extent.CONVENTIONAL_ONLY : Extent.FULL;
    }

    /// The device control register; empty where there is no PCI Express capability within what was read.
    public Optional<DeviceControl> deviceControl() {
        return express().filter(offset -> offset + 10 <= bytes.length).map(offset -> {
            int control = word(offset + 8);
            return new DeviceControl(
                    128 << ((control >> 5) & 7), 128 << ((control >> 12) & 7), (control & (1 << 4)) != 0);
        });
    }

    public Port port() {
        return express()
                .map(offset -> switch ((word(offset + 2) >> 4) & 0xf) {
                    case 0x0, 0x1, 0x5 -> Port.LINKED_UP;
                    case 0x4, 0x6 -> Port.LINKED_DOWN;
                    default -> Port.OTHER;
                })
                .orElse(Port.OTHER);
    }

    /// Access Control Services; the capability register is at +4, the control register at +6.
    public Capability acs() {
        return extended(ACS);
    }

    /// Address Translation Service; the control register is at +6, its bit 15 enables.
    public Capability ats() {
        return extended(ATS);
    }

    /// Downstream Port Containment; the control register is at +6, the status register at +8.
    public Capability containment() {
        return extended(CONTAINMENT);
    }

    /// The device's serial number, 8 bytes from +4. Of a network card it is made of its MAC address.
    public Capability serialNumber() {
        return extended(SERIAL_NUMBER);
    }

    /// The BARs whose size can be chosen; empty where there are none.
    public List<Bar> resizableBars() {
        Capability capability = extended(RESIZABLE_BAR);
        if (capability.found() != Found.PRESENT || capability.offset() + 12 > bytes.length) {
            return List.of();
        }
        List<Bar> bars = new ArrayList<>();
        int count = Math.min((word(capability.offset() + 8) >> 5) & 7, 6);
        for (int entry = 0; entry < count && capability.offset() + 12 + entry * 8 <= bytes.length; entry++) {
            int at = capability.offset() + 4 + entry * 8;
            int control = word(at + 4);
            // Sizes 2^0 to 2^27 MiB stand in bits 31:4 of the capability, 2^28 and above in the control register.
            long sizes = (word(at) | (long) word(at + 2) << 16) >> 4 | (long) word(at + 6) << 28;
            bars.add(new Bar(control & 7, 1L << ((control >> 8) & 0x3f), sizes == 0 ? 0 : Long.highestOneBit(sizes)));
        }
        return List.copyOf(bars);
    }

    /// The 16-bit register at an offset within what was read.
    public int word(int offset) {
        return (bytes[offset] & 0xff) | ((bytes[offset + 1] & 0xff) << 8);
    }

    /// Where the PCI Express capability starts. A list that leads in circles ends after as many hops as fit.
    private Optional<Integer> express() {
        boolean hasList = extent() != Extent.CUT && (word(0x06) & (1 << 4)) != 0;
        int offset = hasList ? bytes[0x34] & 0xfc : 0;
        for (int hop = 0; hop < HOPS && offset >= HEADER && offset + 4 <= bytes.length; hop++) {
            if ((bytes[offset] & 0xff) == PCI_EXPRESS) {
                return Optional.of(offset);
            }
            offset = bytes[offset + 1] & 0xfc;
        }
        return Optional.empty();
    }

    private Capability extended(int wanted) {
        int offset = CONVENTIONAL;
        boolean[] seen = new boolean[LENGTH];
        IntPredicate isInside = at -> at + 8 <= bytes.length;
        for (int hop = 0; hop < EXTENDED_HOPS; hop++) {
            if (!isInside.test(offset) || seen[offset]) {
                return new Capability(Found.BROKEN, 0);
            }
            seen[offset] = true;
            int header = word(offset) | (word(offset + 2) << 16);
            if (header == 0 || header == -1) {
                return new Capability(Found.NONE, 0);
            }
            if ((header & 0xffff) == wanted) {
                return new Capability(Found.PRESENT, offset);
            }
            int next = (header >>> 20) & 0xffc;
            if (next < CONVENTIONAL) {
                return new Capability(Found.NONE, 0);
            }
            offset = next;
        }
        return new Capability(Found.BROKEN, 0);
    }

    private boolean isAllOnes() {
        for (byte each : bytes) {
            if (each != -1) {
                return false;
            }
        }
        return true;
    }
}
