package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.NodeEvents;
import io.holdfast.aggregator.ingest.StateRecord;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
