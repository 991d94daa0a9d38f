package io.holdfast.standalone;

import io.holdfast.protocol.wire.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/// One Kafka broker that is its own KRaft controller, in this JVM, reachable from this machine only.
///
/// The data folder outlives the broker: the next one on the same folder is the same cluster with the same records.
/// Topics come into being when someone creates them, never by a first write.
public final class EmbeddedBroker implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int NODE = 1;
    private static final String CLIENTS = "CLIENTS";
    private static final String CONTROLLER = "CONTROLLER";
    private static final String INSIDE = "INSIDE";

    private final KafkaRaftServer server;
    private final String clusterId;
    private final int port;

    /// Whom a broker lets in.
    ///
    /// @param protocol of its listener for clients: SSL, SASL_SSL
    /// @param users of SCRAM, as `kafka-storage format --add-scram` takes them; made with the data folder
    /// @param settings the broker's: its certificate, whom it trusts, its authorizer
    public record Guard(String protocol, List<String> users, Map<String, String> settings) {
        static final Guard NONE = new Guard("PLAINTEXT", List.of(), Map.of());

        public Guard {
            users = List.copyOf(users);
            settings = Map.copyOf(settings);
        }
    }

    private EmbeddedBroker(KafkaRaftServer server, String clusterId, int port) {
        this.server = server;
        this.clusterId = clusterId;
        this.port = port;
    }

    /// Starts a broker and waits until it takes requests.
    ///
    /// @param data folder of its own; made where it does not exist
    /// @param port TCP port on 127.0.0.1, 0 for any free one
    /// @throws CannotStartException port in use, or folder that cannot be used
    public static EmbeddedBroker start(Path data, int port) {
        return start(data, port, Guard.NONE);
    }

    /// Starts a broker that asks its clients who they are.
    public static EmbeddedBroker start(Path data, int port, Guard guard) {
        int clients = port == 0 ? freePort() : requireFree(port);
        int controller = freePort();
        String clusterId = format(data, guard.users());
        KafkaRaftServer server =
                new KafkaRaftServer(new KafkaConfig(properties(data, clients, controller, guard)), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            throw new CannotStartException(
                    "the broker on port " + clients + " with data in " + data + " did not start: " + e.getMessage(), e);
        }
        return new EmbeddedBroker(server, clusterId, clients);
    }

    /// What clients take as `bootstrap.servers`.
    public String bootstrapServers() {
        return LOOPBACK + ":" + port;
    }

    public int port() {
        return port;
    }

    /// Kafka's cluster id: made with the data folder and kept in it.
    public String clusterId() {
        return clusterId;
    }

    /// Stops the broker; what it had acknowledged is on disk.
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /// Gives an empty folder a cluster id (`meta.properties`); leaves one that has it as it is.
    private static String format(Path data, List<String> users) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
                .setNodeId(NODE)
                .setControllerListenerName(CONTROLLER)
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setScramArguments(users)
                .setIgnoreFormatted(true);
        try {
            Files.createDirectories(data);
            String clusterId = knownClusterId(data);
            formatter.setClusterId(clusterId).run();
            return clusterId;
        } catch (Exception e) { // Formatter.run declares nothing narrower
            throw new CannotStartException("the broker cannot use the folder " + data + ": " + reason(e), e);
        }
    }

    private static String knownClusterId(Path data) throws IOException {
        Path properties = data.resolve("meta.properties");
        if (!Files.exists(properties)) {
            return Uuid.randomUuid().toString();
        }
        String key = "cluster.id=";
        return Files.readAllLines(properties).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                .findFirst()
                .orElseThrow(() -> new IOException(properties + " names no cluster.id"));
    }

    private static Map<String, String> properties(Path data, int clients, int controller, Guard guard) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("controller.quorum.voters", NODE + "@" + LOOPBACK + ":" + controller);
        settings.put(
                "listeners",
                CLIENTS + "://" + LOOPBACK + ":" + clients + "," + CONTROLLER + "://" + LOOPBACK + ":" + controller);
        settings.put("advertised.listeners", CLIENTS + "://" + LOOPBACK + ":" + clients);
        settings.put("listener.security.protocol.map", CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        settings.put("inter.broker.listener.name", CLIENTS);
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("log.dirs", data.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "1");
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(internal + ".replication.factor", "1");
            settings.put(internal + ".num.partitions", "5");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("message.max.bytes", Integer.toString(Topics.MAX_RECORD_BYTES));
        // Sized for one machine: the defaults hold 128 MiB for the cleaner and 10 MiB of index for every segment.
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        if (!guard.settings().isEmpty()) {
            guarded(settings, guard, freePort());
        }
        return settings;
    }

    /// The broker speaks to itself by a listener of its own, in the clear, and may do there what it likes.
    private static void guarded(Map<String, String> settings, Guard guard, int inside) {
        String address = INSIDE + "://" + LOOPBACK + ":" + inside;
        settings.merge("listeners", address, (others, one) -> others + "," + one);
        settings.merge("advertised.listeners", address, (others, one) -> others + "," + one);
        settings.put(
                "listener.security.protocol.map",
                CLIENTS + ":" + guard.protocol() + "," + CONTROLLER + ":PLAINTEXT," + INSIDE + ":PLAINTEXT");
        settings.put("inter.broker.listener.name", INSIDE);
        settings.put("super.users", "User:ANONYMOUS");
        settings.putAll(guard.settings());
    }

    private static int freePort() {
        return bind(0, "no free port on " + LOOPBACK);
    }

    private static int requireFree(int port) {
        return bind(port, "port " + port + " on " + LOOPBACK + " is in use");
    }

    private static int bind(int port, String otherwise) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.ofLiteral(LOOPBACK))) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new CannotStartException(otherwise, e);
        }
    }

    private static String reason(Exception e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
