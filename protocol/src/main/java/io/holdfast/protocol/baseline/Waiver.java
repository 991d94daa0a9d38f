package io.holdfast.protocol.baseline;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An approved exception of the fleet, as people write it. `Overrides.Waiver` is what of it a node is told.
///
/// @param id tells it from all others
/// @param check name of a check, or of a family as `gpu.xid.*`
/// @param nodes names of nodes, `*` for any letters; empty for all
/// @param where which instances, on nodes with which labels
/// @param owner who answers for it
/// @param expires when what it covers is a finding again
public record Waiver(
        String id, String check, List<String> nodes, Selector where, String reason, String owner, Instant expires) {
    public Waiver {
        nodes = List.copyOf(nodes);
    }

    public boolean isInForce(Instant now) {
        return now.isBefore(expires);
    }

    /// Whether a node is meant. Labels that nobody told fit nothing.
    public boolean isFor(NodeId node, Map<String, String> labels) {
        return (nodes.isEmpty() || Selector.fits(nodes, node.toString())) && fits(labels);
    }

    /// Whether a node with these labels is meant, by whatever name.
    public boolean fits(Map<String, String> labels) {
        return labels.entrySet().containsAll(where.labels().entrySet());
    }

    public boolean covers(CheckId other) {
        return forNode().covers(other);
    }

    /// For a node that is meant: its labels need not be asked again.
    public Overrides.Waiver forNode() {
        return new Overrides.Waiver(check, new Selector(where.traits(), new TreeMap<>()), reason, owner, expires);
    }

    /// Whether both say the same, whatever they are called.
    public boolean saysTheSame(Waiver other) {
        return new Waiver(id, other.check, other.nodes, other.where, other.reason, other.owner, other.expires)
                .equals(this);
    }

    /// What it is about, in words: `nic.firmware.version on lab/n1, role east-west`.
    public String words() {
        String on = nodes.isEmpty() ? "" : " on " + String.join(", ", nodes);
        String which = where.words().isEmpty() ? "" : ", " + where.words();
        return check + on + which;
    }
}
