package io.holdfast.benchmarks;

import io.holdfast.standalone.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;

/// A broker in a process of its own: prints its `bootstrap.servers`, ends with its standard input.
final class BrokerMain {
    private BrokerMain() {}

    @SuppressWarnings("SystemOut") // the line is read by the parent process
    public static void main(String[] arguments) throws IOException {
        Quiet.logging();
        try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), 0)) {
            System.out.println(broker.bootstrapServers());
            while (System.in.read() >= 0) {
                // whatever is said, only the end counts
            }
        }
    }
}
