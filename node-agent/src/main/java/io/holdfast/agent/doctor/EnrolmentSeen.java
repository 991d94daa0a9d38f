package io.holdfast.agent.doctor;

import io.holdfast.protocol.diagnosis.Remark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the aggregator answered when this node asked to enrol.
public sealed interface EnrolmentSeen {
    /// Above this, what is signed and what is silent is judged wrongly.
    Duration MOST_OFF = Duration.ofSeconds(5);

    /// It lets this node in.
    ///
    /// @param identity how far the node's identity is proved
    /// @param off how far this clock is ahead of the aggregator's
    /// @param doubt by how much that may be wrong: half the time the answer took
    record Granted(String address, String identity, Duration off, Duration doubt) implements EnrolmentSeen {}

    /// It does not.
    ///
    /// @param answer as the server said it
    record Refused(String address, int status, String answer) implements EnrolmentSeen {
        /// The answer says which of them it is: the server alone knows whom a token is meant for.
        private Remark why() {
            String evidence = address + " answered " + status + ": " + answer;
            String words = answer.toLowerCase(Locale.ROOT);
            if (words.contains("audience") || words.contains("meant for")) {
                return new Remark.Fault(
                        "wrong-audience",
                        "the token is meant for somebody else",
                        evidence,
                        "give the projected token the audience that the aggregator asks for (--token-audience)");
            }
            if (words.contains("cluster")) {
                return new Remark.Fault(
                        "wrong-cluster-name",
                        "this agent calls its cluster by another name",
                        evidence,
                        "give agent and aggregator the same --cluster");
            }
            return new Remark.Fault(
                    "enrolment-refused",
                    "the aggregator does not let this node in",
                    evidence,
                    "give this node the aggregator's bootstrap secret, or a token of the agents' ServiceAccount");
        }
    }

    record Unreachable(String address, String why) implements EnrolmentSeen {}

    /// Nothing was shown: the secret or token could not be read.
    record NoProof(String why) implements EnrolmentSeen {}

    default List<Remark> judge() {
        List<Remark> remarks = new ArrayList<>();
        switch (this) {
            case Granted(String address, String identity, Duration off, Duration doubt) -> {
                remarks.add(new Remark.Well("enrolment", address + " lets this node in, identity " + identity));
                remarks.add(clock(off, doubt));
            }
            case Refused refused -> remarks.add(refused.why());
            case Unreachable(String address, String why) ->
                remarks.add(new Remark.Fault(
                        "enrolment-unreachable",
                        "the aggregator's enrolment does not answer",
                        address + ": " + why,
                        "start the aggregator, or mend --enrol-url; without it nothing can be reported"));
            case NoProof(String why) ->
                remarks.add(new Remark.Fault(
                        "no-proof",
                        "there is nothing to enrol with",
                        why,
                        "mount the bootstrap secret or the projected token, readable by this user"));
        }
        return remarks;
    }

    private static Remark clock(Duration off, Duration doubt) {
        String text = String.format(
                Locale.ROOT,
                "%+.1f s against the aggregator's, +-%.1f s",
                off.toMillis() / 1e3,
                doubt.toMillis() / 1e3);
        return off.abs().minus(doubt).compareTo(MOST_OFF) > 0
                ? new Remark.Fault(
                        "clock-off",
                        "this node's clock is " + (off.isNegative() ? "behind" : "ahead"),
                        text,
                        "see to NTP or PTP on the node: chronyc tracking, timedatectl")
                : new Remark.Well("clock", text);
    }
}
