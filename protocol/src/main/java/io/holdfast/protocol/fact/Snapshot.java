package io.holdfast.protocol.fact;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything read on one node within one boot.
///
/// @param bootId `/proc/sys/kernel/random/boot_id`, or empty text where it could not be read
public record Snapshot(NodeId node, String bootId, List<Fact> facts) {
    public Snapshot {
        facts = Fact.inOrder(facts);
    }

    public Stream<Fact> of(CheckId check) {
        return facts.stream().filter(fact -> fact.check().equals(check));
    }

    /// The one reading of a check about the node itself.
    public Optional<Reading> ofNode(String check) {
        CheckId id = new CheckId(check);
        return of(id).filter(fact -> fact.instance().equals(Instance.NODE))
                .map(Fact::reading)
                .findFirst();
    }

    @Override
    public String toString() {
        return node + " (" + facts.size() + " facts: "
                + facts.stream().map(fact -> fact.check().text()).distinct().count() + " checks, "
                + facts.stream().filter(Fact::isMissing).collect(Collectors.counting()) + " missing)";
    }
}
