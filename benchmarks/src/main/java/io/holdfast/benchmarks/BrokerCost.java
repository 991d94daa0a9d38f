package io.holdfast.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What agents cost a broker: bytes that a real agent and the aggregator append, and requests and connections of many
/// idle agents' clients. The reference is the same clients with Kafka's defaults.
@Command(name = "broker-cost", mixinStandardHelpOptions = true, description = "What agents cost a Kafka broker.")
final class BrokerCost implements Callable<Integer> {
    private static final int PARTITIONS = 4;
    private static final int HEARTBEATS_A_DAY = 2_880;
    private static final int FULL_A_DAY = 4;
    private static final int CHANGES_A_DAY = 144;
    private static final String AIM = "1,000 agents: <= 50 fetches/s, <= 3,000 connections";

    @Option(names = "--agents", defaultValue = "500", description = "Idle ones (${DEFAULT-VALUE}).")
    private int agents;

    @Option(names = "--minutes", defaultValue = "3", description = "That one real agent is watched (${DEFAULT-VALUE}).")
    private int minutes;

    @Option(names = "--part", defaultValue = "both", description = "clients, bytes or both.")
    private String part = "both";

    private final Figures figures = new Figures();

    private record Load(double fetches, double requests, long connections, double cpu) {
        String text() {
            return String.format(
                    Locale.ROOT,
                    "%.1f fetches/s, %.1f requests/s, %d connections, broker CPU %.1f %% of a core",
                    fetches,
                    requests,
                    connections,
                    cpu);
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BrokerCost()).execute(arguments));
    }

    @Override
    @SuppressWarnings("SystemOut") // figures are printed
    public Integer call() throws Exception {
        Quiet.logging();
        System.out.println(Machine.line());
        if (!part.equals("bytes")) {
            Load ours = idle("ours");
            System.out.println("our settings: " + ours.text());
            Load defaults = idle("defaults");
            figures.add(agents + " idle agents, 60 s", ours.text(), "client defaults: " + defaults.text(), AIM);
        }
        if (!part.equals("clients")) {
            bytes();
        }
        figures.print(System.out);
        return 0;
    }

    private Load idle(String settings) throws IOException, ExecutionException, InterruptedException {
        Duration window = Duration.ofSeconds(60);
        try (Scratch scratch = Scratch.create();
                ChildJvm broker = ChildJvm.start(
                        List.of("-Xmx512m"),
                        BrokerMain.class,
                        List.of(scratch.path().toString()))) {
            String kafka = broker.nextLine();
            try (Records topics = new Records(kafka, PARTITIONS)) {
                topics.createTopics();
            }
            try (ChildJvm clients = ChildJvm.start(
                    List.of("-Xmx1500m", "-XX:+UseSerialGC"),
                    IdleAgents.class,
                    List.of(kafka, Integer.toString(agents), Integer.toString(PARTITIONS), settings))) {
                clients.nextLine();
                LockSupport.parkNanos(Duration.ofSeconds(35).toNanos());
                CpuTime cpu = CpuTime.of(broker.pid());
                BrokerMain.Done before = done(broker);
                LockSupport.parkNanos(window.toNanos());
                BrokerMain.Done after = done(broker);
                Duration used = CpuTime.of(broker.pid()).minus(cpu).own();
                return new Load(
                        (double) (after.fetches() - before.fetches()) / window.toSeconds(),
                        (double) (after.requests() - before.requests()) / window.toSeconds(),
                        after.connections(),
                        100.0 * used.toMillis() / window.toMillis());
            }
        }
    }

    private static BrokerMain.Done done(ChildJvm broker) throws IOException {
        broker.tell("?");
        return BrokerMain.Done.parse(broker.nextLine());
    }

    @SuppressWarnings("SystemOut") // what was measured stands beside what was made of it
    private void bytes() throws Exception {
        try (Scratch scratch = Scratch.create();
                AgentProcess.Stand stand = AgentProcess.Stand.start(scratch.path());
                Admin admin =
                        Admin.create(Map.of("bootstrap.servers", stand.broker().bootstrapServers()));
                AgentProcess agent = AgentProcess.start(stand, List.of(), AgentProcess.RECOMMENDED)) {
            LockSupport.parkNanos(Duration.ofSeconds(45).toNanos());
            Map<String, Long> start = appended(admin);
            LockSupport.parkNanos(Duration.ofMinutes(minutes).toNanos());
            Map<String, Long> idle = minus(appended(admin), start);
            System.out.println("agent " + agent.pid() + " at start, everything sent once: " + start);
            System.out.println(minutes + " min unchanged: " + idle);
            Map<String, Long> beforeChange = appended(admin);
            change(scratch.path());
            Duration window = Duration.ofSeconds(90);
            LockSupport.parkNanos(window.toNanos());
            Map<String, Long> changed = minus(appended(admin), beforeChange);
            System.out.println("90 s with one changed setting: " + changed);
            double idleBytes = sum(idle) / (minutes * 2.0);
            double perChange = Math.max(0, sum(changed) - idleBytes * 3);
            double unchangedDay = idleBytes * HEARTBEATS_A_DAY + (double) FULL_A_DAY * sum(start);
            figures.add(
                    "bytes appended per node and day, unchanged (" + HEARTBEATS_A_DAY + " heartbeats of "
                            + Math.round(idleBytes) + " B in all topics, " + FULL_A_DAY + " times everything)",
                    mebibytes(unchangedDay),
                    "measured over " + minutes + " min of one agent",
                    "printed");
            figures.add(
                    "the same with a change every 10 min (" + Math.round(perChange) + " B each)",
                    mebibytes(unchangedDay + CHANGES_A_DAY * perChange),
                    "one change measured",
                    "printed");
        }
    }

    /// Another packet size on one card: a file that is read every 30 s.
    private static void change(Path folder) throws IOException {
        Path mtu = folder.resolve("tree/sys/class/net/ib0/mtu").toRealPath();
        Files.writeString(mtu, "2044\n");
    }

    private static Map<String, Long> appended(Admin admin) throws ExecutionException, InterruptedException {
        Map<String, Long> sizes = new TreeMap<>();
        admin.describeLogDirs(List.of(1))
                .allDescriptions()
                .get()
                .values()
                .forEach(folders -> folders.values()
                        .forEach(folder -> folder.replicaInfos()
                                .forEach((place, replica) -> sizes.merge(place.topic(), replica.size(), Long::sum))));
        sizes.values().removeIf(size -> size == 0);
        return sizes;
    }

    private static Map<String, Long> minus(Map<String, Long> after, Map<String, Long> before) {
        Map<String, Long> difference = new TreeMap<>(after);
        difference.replaceAll((topic, size) -> size - before.getOrDefault(topic, 0L));
        difference.values().removeIf(size -> size == 0);
        return difference;
    }

    /// Of our topics. How far the aggregator has read is committed ten times a second at most, for however many nodes:
    /// that is no node's cost.
    private static long sum(Map<String, Long> sizes) {
        return sizes.entrySet().stream()
                .filter(topic -> topic.getKey().startsWith("holdfast."))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static String mebibytes(double bytes) {
        return String.format(Locale.ROOT, "%.2f MiB", bytes / (1 << 20));
    }
}
