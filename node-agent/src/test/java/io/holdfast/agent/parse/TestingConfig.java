package io.holdfast.agent.parse;

/// Builds the configuration space of a PCI Express function, register by register.
public final class TestingConfig {
    private final byte[] bytes = new byte[PciConfig.LENGTH];

    public TestingConfig() {
        word(0x00, 0x10de);
        word(0x02, 0x1234);
    }

    public TestingConfig word(int offset, int value) {
        bytes[offset] = (byte) value;
        bytes[offset + 1] = (byte) (value >> 8);
        return this;
    }

    /// The PCI Express capability, first and last of the conventional list.
    ///
    /// @param port 0 endpoint, 4 root port, 5 switch port towards the root, 6 away from it
    public TestingConfig express(int offset, int port, int deviceControl) {
        word(0x06, 0x0010);
        bytes[0x34] = (byte) offset;
        word(offset, 0x0010);
        word(offset + 2, 2 | port << 4);
        return word(offset + 8, deviceControl);
    }

    public TestingConfig extended(int offset, int id, int next) {
        word(offset, id);
        return word(offset + 2, 1 | next << 4);
    }

    /// Access control as the only extended capability.
    public TestingConfig acs(int capability, int control) {
        return extended(0x100, 0x000d, 0).word(0x104, capability).word(0x106, control);
    }

    /// Downstream Port Containment as the only extended capability.
    public TestingConfig containment(int control, int status) {
        return extended(0x100, 0x001d, 0).word(0x106, control).word(0x108, status);
    }

    public byte[] bytes() {
        return bytes.clone();
    }
}
