package io.holdfast.aggregator.doctor;

import io.holdfast.protocol.diagnosis.BrokerSeen;
import io.holdfast.protocol.diagnosis.Diagnosis;
import io.holdfast.protocol.diagnosis.Remark;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.wire.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whether a fleet is served, from what was seen. Pure.
public final class FleetDiagnosis {
    /// Beyond this an aggregator does not keep up: a node reports twice a minute.
    private static final long MUCH_LAG = 10_000;

    private static final int SHOWN = 5;

    private FleetDiagnosis() {}

    public static Diagnosis of(FleetSeen seen) {
        List<Remark> remarks = new ArrayList<>();
        remarks.add(seen.data().judge());
        remarks.addAll(seen.broker().judge(Topics.ALL));
        partitions(seen, remarks);
        seen.topics().ifPresent(topics -> {
            folding(topics, remarks);
            versions(topics, remarks);
            names(seen, topics, remarks);
            coverage(seen, topics, remarks);
        });
        return new Diagnosis(remarks);
    }

    private static void partitions(FleetSeen seen, List<Remark> remarks) {
        if (seen.broker() instanceof BrokerSeen.Answers answers) {
            BrokerSeen.TopicSeen reports = answers.topics().get(Topics.NODE_REPORT.name());
            if (reports != null && reports.partitions() != seen.partitions()) {
                remarks.add(new Remark.Fault(
                        "wrong-partitions",
                        "the aggregator is told another number of partitions than the topics have",
                        Topics.NODE_REPORT.name() + " has " + reports.partitions() + ", configured are "
                                + seen.partitions(),
                        "say --partitions " + reports.partitions() + "; the number is fixed once the topics exist"));
            }
        }
    }

    private static void folding(FleetSeen.Topics topics, List<Remark> remarks) {
        if (topics.members() == 0) {
            remarks.add(new Remark.Fault(
                    "no-aggregator",
                    "no aggregator folds the reports",
                    "its consumer group has no member, " + topics.lag() + " records wait",
                    "start holdfast-aggregator run; its log says why it stopped"));
        } else if (topics.lag() > MUCH_LAG) {
            remarks.add(new Remark.Fault(
                    "lag",
                    "the aggregator does not keep up",
                    topics.lag() + " records of agents wait",
                    "give it more CPU; nobody is called silent until it has caught up"));
        } else {
            remarks.add(new Remark.Well("folding", topics.members() + " consumers, " + topics.lag() + " records wait"));
        }
    }

    private static void versions(FleetSeen.Topics topics, List<Remark> remarks) {
        Map<String, Long> versions = topics.nodes().stream()
                .filter(node -> !node.agentVersion().isEmpty())
                .collect(Collectors.groupingBy(FleetSeen.Node::agentVersion, TreeMap::new, Collectors.counting()));
        String text = versions.entrySet().stream()
                .map(entry -> entry.getKey() + " on " + entry.getValue())
                .collect(Collectors.joining(", "));
        remarks.add(
                versions.size() > 1
                        ? new Remark.Note("agent versions", text)
                        : new Remark.Well("agent versions", versions.isEmpty() ? "no agent has reported" : text));
    }

    /// A node that reports under another cluster's name is two nodes: one that is never heard and one that nobody
    /// expects.
    private static void names(FleetSeen seen, FleetSeen.Topics topics, List<Remark> remarks) {
        Map<String, NodeId> listed = new TreeMap<>();
        seen.inventory().nodes().keySet().forEach(node -> listed.put(node.name(), node));
        List<String> wrong = topics.nodes().stream()
                .map(FleetSeen.Node::node)
                .filter(node -> !seen.inventory().nodes().containsKey(node))
                .filter(node -> listed.containsKey(node.name()))
                .map(node -> node + " reports, listed is " + listed.get(node.name()))
                .sorted()
                .toList();
        if (!wrong.isEmpty()) {
            remarks.add(new Remark.Fault(
                    "wrong-cluster-name",
                    wrong.size() + (wrong.size() == 1 ? " node reports" : " nodes report")
                            + " under another cluster's name",
                    some(wrong),
                    "give the agents there the --cluster that the inventory says"));
        }
    }

    private static void coverage(FleetSeen seen, FleetSeen.Topics topics, List<Remark> remarks) {
        Set<NodeId> heard = topics.nodes().stream().map(FleetSeen.Node::node).collect(Collectors.toSet());
        List<String> missing = new TreeSet<>(seen.inventory().nodes().keySet())
                .stream()
                        .filter(node -> !heard.contains(node))
                        .map(NodeId::toString)
                        .toList();
        List<String> silent = topics.nodes().stream()
                .filter(node -> node.state() == NodeState.SILENT)
                .map(node -> node.node().toString())
                .sorted()
                .toList();
        long limited =
                topics.nodes().stream().filter(node -> node.uncovered() > 0).count();
        String text = heard.size() + " nodes heard"
                + (seen.inventory().nodes().isEmpty()
                        ? ", no inventory says how many there should be"
                        : " of " + seen.inventory().nodes().size() + " listed")
                + (limited == 0 ? "" : "; " + limited + " may not read everything");
        if (missing.isEmpty() && silent.isEmpty()) {
            remarks.add(new Remark.Well("coverage", text));
            return;
        }
        remarks.add(new Remark.Note(
                "coverage",
                text
                        + (missing.isEmpty() ? "" : "; never enrolled: " + some(missing))
                        + (silent.isEmpty() ? "" : "; silent: " + some(silent))));
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }
}
