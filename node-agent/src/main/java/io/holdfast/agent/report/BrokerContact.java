package io.holdfast.agent.report;

import io.holdfast.protocol.diagnosis.BrokerSeen;
import io.holdfast.protocol.kafka.ClientSettings;
import io.holdfast.protocol.kafka.Greeting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One connection to the first broker that takes one, before Kafka's client is let at it: that one says of a dead
/// broker only that it waited, and ends for want of memory where it speaks in the clear and the broker TLS.
final class BrokerContact {
    static final int PATIENCE_MILLIS = 5_000;

    private BrokerContact() {}

    /// What keeps a client from speaking at all; empty for nothing.
    ///
    /// @param addresses `host:port`, separated by commas
    static Optional<BrokerSeen> trouble(String addresses, ClientSettings settings) {
        List<String> refusals = new ArrayList<>();
        for (String address : addresses.split(",", -1)) {
            int colon = address.lastIndexOf(':');
            String port = address.substring(colon + 1).strip();
            if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
                refusals.add("\"" + address + "\" is no <host>:<port>");
                continue;
            }
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address.substring(0, colon).strip(), Integer.parseInt(port)),
                        PATIENCE_MILLIS);
                socket.setSoTimeout(PATIENCE_MILLIS);
                return Greeting.mismatch(address.strip(), settings, socket.getInputStream(), socket.getOutputStream())
                        .map(BrokerSeen.Refused::new);
            } catch (IOException e) {
                refusals.add(address.strip() + " " + e.getMessage());
            }
        }
        return Optional.of(new BrokerSeen.Silent(addresses, String.join("; ", refusals)));
    }
}
