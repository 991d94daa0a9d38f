package io.holdfast.aggregator.waiver;

import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.fact.NodeId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All waivers that are known, by id.
public record WaiverBook(SortedMap<String, FleetWaiver> all) {
    /// So many may be in force by API at once; each travels to every node it is for.
    public static final int MOST_BY_API = 1000;

    public WaiverBook {
        all = Collections.unmodifiableSortedMap(new TreeMap<>(all));
    }

    public Optional<FleetWaiver> find(String id) {
        return Optional.ofNullable(all.get(id));
    }

    /// What a node is told.
    public List<Overrides.Waiver> on(NodeId node, Map<String, String> labels, Instant now) {
        return all.values().stream()
                .filter(one -> one.isInForce(now))
                .map(FleetWaiver::waiver)
                .filter(waiver -> waiver.isFor(node, labels))
                .map(Waiver::forNode)
                .distinct()
                .toList();
    }

    /// Those that hold now.
    public List<Waiver> inForce(Instant now) {
        return all.values().stream()
                .filter(one -> one.isInForce(now))
                .map(FleetWaiver::waiver)
                .toList();
    }

    /// Whether another one by API would be too many.
    public boolean isFull(Instant now) {
        return all.values().stream()
                        .filter(one -> one.from() == FleetWaiver.From.API && one.isInForce(now))
                        .count()
                >= MOST_BY_API;
    }

    /// What a command leads to; empty where it leads to nothing: it was followed before, or is about what is no more.
    public Optional<FleetWaiver> after(WaiverCommand command) {
        Optional<FleetWaiver> known = find(command.id());
        return switch (command.verb()) {
            case GRANT ->
                known.isPresent()
                        ? Optional.empty()
                        : command.granted()
                                .map(waiver ->
                                        FleetWaiver.of(waiver, FleetWaiver.From.API, command.who(), command.at()));
            case END ->
                known.map(one -> one.endedBy(command.who(), command.why(), command.at()))
                        .filter(one -> !one.equals(known.get()));
            case UNKNOWN -> Optional.empty();
        };
    }
}
