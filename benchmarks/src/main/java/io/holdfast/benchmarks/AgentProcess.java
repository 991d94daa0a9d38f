package io.holdfast.benchmarks;

import io.holdfast.aggregator.Aggregator;
import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.aggregator.EnrolmentConfig;
import io.holdfast.aggregator.Listen;
import io.holdfast.aggregator.Secrets;
import io.holdfast.aggregator.WebConfig;
import io.holdfast.standalone.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// An agent in a process of its own that reports to a broker and an aggregator in this one.
final class AgentProcess implements AutoCloseable {
    /// What the chart starts the agent with.
    static final List<String> RECOMMENDED = List.of(
            "-XX:+UseSerialGC",
            "-Xmx32m",
            "-Xss256k",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxMetaspaceSize=64m",
            "-XX:ReservedCodeCacheSize=16m",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TrimNativeHeapInterval=10000",
            "-Dio.netty.allocator.type=unpooled");

    private static final Duration TRAINING = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// Broker and aggregator, for as many agents as are started.
    record Stand(Path folder, EmbeddedBroker broker, Aggregator aggregator, Secrets secrets) implements AutoCloseable {
        static Stand start(Path folder) throws IOException, ExecutionException, InterruptedException, TimeoutException {
            NodeTree.write(folder.resolve("tree"));
            Secrets secrets = Secrets.loadOrCreate(folder.resolve("keys"));
            EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
            Aggregator aggregator = Aggregator.start(new AggregatorConfig(
                    broker.bootstrapServers(),
                    folder.resolve("aggregator"),
                    WebConfig.loopback(0),
                    EnrolmentConfig.loopback(0),
                    Listen.loopback(0),
                    secrets,
                    Optional.empty(),
                    4,
                    Duration.ofSeconds(30)));
            return new Stand(folder, broker, aggregator, secrets);
        }

        @Override
        public void close() {
            aggregator.close();
            broker.close();
        }
    }

    private final ChildJvm child;
    private final Duration ready;
    private final Duration cpu;

    private AgentProcess(ChildJvm child, Duration ready) throws IOException {
        this.child = child;
        this.ready = ready;
        this.cpu = CpuTime.of(child.pid()).own();
    }

    /// Starts an agent and waits until it is enrolled and has read its node once.
    ///
    /// @param before what the process is started with, empty for nothing
    static AgentProcess start(Stand stand, List<String> before, List<String> options)
            throws IOException, InterruptedException {
        Path data = Files.createTempDirectory(stand.folder(), "agent");
        long start = System.nanoTime();
        List<String> all = new ArrayList<>(options);
        ChildJvm child = ChildJvm.start(
                before,
                all,
                AgentMain.class,
                List.of(
                        stand.folder().resolve("tree").toString(),
                        stand.broker().bootstrapServers(),
                        "http://127.0.0.1:" + stand.aggregator().enrolmentPort(),
                        stand.secrets().bootstrapSecret(),
                        data.toString()));
        awaitReady(URI.create("http://127.0.0.1:" + child.nextLine() + "/readyz"));
        return new AgentProcess(child, Duration.ofNanos(System.nanoTime() - start));
    }

    /// Trains an agent and returns the options of one that starts from what was learned. The cache is written when the
    /// trained process ends; without relocation its pages stay shared with the file.
    static List<String> withAotCache(Stand stand, Path cache) throws IOException, InterruptedException {
        List<String> train = new ArrayList<>(RECOMMENDED);
        train.add("-XX:AOTCacheOutput=" + cache);
        try (AgentProcess _ = start(stand, List.of(), train)) {
            LockSupport.parkNanos(TRAINING.toNanos());
        }
        if (!Files.exists(cache)) {
            throw new IOException("no AOT cache was written");
        }
        List<String> options = new ArrayList<>(RECOMMENDED);
        options.add("-XX:AOTCache=" + cache);
        options.add("-XX:AOTMode=on");
        options.add("-XX:+UnlockDiagnosticVMOptions");
        options.add("-XX:ArchiveRelocationMode=0");
        return options;
    }

    private static void awaitReady(URI page) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    != 200) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("the agent is not ready: " + page);
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    /// From the start of the process to the first 200 of `/readyz`, enrolment and first sweep included.
    Duration ready() {
        return ready;
    }

    /// CPU time of the process until then: on a busy machine the better measure.
    Duration cpuUntilReady() {
        return cpu;
    }

    long pid() {
        return child.pid();
    }

    @Override
    public void close() throws IOException {
        child.close();
    }
}
