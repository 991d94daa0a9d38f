package io.holdfast.benchmarks;

import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.aggregator.EnrolmentConfig;
import io.holdfast.aggregator.Listen;
import io.holdfast.aggregator.Secrets;
import io.holdfast.aggregator.WebConfig;
import io.holdfast.aggregator.stream.FleetListener;
import io.holdfast.aggregator.stream.FleetStreams;
import io.holdfast.aggregator.topology.BaselineFolder;
import io.holdfast.aggregator.topology.InventoryFile;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.Topic;
import io.holdfast.protocol.wire.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How many records the aggregator's fold takes in a second. The records lie in the broker before the fold starts, so
/// it reads as fast as it can; the broker runs in another process, so the CPU time told is the fold's own. The
/// reference
/// is a plain consumer that only reads the same records.
@Command(name = "heartbeats", mixinStandardHelpOptions = true, description = "Records through the aggregator's fold.")
final class Heartbeats implements Callable<Integer> {
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final int BURST = 200;

    @Option(names = "--nodes", defaultValue = "2000")
    private int nodes;

    @Option(names = "--heartbeats", defaultValue = "300000")
    private int heartbeats;

    @Option(names = "--reports", defaultValue = "60000")
    private int reports;

    @Option(names = "--sections", defaultValue = "20000")
    private int sections;

    @Option(names = "--events", defaultValue = "60000")
    private int events;

    @Option(names = "--only", defaultValue = "", description = "Loads whose name holds this text.")
    private String only = "";

    @Option(names = "--partitions", defaultValue = "4")
    private int partitions;

    /// Nobody looks at the dashboard.
    private static final class Unread implements FleetListener {
        @Override
        public void nodesChanged(Set<NodeId> nodes) {}

        @Override
        public void nodesHeard(Map<NodeId, Instant> nodes) {}

        @Override
        public void pageChanged(NodeId node) {}
    }

    private final Figures figures = new Figures();
    private Instant clock = Instant.now().minus(Duration.ofDays(1));

    /// One kind of record: how many there are, and the one of a given number.
    private record Load(String name, Topic topic, int records, String aim, IntFunction<Envelope> record) {}

    /// What a pass over the records of one load took.
    ///
    /// @param cpu of all threads but the JIT compiler's
    private record Pass(int records, Duration wall, Duration cpu) {
        String figure() {
            return "%s per core (CPU time); %s wall"
                    .formatted(Figures.rate(records / seconds(cpu)), Figures.rate(records / seconds(wall)));
        }

