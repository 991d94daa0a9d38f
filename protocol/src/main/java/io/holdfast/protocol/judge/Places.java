package io.holdfast.protocol.judge;

import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.Selector.Trait;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// What the instances of a node are, as far as its facts tell: which device an interface or a port belongs to, and
/// that device's role, rail and product.
final class Places {
    private static final CheckId RDMA_DEVICE = new CheckId("nic.rdma_device");
    private static final CheckId INTERFACE_DEVICE = new CheckId("netdev.device");
    private static final Map<Trait, CheckId> TELLS = new EnumMap<>(Map.of(
            Trait.ROLE, new CheckId("nic.role"),
            Trait.PRODUCT, new CheckId("nic.product.role"),
            Trait.CARD, new CheckId("nic.product"),
            Trait.RAIL, new CheckId("nic.rail"),
            Trait.GPU, new CheckId("gpu.name")));

    /// Whether an instance is one of those meant.
    enum Match {
        YES,
        NO,
        /// The facts that would tell were not read.
        UNKNOWN;

        Match and(Match other) {
            return this == NO || other == NO ? NO : this == UNKNOWN ? this : other;
        }

        static Match of(boolean fits) {
            return fits ? YES : NO;
        }
    }

    /// The checks that tell whether an instance has the traits that a selector names.
    static Set<CheckId> read(Selector selector) {
        Set<CheckId> checks = new HashSet<>();
        for (Trait trait : selector.traits().keySet()) {
            if (trait != Trait.INSTANCE) {
                checks.addAll(List.of(RDMA_DEVICE, INTERFACE_DEVICE));
                checks.add(TELLS.getOrDefault(trait, RDMA_DEVICE));
            }
        }
        return checks;
    }

    private final Facts facts;
    private final SortedMap<String, String> labels;
    private final Map<String, DeviceId> rdmaDevices = new HashMap<>();

    Places(Facts facts, SortedMap<String, String> labels) {
        this.facts = facts;
        this.labels = labels;
        for (Fact fact : facts.of(RDMA_DEVICE)) {
            if (fact.reading() instanceof Reading.Text(String name)) {
                DeviceId.parse(fact.instance().text()).ifPresent(device -> rdmaDevices.put(name, device));
            }
        }
    }

    /// Whether the node has the labels. Every node of Kubernetes has some: none at all means that nobody told.
    Match node(Selector selector) {
        if (selector.labels().isEmpty()) {
            return Match.YES;
        }
        return labels.isEmpty()
                ? Match.UNKNOWN
                : Match.of(labels.entrySet().containsAll(selector.labels().entrySet()));
    }

    /// Whether an instance has the traits.
    Match instance(Selector selector, Instance instance) {
        return selector.traits().entrySet().stream()
                .map(entry -> trait(entry.getKey(), entry.getValue(), instance))
                .reduce(Match.YES, Match::and);
    }

    private Match trait(Trait trait, List<String> wanted, Instance instance) {
        return switch (trait) {
            case INSTANCE -> Match.of(Selector.fits(wanted, instance.text()));
            case PCI ->
                device(instance)
                        .map(device -> Match.of(Selector.fits(wanted, device.address())))
                        .orElse(Match.NO);
            case ROLE, PRODUCT, CARD, RAIL, GPU -> told(trait, wanted, instance);
            case UNKNOWN -> Match.UNKNOWN;
        };
    }

    private Match told(Trait trait, List<String> wanted, Instance instance) {
        CheckId tells = TELLS.getOrDefault(trait, RDMA_DEVICE);
        if (!facts.has(tells)) {
            return Match.UNKNOWN;
        }
        return device(instance)
                .flatMap(device -> facts.find(tells, device.instance()))
                .map(fact -> told(fact, wanted))
                .orElse(Match.NO);
    }

    private static Match told(Fact fact, List<String> wanted) {
        if (!(fact.reading() instanceof Reading.Missing(Reading.Why why, String _))) {
            return Match.of(Selector.fits(wanted, fact.reading().shown()));
        }
        return why == Reading.Why.NOT_APPLICABLE || Facts.saysAbsent(fact) ? Match.NO : Match.UNKNOWN;
    }

    /// The PCI function that an instance is or belongs to; empty where it belongs to none.
    private Optional<DeviceId> device(Instance instance) {
        String text = instance.text();
        int slash = text.indexOf('/');
        String name = slash < 0 ? text : text.substring(0, slash);
        return DeviceId.parse(text)
                .or(() -> Optional.ofNullable(rdmaDevices.get(name)))
                .or(() ->
                        facts.reading(INTERFACE_DEVICE, instance).flatMap(reading -> DeviceId.parse(reading.shown())));
    }
}
