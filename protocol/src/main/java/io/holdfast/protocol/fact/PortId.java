package io.holdfast.protocol.fact;

/// A port of an RDMA device, written `mlx5_0/1` as in the kernel's RDMA tools.
///
/// Source: `/sys/class/infiniband/<device>/ports/<port>`; ports are numbered from 1.
public record PortId(String device, int port) {
    public PortId {
        if (device.isEmpty() || device.indexOf('/') >= 0 || port < 1) {
            throw new IllegalArgumentException("port \"" + device + "/" + port + "\": expected <device>/<port from 1>");
        }
    }

    public Instance instance() {
        return new Instance(toString());
    }

    @Override
    public String toString() {
        return device + "/" + port;
    }
}
