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

    /// From `host:port`, an IPv6 address in brackets.
    ///
    /// @throws IllegalArgumentException which says what was expected
    public static Listen parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        if (host.isEmpty() || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "listener \"" + text + "\": expected <host>:<port>, as in 127.0.0.1:8080 or [::1]:8080");
        }
        return new Listen(host, Integer.parseInt(text.substring(colon + 1)));
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
