package io.holdfast.aggregator;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Where a listener listens.
///
/// @param port 0 for any free one
public record Listen(String host, int port) {
    public Listen {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + ": expected 0 to 65535");
        }
    }

    /// A listener that only this machine can reach.
    public static Listen loopback(int port) {
        return new Listen("127.0.0.1", port);
    }

    boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
