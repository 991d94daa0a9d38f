package io.holdfast.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// 4096 bytes of PCI config space as `/sys/bus/pci/devices/<address>/config` gives them: header, the PCI Express
/// capability at 0x40, and at 0x100 the extended capabilities AER, ACS and ATS.
final class ConfigSpace {
    private static final int LENGTH = 4096;

    private ConfigSpace() {}

    static byte[] of(int vendor, int device, boolean isBridge) {
        ByteBuffer space = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        space.putShort(0x00, (short) vendor).putShort(0x02, (short) device);
        space.putShort(0x06, (short) 0x0010); // status: there is a list of capabilities
        space.put(0x0e, (byte) (isBridge ? 1 : 0));
        space.put(0x34, (byte) 0x40);
        int portType = isBridge ? 0x6 : 0x0; // downstream port, endpoint
        space.put(0x40, (byte) 0x10).putShort(0x42, (short) (2 | portType << 4));
        space.putShort(0x48, (short) 0x2936); // device control: 256 B payload, 512 B reads, relaxed ordering
        space.putInt(0x4c, 0x00100105); // link capabilities: 32 GT/s x16, reports link activity
        space.putShort(0x52, (short) 0x2105); // link status: up at 32 GT/s x16
        extended(space, 0x100, 0x0001, 0x148);
        extended(space, 0x148, 0x000d, isBridge ? 0 : 0x160);
        space.putShort(0x14c, (short) 0x007f); // ACS capability and control
        if (!isBridge) {
            extended(space, 0x160, 0x000f, 0);
            space.putShort(0x166, (short) 0x8000); // ATS enabled
        }
        return space.array();
    }

    private static void extended(ByteBuffer space, int at, int id, int next) {
        space.putInt(at, id | 1 << 16 | next << 20);
    }
}
