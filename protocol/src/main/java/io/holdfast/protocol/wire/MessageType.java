package io.holdfast.protocol.wire;

import java.util.Arrays;
import java.util.Optional;

/// The CloudEvents types. The last part is the schema version; it equals the version in the topic's name.
public enum MessageType {
    /// All facts of one section.
    SNAPSHOT_SECTION("io.holdfast.node.snapshot.section.v1", Topics.NODE_SNAPSHOT),
    /// The digests of all sections, nothing else.
    SNAPSHOT_DIGESTS("io.holdfast.node.snapshot.digests.v1", Topics.NODE_SNAPSHOT),
    /// All open findings of a node.
    REPORT("io.holdfast.node.report.v1", Topics.NODE_REPORT),
    /// Something that happened once.
    EVENT("io.holdfast.node.event.v1", Topics.NODE_EVENT),
    /// What a node has to follow: mode, baseline, overrides, stop.
    ASSIGNMENT("io.holdfast.node.inbox.assignment.v1", Topics.NODE_INBOX),
    /// Sections that the aggregator lacks and asks for.
    RESEND("io.holdfast.node.inbox.resend.v1", Topics.NODE_INBOX),
    /// A baseline as put together, under its digest.
    BASELINE("io.holdfast.baseline.v1", Topics.BASELINE),
    /// How far a baseline is rolled out.
    ROLLOUT("io.holdfast.fleet.rollout.v1", Topics.FLEET_ROLLOUT),
    /// What a person wants done.
    COMMAND("io.holdfast.fleet.command.v1", Topics.FLEET_COMMAND),
    /// An approved exception of the fleet, and who approved it.
    WAIVER("io.holdfast.fleet.waiver.v1", Topics.FLEET_WAIVER),
    /// Something that a person should hear of.
    NOTICE("io.holdfast.fleet.notice.v1", Topics.FLEET_NOTICE),
    /// Somebody asked for a change over the API.
    AUDIT("io.holdfast.fleet.audit.v1", Topics.FLEET_AUDIT),
    /// How many nodes differ from what was declared.
    DRIFT_FLEET("io.holdfast.fleet.drift.fleet.v1", Topics.FLEET_DRIFT),
    /// A check that nodes differ in.
    DRIFT_CHECK("io.holdfast.fleet.drift.check.v1", Topics.FLEET_DRIFT),
    /// What began on the same nodes at about the same time.
    DRIFT_CAUSE("io.holdfast.fleet.drift.cause.v1", Topics.FLEET_DRIFT),
    /// What one node differs in.
    DRIFT_NODE("io.holdfast.fleet.drift.node.v1", Topics.FLEET_DRIFT),
    /// How many nodes differed before.
    DRIFT_TREND("io.holdfast.fleet.drift.trend.v1", Topics.FLEET_DRIFT);

    private final String word;
    private final Topic topic;

    MessageType(String word, Topic topic) {
        this.word = word;
        this.topic = topic;
    }

    /// The CloudEvents `type`.
    public String word() {
        return word;
    }

    public Topic topic() {
        return topic;
    }

    /// The type of a word; empty for one of a newer writer.
    public static Optional<MessageType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }
}
