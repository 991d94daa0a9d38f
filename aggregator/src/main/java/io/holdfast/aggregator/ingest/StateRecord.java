package io.holdfast.aggregator.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.aggregator.fold.NodeEvents;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// One verified record as `holdfast.node.state.v1` keeps it: the node's last report under `<cluster>/<node>`, each of
/// its sections under `<cluster>/<node>#<section>`, each of its newest events under `<cluster>/<node>!<slot>`, those
/// that are changes under `<cluster>/<node>!c<slot>`. All keys of a node lie in the partition of `<cluster>/<node>`.
@SuppressWarnings("ArrayRecordComponent") // handed on to the producer, compared by nobody
public record StateRecord(String key, byte[] value) {
    private static final byte[] DATA = ",\"data\":".getBytes(StandardCharsets.UTF_8);

    private record Head(String boot, long run, long sequence, Instant received) {}

    /// What was kept, as it is read back.
    ///
    /// @param boot boot id it was said in
    /// @param received when the broker took it
    /// @param data the message as the node sent it
    public record Kept(String boot, long run, long sequence, Instant received, JsonNode data) {}

    static StateRecord report(NodeRecord record, Instant received, byte[] data) {
        return of(record.sender().node().toString(), record, received, data);
    }

    static StateRecord section(NodeRecord record, Section section, Instant received, byte[] data) {
        return of(sectionPrefix(record.sender().node()) + section.word(), record, received, data);
    }

    private static StateRecord of(String key, NodeRecord record, Instant received, byte[] data) {
        byte[] head =
                Wire.encode(new Head(record.sender().boot(), record.sender().run(), record.sequence(), received));
        return new StateRecord(key, spliced(head, data));
    }

    /// The head as an object with one more field, `data`: the message goes through as the node wrote it.
    private static byte[] spliced(byte[] head, byte[] data) {
        byte[] value = new byte[head.length + DATA.length + data.length];
        System.arraycopy(head, 0, value, 0, head.length - 1);
        System.arraycopy(DATA, 0, value, head.length - 1, DATA.length);
        System.arraycopy(data, 0, value, head.length - 1 + DATA.length, data.length);
        value[value.length - 1] = '}';
        return value;
    }

    public static StateRecord event(NodeId node, NodeEvents.Entry entry) {
        return new StateRecord(eventKey(node, entry.slot()), Wire.encode(entry));
    }

    /// The keys of a node's slots sort as their numbers do.
    public static String eventKey(NodeId node, int slot) {
        return slot < NodeEvents.KEPT
                ? "%s!%02d".formatted(node, slot)
                : "%s!c%03d".formatted(node, slot - NodeEvents.KEPT);
    }

    /// After all slots of a node.
    public static String lastEventKey(NodeId node) {
        return eventKey(node, NodeEvents.KEPT + NodeEvents.CHANGES_KEPT - 1);
    }

    /// What all section keys of a node begin with.
    public static String sectionPrefix(NodeId node) {
        return node + "#";
    }

    /// The record key of the node that a key of this topic belongs to: what its partition is chosen by.
    public static String nodeKey(String key) {
        for (int at = 0; at < key.length(); at++) {
            if (key.charAt(at) == '#' || key.charAt(at) == '!') {
                return key.substring(0, at);
            }
        }
        return key;
    }

    public static Kept read(byte[] value) {
        return Wire.decode(value, Kept.class);
    }
}
