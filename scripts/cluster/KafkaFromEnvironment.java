import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/// Stands in for the entry point of Apache's image, which cannot be pulled everywhere: Kafka's own broker, configured by the
/// same variables. `KAFKA_A_B` is the setting a.b, `__` an underscore and `___` a hyphen; `CLUSTER_ID` is what an empty folder
/// is formatted with. KAFKA_HEAP_OPTS and the like are options of the JVM, which runs already.
public class KafkaFromEnvironment {
    private static final List<String> NOT_SETTINGS =
            List.of("KAFKA_HEAP_OPTS", "KAFKA_OPTS", "KAFKA_JVM_PERFORMANCE_OPTS", "KAFKA_VERSION", "KAFKA_LOG4J_OPTS");

    public static void main(String[] none) throws Exception {
        Map<String, String> settings = settings(System.getenv());
        format(settings);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        server.startup();
        System.out.println("Kafka Server started");
        server.awaitShutdown();
    }

    private static Map<String, String> settings(Map<String, String> environment) {
        Map<String, String> settings = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith("KAFKA_") && !NOT_SETTINGS.contains(name)) {
                settings.put(
                        name.substring("KAFKA_".length())
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace("___", "-")
                                .replace("__", "\0")
                                .replace('_', '.')
                                .replace('\0', '_'),
                        value);
            }
        });
        return settings;
    }

    /// As `kafka-storage.sh format --ignore-formatted`, which Apache's image runs at every start.
    private static void format(Map<String, String> settings) throws Exception {
        String folder = settings.get("log.dirs");
        String clusterId = System.getenv("CLUSTER_ID");
        if (folder == null || clusterId == null) {
            throw new IOException("KAFKA_LOG_DIRS and CLUSTER_ID have to be set");
        }
        new Formatter()
                .setPrintStream(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))
                .setNodeId(Integer.parseInt(settings.get("node.id")))
                .setControllerListenerName(settings.get("controller.listener.names"))
                .setDirectories(List.of(Path.of(folder).toString()))
                .setMetadataLogDirectory(folder)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setIgnoreFormatted(true)
                .setClusterId(clusterId)
                .run();
    }
}
