package io.holdfast.protocol.wire;

import io.holdfast.protocol.fact.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Every topic there is. Records from and to nodes are keyed `<cluster>/<node>`; partition counts are fixed
/// when a
/// fleet is set
/// up, because the key decides the partition and the order per node hangs on it.
public final class Topics {
    /// A section is at most this long before compression; a larger one is refused where it is made.
    public static final int MAX_SECTION_BYTES = 512 * 1024;

    /// What the broker takes at most: a section and its headers, with room.
    public static final int MAX_RECORD_BYTES = 1024 * 1024;

    public static final Topic NODE_SNAPSHOT = Topic.fromAgents("holdfast.node.snapshot.v1", 3);
    public static final Topic NODE_REPORT = Topic.fromAgents("holdfast.node.report.v1", 3);
    public static final Topic NODE_EVENT = Topic.fromAgents("holdfast.node.event.v1", 30);
    public static final Topic NODE_INBOX = Topic.expiring("holdfast.node.inbox.v1", 2);
    public static final Topic NODE_STATE = Topic.compacted("holdfast.node.state.v1");
    public static final Topic BASELINE = Topic.compacted("holdfast.baseline.v1");
    public static final Topic FLEET_NODE = Topic.compacted("holdfast.fleet.node.v1");
    public static final Topic FLEET_HEARD = Topic.compactedOften("holdfast.fleet.heard.v1");
    public static final Topic FLEET_COMMAND = Topic.expiring("holdfast.fleet.command.v1", 30);
    public static final Topic FLEET_ROLLOUT = Topic.compacted("holdfast.fleet.rollout.v1");
    public static final Topic FLEET_HEALTH = Topic.compacted("holdfast.fleet.health.v1");
    public static final Topic FLEET_DRIFT = Topic.compactedOften("holdfast.fleet.drift.v1");
    public static final Topic FLEET_INCIDENT = Topic.compacted("holdfast.fleet.incident.v1");
    public static final Topic FLEET_MAINTENANCE = Topic.compacted("holdfast.fleet.maintenance.v1");
    public static final Topic FLEET_WAIVER = Topic.compacted("holdfast.fleet.waiver.v1");
    public static final Topic FLEET_CASE = Topic.compacted("holdfast.fleet.case.v1");
    public static final Topic FLEET_NOTICE = Topic.expiring("holdfast.fleet.notice.v1", 30);
    public static final Topic FLEET_AUDIT = Topic.expiring("holdfast.fleet.audit.v1", 400);

    /// All of them, in the order of the road from node to fleet.
    public static final List<Topic> ALL = List.of(
            NODE_SNAPSHOT,
            NODE_REPORT,
            NODE_EVENT,
            NODE_INBOX,
            NODE_STATE,
            BASELINE,
            FLEET_NODE,
            FLEET_HEARD,
            FLEET_COMMAND,
            FLEET_ROLLOUT,
            FLEET_HEALTH,
            FLEET_DRIFT,
            FLEET_INCIDENT,
            FLEET_MAINTENANCE,
            FLEET_WAIVER,
            FLEET_CASE,
            FLEET_NOTICE,
            FLEET_AUDIT);

    private Topics() {}

    /// The record key of a node, as bytes. Kafka's default partitioner over these bytes places all records
    /// of a node
    /// together.
    public static byte[] key(NodeId node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