        private static double seconds(Duration duration) {
            return Math.max(1, duration.toMillis()) / 1e3;
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Heartbeats()).execute(arguments));
    }

    @Override
    @SuppressWarnings("SystemOut") // figures are printed
    public Integer call() throws Exception {
        Quiet.logging();
        System.out.println(Machine.line());
        try (Scratch scratch = Scratch.create();
                ChildJvm broker = ChildJvm.start(
                        List.of("-Xmx512m"),
                        BrokerMain.class,
                        List.of(folder(scratch, "kafka").toString()))) {
            Secrets secrets = Secrets.loadOrCreate(scratch.path().resolve("keys"));
            AggregatorConfig config = new AggregatorConfig(
                    broker.nextLine(),
                    folder(scratch, "aggregator"),
                    WebConfig.loopback(0),
                    EnrolmentConfig.loopback(0),
                    Listen.loopback(0),
                    secrets,
                    Optional.empty(),
                    partitions,
                    HEARTBEAT);
            try (Records records = new Records(config.kafka().bootstrapServers(), partitions)) {
                records.createTopics();
                List<LoadNode> fleet = IntStream.range(0, nodes)
                        .mapToObj(number -> new LoadNode(number, secrets.masters(), clock))
                        .toList();
                for (Load load : warmUp(fleet)) {
                    measure(load, records, config);
                }
                for (Load load : measured(fleet)) {
                    if (!load.name().contains(only)) {
                        continue;
                    }
                    System.out.println(load.name() + " ...");
                    report(load, records, config, broker);
                }
            }
        }
        figures.print(System.out);
        return 0;
    }

    private List<Load> warmUp(List<LoadNode> fleet) {
        return List.of(
                changedReports(fleet, "", nodes * 10, 0),
                heldSections(fleet),
                heartbeats(fleet, "", 50_000, HEARTBEAT),
                events(fleet, "", 4_000),
                sections(fleet, "", 4_000, 10, 30));
    }

    private List<Load> measured(List<LoadNode> fleet) {
        List<Load> loads = new ArrayList<>();
        loads.add(heartbeats(fleet, "unchanged heartbeats, 30 s apart", heartbeats, HEARTBEAT));
        loads.add(heartbeats(fleet, "unchanged heartbeats, all in one 30 s bucket", heartbeats, Duration.ZERO));
        loads.add(changedReports(fleet, "changed reports (5 findings)", reports, 1_000));
        loads.add(events(fleet, "events, 200 in a row from a node", events));
        loads.add(sections(fleet, "changed sections (300 facts)", sections, 10, 30));
        return loads;
    }

    private Load heartbeats(List<LoadNode> fleet, String name, int count, Duration apart) {
        return new Load(name, Topics.NODE_REPORT, count, ">= 50,000/s per core", number -> {
            if (number % nodes == 0) {
                clock = clock.plus(apart);
            }
            return fleet.get(number % nodes).heartbeat(clock);
        });
    }

    private Load changedReports(List<LoadNode> fleet, String name, int count, int firstVersion) {
        return new Load(name, Topics.NODE_REPORT, count, ">= 10,000/s per core", number -> {
            if (number % nodes == 0) {
                clock = clock.plus(HEARTBEAT);
            }
            return fleet.get(number % nodes).changedReport(clock, firstVersion + number / nodes);
        });
    }

    /// Bursts: a node says all of its events before another has its turn.
    private Load events(List<LoadNode> fleet, String name, int count) {
        return new Load(
                name,
                Topics.NODE_EVENT,
                count,
                "none set",
                number -> fleet.get(number / BURST % nodes).event(clock));
    }

    private Load heldSections(List<LoadNode> fleet) {
        List<Envelope> all =
                fleet.stream().flatMap(node -> node.sections(clock).stream()).toList();
        return new Load("", Topics.NODE_SNAPSHOT, all.size(), "", all::get);
    }

    private Load sections(List<LoadNode> fleet, String name, int count, int functions, int checks) {
        List<byte[]> contents = IntStream.range(0, 50)
                .mapToObj(version ->
                        LoadNode.nicSection(functions, checks, version, clock).data())
                .toList();
        return new Load(name, Topics.NODE_SNAPSHOT, count, ">= 10,000/s per core", number -> {
            if (number % nodes == 0) {
                clock = clock.plus(HEARTBEAT);
            }
            return fleet.get(number % nodes).section(clock, contents.get(number / nodes % contents.size()));
        });
    }

    @SuppressWarnings("SystemOut") // figures are printed
    private void report(Load load, Records records, AggregatorConfig config, ChildJvm broker) throws Exception {
        CpuTime brokerBefore = CpuTime.of(broker.pid());
        Pass fold = measure(load, records, config);
        Duration brokerCpu = CpuTime.of(broker.pid()).minus(brokerBefore).own();
        Duration cpu = CpuTime.ofThisProcess().own();
        long start = System.nanoTime();
        int read = records.readAgain(load.topic());
        Pass plain = new Pass(
                read,
                Duration.ofNanos(System.nanoTime() - start),
                CpuTime.ofThisProcess().own().minus(cpu));
        figures.add(
                load.name() + ", " + load.records() + " from " + nodes + " nodes",
                fold.figure(),
                "reading only: " + plain.figure(),
                load.aim());
        System.out.println("  broker, producing and start included: " + brokerCpu.toMillis() + " ms of CPU");
    }

    /// Produces the load with no fold running, then lets one take it.
    @SuppressWarnings("SystemOut") // figures are printed
    private Pass measure(Load load, Records records, AggregatorConfig config) throws Exception {
        records.produce(
                load.topic(),
                load.records(),
                number -> new Records.Dated(load.record().apply(number), clock));
        System.gc();
        try (FleetStreams fold =
                FleetStreams.start(config, new InventoryFile(Optional.empty()), BaselineFolder.none(), new Unread())) {
            while (fold.counters().accepted() == 0) {
                LockSupport.parkNanos(1_000_000);
            }
            long already = fold.counters().accepted();
            ThreadTimes before = ThreadTimes.now();
            long start = System.nanoTime();
            while (fold.counters().accepted() < load.records()) {
                LockSupport.parkNanos(1_000_000);
                refuseRefusals(fold);
            }
            Duration wall = Duration.ofNanos(System.nanoTime() - start);
            ThreadTimes cpu = ThreadTimes.now().since(before);
            if (!load.name().isEmpty()) {
                System.out.println("  CPU: " + cpu.byWork());
            }
            return new Pass(load.records() - (int) already, wall, cpu.steady());
        }
    }

    private static void refuseRefusals(FleetStreams fold) {
        long refused = fold.counters().refused().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        if (refused + fold.counters().repeated() > 0) {
            throw new IllegalStateException("not taken: " + fold.counters().refused() + ", repeated "
                    + fold.counters().repeated());
        }
    }

    private static Path folder(Scratch scratch, String name) throws java.io.IOException {
        return Files.createDirectories(scratch.path().resolve(name));
    }
}
