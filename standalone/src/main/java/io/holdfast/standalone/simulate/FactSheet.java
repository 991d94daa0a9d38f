package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Facts as they are written down. A check id and an instance are made once for all nodes: thousands of nodes name the
/// same few hundred.
final class FactSheet {
    private static final Map<String, CheckId> CHECKS = new ConcurrentHashMap<>();
    private static final Map<String, Instance> INSTANCES = new ConcurrentHashMap<>();

    private final List<Fact> facts = new ArrayList<>();

    /// What the following facts are about.
    private Instance instance = Instance.NODE;

    FactSheet about(String text) {
        instance = INSTANCES.computeIfAbsent(text, Instance::new);
        return this;
    }

    FactSheet aboutNode() {
        instance = Instance.NODE;
        return this;
    }

    FactSheet text(String check, String value, String source) {
        return add(check, new Reading.Text(value), source);
    }

    FactSheet version(String check, String value, String source) {
        return add(check, new Reading.Version(value), source);
    }

    FactSheet whole(String check, long value, String source) {
        return add(check, new Reading.Whole(value), source);
    }

    FactSheet flag(String check, boolean value, String source) {
        return add(check, new Reading.Flag(value), source);
    }

    FactSheet words(String check, Collection<String> values, String source) {
        return add(check, Reading.Words.of(values), source);
    }

    FactSheet quantity(String check, long amount, String unit, String source) {
        return add(check, Reading.Quantity.of(amount, unit), source);
    }

    /// A quantity with decimals: `"32.0"`.
    FactSheet quantity(String check, String amount, String unit, String source) {
        return add(check, new Reading.Quantity(new BigDecimal(amount), unit), source);
    }

    FactSheet missing(String check, Reading.Why why, String detail, String source) {
        return add(check, Reading.missing(why, detail), source);
    }

    private FactSheet add(String check, Reading reading, String source) {
        facts.add(new Fact(CHECKS.computeIfAbsent(check, CheckId::new), instance, reading, source));
        return this;
    }

    List<Fact> facts() {
        return List.copyOf(facts);
    }
}
