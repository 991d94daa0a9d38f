package io.holdfast.agent.doctor;

import io.holdfast.protocol.diagnosis.BrokerSeen;
import io.holdfast.protocol.diagnosis.Diagnosis;
import io.holdfast.protocol.diagnosis.FolderSeen;
import io.holdfast.protocol.diagnosis.Remark;
import io.holdfast.protocol.wire.Topic;
import io.holdfast.protocol.wire.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether an agent can do its work, from what was seen. Pure.
public final class NodeDiagnosis {
    /// The topics that an agent writes and reads.
    public static final List<Topic> TOPICS =
            List.of(Topics.NODE_SNAPSHOT, Topics.NODE_REPORT, Topics.NODE_EVENT, Topics.NODE_INBOX, Topics.BASELINE);

    private NodeDiagnosis() {}

    /// All that was looked at.
    ///
    /// @param broker empty where no address was given
    /// @param enrolment empty where no address was given
    public record Seen(
            HostSeen host, FolderSeen data, Optional<BrokerSeen> broker, Optional<EnrolmentSeen> enrolment) {}

    public static Diagnosis of(Seen seen) {
        List<Remark> remarks = new ArrayList<>(seen.host().judge());
        remarks.add(seen.data().judge());
        seen.broker()
                .map(broker -> broker.judge(TOPICS))
                .ifPresentOrElse(remarks::addAll, () -> remarks.add(new Remark.Note("kafka", "not asked: no --kafka")));
        seen.enrolment()
                .map(EnrolmentSeen::judge)
                .ifPresentOrElse(
                        remarks::addAll,
                        () -> remarks.add(new Remark.Note("enrolment and clock", "not asked: no --enrol-url")));
        return new Diagnosis(remarks);
    }
}
