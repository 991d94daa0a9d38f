package io.holdfast.aggregator.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.aggregator.foreign.Work;
import io.holdfast.aggregator.foreign.WorkRules;
import java.time.Instant;
import java.util.List;

/// What somebody else does to a node.
///
/// @param work name of the kind of work
/// @param words what is done, and by whom
/// @param said what says so: the value of a label, or the reason that an object gives
/// @param since since when it has been at this stage
/// @param isLong whether it takes so long that a person should look
record WorkBody(
        String work,
        String words,
        String said,
        Work.Stage stage,
        Instant since,
        @JsonProperty("long") boolean isLong) {
    static List<WorkBody> of(List<Work> works, Instant now) {
        WorkRules rules = WorkRules.shipped();
        return works.stream()
                .map(one -> new WorkBody(
                        one.rule(), rules.words(one), one.said(), one.stage(), one.since(), rules.isLong(one, now)))
                .toList();
    }
}
