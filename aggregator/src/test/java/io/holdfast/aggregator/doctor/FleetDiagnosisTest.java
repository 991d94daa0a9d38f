package io.holdfast.aggregator.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.topology.Inventory;
import io.holdfast.protocol.diagnosis.BrokerSeen;
import io.holdfast.protocol.diagnosis.Diagnosis;
import io.holdfast.protocol.diagnosis.FolderSeen;
import io.holdfast.protocol.diagnosis.Remark;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.NodeState;
import io.holdfast.protocol.wire.Topic;
import io.holdfast.protocol.wire.Topics;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FleetDiagnosisTest {
    private static final Inventory LISTED =
            Inventory.parse("nodes.yaml", "nodes: [{node: prod/n1}, {node: prod/n2}, {node: prod/n3}]");

    @Test
    void whoIsMissingOrSilentIsANote() {
        Diagnosis seen = diagnosis(
                new FleetSeen.Topics(
                        2, 0, List.of(node("prod/n1", NodeState.HEALTHY), node("prod/n2", NodeState.SILENT))),
                4);
        assertTrue(seen.isWell(), seen::text);
        assertTrue(
                seen.text().contains("2 nodes heard of 3 listed; never enrolled: prod/n3; silent: prod/n2"),
                seen::text);
    }

    @Test
    void anAggregatorThatDoesNotRunOrNotKeepUpIsAFault() {
        assertEquals(List.of("no-aggregator"), codes(new FleetSeen.Topics(0, 7, List.of()), 4));
        assertEquals(List.of("lag"), codes(new FleetSeen.Topics(1, 50_000, List.of()), 4));
    }

    @Test
    void partitionsHaveToBeThoseOfTheTopics() {
        assertEquals(List.of("wrong-partitions"), codes(new FleetSeen.Topics(1, 0, List.of()), 12));
    }

    @Test
    void aNodeUnderAnotherClustersNameIsNamedBesideTheListedOne() {
        Diagnosis seen = diagnosis(new FleetSeen.Topics(1, 0, List.of(node("lab/n1", NodeState.HEALTHY))), 4);
        assertEquals(
                "lab/n1 reports, listed is prod/n1", seen.faults().getFirst().evidence());
    }

    @Test
    void severalVersionsOfTheAgentAreANoteWithTheirNumbers() {
        Diagnosis seen = diagnosis(
                new FleetSeen.Topics(
                        1,
                        0,
                        List.of(
                                node("prod/n1", NodeState.HEALTHY),
                                new FleetSeen.Node(NodeId.parse("prod/n2"), NodeState.HEALTHY, "0.0.9", 3))),
                4);
        assertTrue(seen.text().contains("note   agent versions: 0.0.9 on 1, 0.1.0 on 1"), seen::text);
        assertTrue(seen.text().contains("1 may not read everything"), seen::text);
    }

    private static FleetSeen.Node node(String id, NodeState state) {
        return new FleetSeen.Node(NodeId.parse(id), state, "0.1.0", 0);
    }

    private static List<String> codes(FleetSeen.Topics topics, int partitions) {
        return diagnosis(topics, partitions).faults().stream()
                .map(Remark.Fault::code)
                .toList();
    }

    private static Diagnosis diagnosis(FleetSeen.Topics topics, int partitions) {
        TreeMap<String, BrokerSeen.TopicSeen> seen = Topics.ALL.stream()
                .collect(Collectors.toMap(
                        Topic::name,
                        topic -> new BrokerSeen.TopicSeen(4, topic.settings()),
                        (one, _) -> one,
                        TreeMap::new));
        return FleetDiagnosis.of(new FleetSeen(
                new BrokerSeen.Answers("k:9092", "id", seen),
                Optional.of(topics),
                new FolderSeen.Writable("/data", 1L << 30),
                LISTED,
                partitions));
    }
}
