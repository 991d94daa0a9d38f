package io.holdfast.systemtests;

import io.holdfast.standalone.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/// A Kafka broker that a test can take away and give back.
interface RunningBroker extends AutoCloseable {
    String IMAGE = "apache/kafka:4.3.1";

    String bootstrapServers();

    /// Nobody gets an answer from it until `restore`; what it had acknowledged stays.
    void takeAway();

    /// Answers again, at the same address, with the same records.
    void restore();

    @Override
    void close();

    /// A broker in this JVM: taken away by stopping it.
    final class Embedded implements RunningBroker {
        private final Path data;
        private EmbeddedBroker broker;

        Embedded() {
            try {
                data = Files.createTempDirectory("holdfast-broker-");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            broker = EmbeddedBroker.start(data, 0);
        }

        @Override
        public String bootstrapServers() {
            return broker.bootstrapServers();
        }

        @Override
        public void takeAway() {
            broker.close();
        }

        @Override
        public void restore() {
            broker = EmbeddedBroker.start(data, broker.port());
        }

        @Override
        public void close() {
            broker.close();
            Folders.delete(data);
        }
    }

    /// A broker in a container: taken away by freezing it, because a restarted one gets another port.
    final class Contained implements RunningBroker {
        private final KafkaContainer container = new KafkaContainer(DockerImageName.parse(IMAGE))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", Integer.toString(1 << 20));

        Contained() {
            container.start();
        }

        @Override
        public String bootstrapServers() {
            return container.getBootstrapServers();
        }

        @Override
        public void takeAway() {
            container
                    .getDockerClient()
                    .pauseContainerCmd(container.getContainerId())
                    .exec();
        }

        @Override
        public void restore() {
            container
                    .getDockerClient()
                    .unpauseContainerCmd(container.getContainerId())
                    .exec();
        }

        @Override
        public void close() {
            container.stop();
        }
    }
}
