package io.holdfast.protocol.drift;

import io.holdfast.protocol.drift.DriftReport.Counts;
import io.holdfast.protocol.drift.DriftReport.Seen;
import io.holdfast.protocol.drift.DriftReport.Value;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.wire.MessageType;
import java.time.Instant;
import java.util.List;

/// What `holdfast.fleet.drift.v1` holds: the drift report in parts, each under a key of its own and written anew only
/// when it reads differently. A part that is no more is deleted.
public sealed interface DriftRecord {
    /// What a key begins with: `check/nic.firmware.version`.
    String kind();

    String key();

    MessageType type();

    /// How many nodes are what.
    record OfFleet(String headline, String summary, Counts counts, int causes) implements DriftRecord {
        public static final String KEY = "fleet";

        @Override
        public String kind() {
            return KEY;
        }

        @Override
        public String key() {
            return KEY;
        }

        @Override
        public MessageType type() {
            return MessageType.DRIFT_FLEET;
        }
    }

    /// A check that nodes differ in.
    ///
    /// @param nodes on how many nodes it is open
    record OfCheck(CheckId check, String title, Severity severity, int nodes, Instant since, List<Seen> values)
            implements DriftRecord {
        public static final String KIND = "check";

        public OfCheck {
            values = List.copyOf(values);
        }

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public String key() {
            return KIND + "/" + check;
        }

        @Override
        public MessageType type() {
            return MessageType.DRIFT_CHECK;
        }
    }

    /// What began on the same nodes at about the same time.
    ///
    /// @param id the same as long as the values and the time of it are the same
    /// @param held whether somebody decided to live with it
    /// @param nodes how many; `named` are the first of them, the others say so themselves
    record OfCause(
            String id,
            boolean held,
            String sentence,
            Instant since,
            List<String> after,
            int nodes,
            List<NodeId> named,
            List<Value> values)
            implements DriftRecord {
        public static final String KIND = "cause";

        public OfCause {
            after = List.copyOf(after);
            named = List.copyOf(named);
            values = List.copyOf(values);
        }

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public String key() {
            return KIND + "/" + id;
        }

        @Override
        public MessageType type() {
            return MessageType.DRIFT_CAUSE;
        }
    }

    /// What one node differs in.
    ///
    /// @param heard whether it says so now
    record OfNode(NodeId node, String baseline, boolean heard, List<NodeValue> values) implements DriftRecord {
        public static final String KIND = "node";

        public OfNode {
            values = List.copyOf(values);
        }

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public String key() {
            return KIND + "/" + node;
        }

        @Override
        public MessageType type() {
            return MessageType.DRIFT_NODE;
        }
    }

    /// One value of a node.
    ///
    /// @param instances how many of the node's
    record NodeValue(Value value, int instances, Instant since) {}

    /// How many nodes differed before.
    record OfTrend(DriftTrend trend) implements DriftRecord {
        public static final String KEY = "trend";

        @Override
        public String kind() {
            return KEY;
        }

        @Override
        public String key() {
            return KEY;
        }

        @Override
        public MessageType type() {
            return MessageType.DRIFT_TREND;
        }
    }
}
