package io.holdfast.benchmarks;

import io.holdfast.standalone.EmbeddedBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/// A broker in a process of its own: prints its `bootstrap.servers`, answers every line with what it has done so far,
/// and ends with its standard input.
final class BrokerMain {
    /// What a broker has done since it started, and how many connections it has.
    ///
    /// @param fetches fetch requests of consumers
    record Done(long fetches, long requests, long connections) {
        static Done parse(String line) {
            String[] numbers = line.split(" ", -1);
            return new Done(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
        }
    }

    private BrokerMain() {}

    @SuppressWarnings("SystemOut") // the lines are read by the parent process
    public static void main(String[] arguments) throws IOException, JMException {
        Quiet.logging();
        try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), 0);
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(broker.bootstrapServers());
            while (input.readLine() != null) {
                System.out.println(
                        sum("kafka.network:type=RequestMetrics,name=RequestsPerSec,request=FetchConsumer,*", "Count")
                                + " " + sum("kafka.network:type=RequestMetrics,name=RequestsPerSec,*", "Count")
                                + " "
                                + sum(
                                        "kafka.server:type=socket-server-metrics,listener=CLIENTS,networkProcessor=*",
                                        "connection-count"));
            }
        }
    }

    private static long sum(String pattern, String attribute) throws JMException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        double sum = 0;
        for (ObjectName name : beans.queryNames(new ObjectName(pattern), null)) {
            // FetchConsumer and FetchFollower are counted once more as Fetch.
            if (!"Fetch".equals(name.getKeyProperty("request"))) {
                sum += ((Number) beans.getAttribute(name, attribute)).doubleValue();
            }
        }
        return Math.round(sum);
    }
}
