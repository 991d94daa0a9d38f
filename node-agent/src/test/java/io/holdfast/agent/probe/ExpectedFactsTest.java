package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.protocol.fact.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every fact and every finding of every recorded host of ours, compared with what a person has read and found right.
///
/// `-Dholdfast.facts.write=true` writes the lists anew. Read the difference against the host's files before you commit
/// it: the unit, the instance, and that what could not be read has a reason and no value.
class ExpectedFactsTest {
    static List<Path> hosts() {
        return ExpectedFacts.hosts();
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aHostShowsWhatItsListsSay(Path host) throws IOException {
        List<Fact> facts = ExpectedFacts.seen(host);
        new TestingFacts(facts).assertWellFormed();

        same(host.resolve(ExpectedFacts.FACTS), ExpectedFacts.facts(facts));
        same(host.resolve(ExpectedFacts.FINDINGS), ExpectedFacts.findings(facts));
    }

    private static void same(Path list, String seen) throws IOException {
        if (Boolean.getBoolean("holdfast.facts.write")) {
            Files.writeString(list, seen);
        }
        assertEquals(
                Files.exists(list) ? Files.readString(list) : "",
                seen,
                list + " is out of date: write it with -Dholdfast.facts.write=true");
    }
}
