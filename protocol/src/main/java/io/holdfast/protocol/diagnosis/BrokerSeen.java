package io.holdfast.protocol.diagnosis;

import io.holdfast.protocol.wire.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Kafka, seen from here.
public sealed interface BrokerSeen {
    /// It answers.
    ///
    /// @param topics all that the broker shows us, by name
    record Answers(String address, String clusterId, SortedMap<String, TopicSeen> topics) implements BrokerSeen {
        public Answers {
            topics = new TreeMap<>(topics);
        }
    }

    record Silent(String address, String why) implements BrokerSeen {}

    /// It answers, and does not let this program in.
    record Refused(Remark.Fault why) implements BrokerSeen {}

    /// One topic.
    ///
    /// @param settings those that were not defaults, by name; empty where this program may not see them
    record TopicSeen(int partitions, Map<String, String> settings) {
        public TopicSeen {
            settings = Map.copyOf(settings);
        }
    }

    /// What that means to a program that needs some topics.
    default List<Remark> judge(Collection<Topic> needed) {
        return switch (this) {
            case Silent(String address, String why) ->
                List.of(new Remark.Fault(
                        "dead-broker",
                        "no Kafka broker answers",
                        address + ": " + why,
                        "start the brokers, or mend --kafka; reports wait meanwhile and nothing is lost"));
            case Refused(Remark.Fault why) -> List.of(why);
            case Answers answers -> Judgement.of(answers, needed);
        };
    }

    /// The rules on topics.
    final class Judgement {
        private static final Pattern VERSIONED = Pattern.compile("(holdfast\\.[a-z.]+\\.v)([0-9]{1,6})");
        /// A setting that is otherwise loses records or keeps them for ever.
        private static final Set<String> VITAL =
                Set.of("cleanup.policy", "retention.ms", "message.timestamp.type", "max.message.bytes");

        private Judgement() {}

        static List<Remark> of(Answers seen, Collection<Topic> needed) {
            List<Remark> remarks = new ArrayList<>();
            List<String> missing = needed.stream()
                    .map(Topic::name)
                    .filter(name -> !seen.topics().containsKey(name))
                    .toList();
            if (!missing.isEmpty()) {
                remarks.add(new Remark.Fault(
                        "missing-topic",
                        missing.size() == 1 ? "a topic is missing" : missing.size() + " topics are missing",
                        seen.address() + " has no " + String.join(", ", missing),
                        "start the aggregator, which makes them, or let this principal see them"));
            }
            needed.forEach(topic -> settings(seen, topic, remarks));
            partitions(seen, needed, remarks);
            old(seen, needed, remarks);
            if (remarks.isEmpty()) {
                remarks.add(new Remark.Well(
                        "kafka",
                        seen.address() + ", cluster " + seen.clusterId() + ", " + needed.size()
                                + " topics as they should be"));
            }
            return remarks;
        }

        private static void settings(Answers seen, Topic topic, List<Remark> remarks) {
            TopicSeen actual = seen.topics().get(topic.name());
            if (actual == null || actual.settings().isEmpty()) {
                return;
            }
            String differing = topic.settings().entrySet().stream()
                    .filter(wanted -> VITAL.contains(wanted.getKey()))
                    .filter(wanted ->
                            !wanted.getValue().equals(actual.settings().get(wanted.getKey())))
                    .map(wanted -> wanted.getKey() + " is "
                            + actual.settings().getOrDefault(wanted.getKey(), "not set") + ", expected "
                            + wanted.getValue())
                    .sorted()
                    .collect(Collectors.joining("; "));
            if (!differing.isEmpty()) {
                remarks.add(new Remark.Fault(
                        "wrong-topic-setting",
                        "a topic is kept otherwise than it should be",
                        topic.name() + ": " + differing,
                        "kafka-configs --alter --entity-type topics --entity-name " + topic.name()));
            }
        }

        /// A key has to be in the partition of the same number everywhere.
        private static void partitions(Answers seen, Collection<Topic> needed, List<Remark> remarks) {
            Map<Integer, List<String>> byCount = new TreeMap<>();
            for (Topic topic : needed) {
                TopicSeen actual = seen.topics().get(topic.name());
                if (actual != null) {
                    byCount.computeIfAbsent(actual.partitions(), _ -> new ArrayList<>())
                            .add(topic.name());
                }
            }
            if (byCount.size() > 1) {
                remarks.add(new Remark.Fault(
                        "unequal-partitions",
                        "the topics have different numbers of partitions",
                        byCount.entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
                                .collect(Collectors.joining("; ")),
                        "delete and make anew those that differ, or give them more partitions (never fewer)"));
            }
        }

        /// Somebody writes, or wrote, in the form of another version.
        private static void old(Answers seen, Collection<Topic> needed, List<Remark> remarks) {
            Map<String, Integer> ours = new TreeMap<>();
            needed.forEach(topic -> versioned(topic.name(), ours::put));
            seen.topics()
                    .keySet()
                    .forEach(name -> versioned(name, (stem, version) -> {
                        int own = ours.getOrDefault(stem, version);
                        if (version != own) {
                            String age = version < own ? "old" : "newer";
                            remarks.add(
                                    new Remark.Fault(
                                            age + "-schema",
                                            "there is a topic of " + (version < own ? "an old" : "a newer")
                                                    + " version of the records",
                                            name + " beside " + stem + own,
                                            "bring all agents and aggregators to one version, then delete the topic that nobody writes"));
                        }
                    }));
        }

        private static void versioned(String topic, BiConsumer<String, Integer> found) {
            Matcher name = VERSIONED.matcher(topic);
            if (name.matches()) {
                found.accept(name.group(1), Integer.valueOf(name.group(2)));
            }
        }
    }
}
