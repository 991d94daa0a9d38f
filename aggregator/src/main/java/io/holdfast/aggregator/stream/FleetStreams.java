package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.fold.Silence;
import io.holdfast.aggregator.ingest.Ingest;
import io.holdfast.aggregator.ingest.IngestCounters;
import io.holdfast.aggregator.ingest.RecordVerifier;
import io.holdfast.aggregator.rollout.Plan;
import io.holdfast.aggregator.topology.BaselineFolder;
import io.holdfast.aggregator.topology.ExpectedNodes;
import io.holdfast.aggregator.topology.Inventory;
import io.holdfast.aggregator.waiver.WaiverBook;
import io.holdfast.protocol.diagnosis.Remark;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.kafka.Refusal;
import io.holdfast.protocol.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything of the aggregator that speaks to Kafka, started and stopped together.
public final class FleetStreams implements AutoCloseable {
    /// Name of the Streams application and of its consumer group.
    public static final String APPLICATION = "holdfast-aggregator";

    private static final Logger LOG = LoggerFactory.getLogger(FleetStreams.class);
    private static final String ROLLOUTS = "holdfast-rollouts";
    private static final String WAIVERS = "holdfast-waivers";
    private static final String DRIFT = "holdfast-drift";
    private static final int SESSION_KEYS = 100_000;

    private final KafkaStreams streams;
    private final BrokerCatchUp catchUp;
    private final FleetView view;
    private final NodePages pages;
    private final FleetFacts facts;
    private final Rollouts rollouts;
    private final Waivers waivers;
    private final FleetDrift drift;
    private final DriftTopic driftTopic;
    private final IngestCounters counters;
    private final CompletableFuture<String> lockedOut;

    /// What reads the fleet's topics, apart from the fold.
    private record Readers(FleetView view, FleetFacts facts, NodePages pages, Rolling rolling, Drift drift) {}

    private record Rolling(Rollouts rollouts, Waivers waivers) {}

    private record Drift(FleetDrift report, DriftTopic topic) {}

    private FleetStreams(
            KafkaStreams streams,
            BrokerCatchUp catchUp,
            Readers readers,
            IngestCounters counters,
            CompletableFuture<String> lockedOut) {
        this.streams = streams;
        this.catchUp = catchUp;
        this.view = readers.view();
        this.facts = readers.facts();
        this.pages = readers.pages();
        this.rollouts = readers.rolling().rollouts();
        this.waivers = readers.rolling().waivers();
        this.drift = readers.drift().report();
        this.driftTopic = readers.drift().topic();
        this.counters = counters;
        this.lockedOut = lockedOut;
    }

    /// Creates the topics, starts the fold and the view. Returns at once; both catch up in the background.
    ///
    /// @param listener told what can be read anew
    /// @throws ExecutionException when the broker refuses or does not answer
    public static FleetStreams start(
            AggregatorConfig config, ExpectedNodes inventory, BaselineFolder baselines, FleetListener listener)
            throws ExecutionException, InterruptedException {
        KafkaEntrance.first(config.kafka(), admin -> FleetTopics.create(admin, config.partitions()));
        IngestCounters counters = new IngestCounters();
        Duration look = config.heartbeat().dividedBy(3);
        BrokerCatchUp catchUp =
                new BrokerCatchUp(admin(config), APPLICATION, config.partitions(), look, Clock.systemUTC());
        AtomicReference<Rollouts> rollouts = new AtomicReference<>();
        AtomicReference<Waivers> waivers = new AtomicReference<>();
        KafkaStreams streams = new KafkaStreams(
                FleetTopology.build(
                        () -> new NodeProcessor(
                                new Ingest(new RecordVerifier(config.secrets().masters(), SESSION_KEYS), counters),
                                new Inbox(
                                        config.secrets().signingKeyId(),
                                        config.secrets().signingKey(),
                                        config.heartbeat(),
                                        new AssignedByPlan(rollouts, waivers, inventory)),
                                new Silence(config.heartbeat()),
                                catchUp,
                                inventory),
                        listener::pageChanged),
                settings(config));
        CompletableFuture<String> lockedOut = new CompletableFuture<>();
        streams.setUncaughtExceptionHandler(e -> failed(config.kafka(), e, lockedOut));
        FleetView view = new FleetView(consumer(config, Map.of()), config.partitions(), listener);
        FleetFacts facts = new FleetFacts(consumer(config, Map.of()), config.partitions());
        NodePages pages = new NodePages(streams);
        RuleNodes nodes = new RuleNodes(baselines, inventory, view);
        Rollouts rolling = new Rollouts(
                new Rollouts.Setting(
                        config.baselines(),
                        baselines,
                        view,
                        nodes,
                        new RolloutPreviews(nodes, facts, pages, () -> book(waivers))),
                new Rollouts.Clients(
                        consumer(config, Map.of(ConsumerConfig.GROUP_ID_CONFIG, ROLLOUTS)),
                        consumer(config, Map.of()),
                        producer(config)),
                config.partitions());
        rollouts.set(rolling);
        Waivers waiving = new Waivers(
                new Waivers.Setting(baselines, inventory, view),
                new Rollouts.Clients(
                        consumer(config, Map.of(ConsumerConfig.GROUP_ID_CONFIG, WAIVERS)),
                        consumer(config, Map.of()),
                        producer(config)),
                config.partitions());
        waivers.set(waiving);
        streams.start();
        Readers readers = new Readers(
                view.start(),
                facts.start(),
                pages,
                new Rolling(rolling.start(), waiving.start()),
                drift(config, new FleetDrift(view, inventory, pages, rolling), view, catchUp));
        return new FleetStreams(streams, catchUp.start(), readers, counters, lockedOut);
    }

