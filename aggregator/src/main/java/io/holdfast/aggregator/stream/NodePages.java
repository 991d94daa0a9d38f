package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.NodeEvents;
import io.holdfast.aggregator.ingest.StateRecord;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.wire.SectionScan;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/// What is stored of single nodes: their last report and sections, read from the local store. Blocks; never
/// call it on an event loop.
public final class NodePages {
    /// All that is stored of a node.
    ///
    /// @param report its last report; empty before any
    public record Page(Optional<NodeReport> report, List<SectionWire.Decoded> sections) {}

    /// The store cannot be read now: tasks are moving or being restored.
    public static final class NotReadyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotReadyException(Throwable cause) {
            super("node state is being restored", cause);
        }
    }

    private final KafkaStreams streams;

    NodePages(KafkaStreams streams) {
        this.streams = streams;
    }

    private ReadOnlyKeyValueStore<String, byte[]> store() {
        return streams.store(
                StoreQueryParameters.fromNameAndType(FleetTopology.NODE_STATE, QueryableStoreTypes.keyValueStore()));
    }

    /// What happened on a node, oldest first.
    public List<NodeEvents.Line> events(NodeId node) {
        try {
            return NodeEvents.lines(EventLog.kept(store(), node));
        } catch (InvalidStateStoreException e) {
            throw new NotReadyException(e);
        }
    }

    /// What changed on a node, as far back as it is kept, oldest first.
    public List<NodeEvents.Line> changes(NodeId node) {
        try {
            return NodeEvents.changes(EventLog.kept(store(), node));
        } catch (InvalidStateStoreException e) {
            throw new NotReadyException(e);
        }
    }

    /// What is stored of some checks of a node; empty where not all of these sections are stored here, or nothing can
    /// be read now.
    Optional<List<Fact>> facts(NodeId node, Set<Section> sections, Predicate<CheckId> wanted) {
        try {
            ReadOnlyKeyValueStore<String, byte[]> store = store();
            List<Fact> facts = new ArrayList<>();
            for (Section section : sections) {
                byte[] value = store.get(StateRecord.sectionPrefix(node) + section.word());
                if (value == null) {
                    return Optional.empty();
                }
                facts.addAll(SectionScan.facts(value, wanted));
            }
            return Optional.of(facts);
        } catch (InvalidStateStoreException e) {
            return Optional.empty();
        }
    }

    public Page read(NodeId node) {
        try {
            ReadOnlyKeyValueStore<String, byte[]> store = store();
            Optional<NodeReport> report = Optional.ofNullable(store.get(node.toString()))
                    .map(value -> Wire.decode(StateRecord.read(value).data(), NodeReport.class));
            List<SectionWire.Decoded> sections = new ArrayList<>();
            String prefix = StateRecord.sectionPrefix(node);
            try (KeyValueIterator<String, byte[]> found = store.range(prefix, prefix + "~")) {
                found.forEachRemaining(entry -> sections.add(
                        SectionWire.decode(StateRecord.read(entry.value).data())));
            }
            return new Page(report, sections);
        } catch (InvalidStateStoreException e) {
            throw new NotReadyException(e);
        }
    }
}
