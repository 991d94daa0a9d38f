package io.holdfast.protocol.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Checks whose measure is another check: the lanes in use against the lanes that both ends can do.
class ComparisonTest {
    @ParameterizedTest
    @CsvSource({
        "NOT_APPLICABLE, ",
        "UNSUPPORTED, ",
        "NOT_PERMITTED, ",
        "ABSENT, UNKNOWN",
        "UNREADABLE, UNKNOWN",
        "MALFORMED, UNKNOWN",
        "TIMEOUT, UNKNOWN"
    })
    void aMeasureThatIsMissingIsUnknownUnlessThereIsNone(Why why, Outcome expected) {
        assertEquals(Optional.ofNullable(expected), outcome(Reading.missing(why, "")));
    }

    @ParameterizedTest
    @CsvSource({"16, ", "8, FAULT"})
    void aMeasureThatWasReadIsMetOrNot(long lanes, Outcome expected) {
        assertEquals(Optional.ofNullable(expected), outcome(new Reading.Whole(16), new Reading.Whole(lanes)));
    }

    private static Optional<Outcome> outcome(Reading possible) {
        return outcome(possible, new Reading.Whole(16));
    }

    private static Optional<Outcome> outcome(Reading possible, Reading lanes) {
        Instance device = new Instance("0000:17:00.0");
        Snapshot snapshot = new Snapshot(
                NodeId.parse("c/n"),
                "",
                List.of(
                        new Fact(new CheckId("pcie.link.width"), device, lanes, "test"),
                        new Fact(new CheckId("pcie.link.width.possible"), device, possible, "test")));
        return Judge.evaluate(snapshot, Catalog.shipped(), List.of(), Instant.EPOCH).stream()
                .map(Finding::outcome)
                .findFirst();
    }
}