    /// A right that lacks is given at the brokers, and the next thread has it. What lets in is read at the start, so
    /// who is locked out has to start anew.
    private static StreamThreadExceptionResponse failed(
            KafkaAccess kafka, Throwable failure, CompletableFuture<String> lockedOut) {
        Optional<Remark.Fault> fault = Refusal.of(kafka.bootstrapServers(), kafka.file(), failure);
        if (fault.isEmpty()) {
            LOG.error("a stream thread failed and is replaced", failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        String line = Refusal.line(fault.get());
        if (fault.get().code().equals("kafka-not-allowed")) {
            LOG.error("OPERATOR {}", line);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        lockedOut.complete(line);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static Optional<WaiverBook> book(AtomicReference<Waivers> waivers) {
        return Optional.ofNullable(waivers.get()).flatMap(Waivers::book);
    }

    private static Drift drift(AggregatorConfig config, FleetDrift report, FleetView view, BrokerCatchUp catchUp) {
        Map<String, Object> turn = Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                DRIFT,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                3_000);
        DriftTopic topic = new DriftTopic(
                new DriftTopic.Sight(
                        view, report, () -> view.isComplete() && catchUp.everywhere() && report.knowsRollouts()),
                new DriftTopic.Clients(consumer(config, turn), consumer(config, Map.of()), producer(config)),
                config.partitions());
        return new Drift(report, topic.start());
    }

    private static KafkaConsumer<String, byte[]> consumer(AggregatorConfig config, Map<String, Object> more) {
        Map<String, Object> settings = KafkaEntrance.of(config.kafka());
        settings.putAll(more);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static KafkaProducer<String, byte[]> producer(AggregatorConfig config) {
        Map<String, Object> settings = KafkaEntrance.of(config.kafka());
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private static Admin admin(AggregatorConfig config) {
        return Admin.create(KafkaEntrance.of(config.kafka()));
    }

    private static Properties settings(AggregatorConfig config) {
        Properties settings = new Properties();
        settings.putAll(KafkaEntrance.of(config.kafka()));
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        settings.put(
                StreamsConfig.STATE_DIR_CONFIG, config.data().resolve("streams").toString());
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        // Reports and snapshots are numbered each for themselves: no record waits for one of another topic.
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // A broker that is away for an hour is waited for; nothing of ours gives up.
        settings.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, Duration.ofDays(7).toMillis());
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), Integer.MAX_VALUE);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
        return settings;
    }

    public FleetView view() {
        return view;
    }

    public FleetFacts facts() {
        return facts;
    }

    public NodePages pages() {
        return pages;
    }

    public Rollouts rollouts() {
        return rollouts;
    }

    public Waivers waivers() {
        return waivers;
    }

    /// What nodes differ in now.
    public FleetDrift drift() {
        return drift;
    }

    /// What is written of it, and how many nodes differed before.
    public DriftTopic driftTopic() {
        return driftTopic;
    }

    public IngestCounters counters() {
        return counters;
    }

    /// Comes when the brokers let this program in no more, and says in one line what to mend before the next start.
    public CompletableFuture<String> lockedOut() {
        return lockedOut;
    }

    /// Whether all reports there are have been read, and all of the fleet is in the view.
    public boolean isCaughtUp() {
        return view.isComplete() && catchUp.everywhere();
    }

    /// Whether the fold runs: restored, and not stopped by an error.
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    @Override
    public void close() {
        driftTopic.close();
        rollouts.close();
        waivers.close();
        streams.close(Duration.ofSeconds(10));
        view.close();
        facts.close();
        catchUp.close();
    }

    /// By the plan of the rollouts, the waivers, and the labels of the inventory.
    private record AssignedByPlan(
            AtomicReference<Rollouts> rollouts, AtomicReference<Waivers> waivers, ExpectedNodes inventory)
            implements Inbox.Assigned {
        private record Basis(Optional<Plan> plan, Optional<WaiverBook> waivers, Inventory inventory) {}

        @Override
        public Optional<Assignment> of(FleetNode node, Instant now) {
            SortedMap<String, String> labels = inventory.current().labels(node.node());
            return plan().flatMap(plan ->
                    book().map(book -> plan.assignment(node, labels, book.on(node.node(), labels, now), now)));
        }

        @Override
        public Object basis() {
            return new Basis(plan(), book(), inventory.current());
        }

        private Optional<Plan> plan() {
            return Optional.ofNullable(rollouts.get()).flatMap(Rollouts::plan);
        }

        private Optional<WaiverBook> book() {
            return FleetStreams.book(waivers);
        }
    }
}
