package io.holdfast.aggregator.stream;

import io.holdfast.protocol.wire.Topic;
import io.holdfast.protocol.wire.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicExistsException;

/// Creates the topics that are not there, with the settings their words ask for.
public final class FleetTopics {
    private FleetTopics() {}

    /// Creates what is missing.
    ///
    /// @throws IllegalStateException when a topic exists with another number of partitions: keys would move
    /// between them
    /// @throws ExecutionException when the broker refuses or does not answer
    static void create(Admin admin, int partitions) throws ExecutionException, InterruptedException {
        Set<String> present = admin.listTopics().names().get();
        List<NewTopic> missing = new ArrayList<>();
        for (Topic topic : Topics.ALL) {
            if (!present.contains(topic.name())) {
                missing.add(new NewTopic(topic.name(), Optional.of(partitions), Optional.empty())
                        .configs(topic.settings()));
            }
        }
        try {
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        List<String> existing =
                Topics.ALL.stream().map(Topic::name).filter(present::contains).toList();
        Map<String, TopicDescription> described =
                admin.describeTopics(existing).allTopicNames().get();
        described.forEach((name, topic) -> {
            if (topic.partitions().size() != partitions) {
                throw new IllegalStateException("topic " + name + " has "
                        + topic.partitions().size() + " partitions, configured are " + partitions
                        + ": the number is fixed once the topics exist");
            }
        });
    }
}
