package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.Attributes;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.InfinibandText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// RDMA ports: state and rate, and how many of them work.
///
/// Ports of virtual functions are left out; they follow their physical port.
final class PortProbe implements Probe {
    private static final List<String> ATTRIBUTES =
            List.of("state", "phys_state", "rate", "link_layer", "lid", "sm_lid");

    /// Gb/s. What a port of a GPU node may be expected to reach.
    private static final List<Integer> RATES = List.of(100, 200, 400, 800);

    private static final Reading ACTIVE = new Reading.Text("ACTIVE");
    private static final Reading DOWN = new Reading.Text("DOWN");

    @Override
    public String name() {
        return "port.state";
    }

    @Override
    public Section section() {
        return Section.PORT;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    /// What decides whether a port counts.
    private record Link(Reading state, Reading rate) {
        boolean isActive() {
            return state.equals(ACTIVE);
        }

        boolean isAtLeast(int gigabits) {
            return rate instanceof Reading.Quantity(BigDecimal amount, String _)
                    && amount.compareTo(BigDecimal.valueOf(gigabits)) >= 0;
        }

        Optional<Reading> unknown() {
            if (state instanceof Reading.Missing) {
                return Optional.of(state);
            }
            return isActive() && rate instanceof Reading.Missing ? Optional.of(rate) : Optional.empty();
        }
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        List<Link> links = new ArrayList<>();
        RdmaDevices.ports(host).forEach(port -> links.add(port(host, port, facts)));
        count(host, links, facts);
        return facts.list();
    }

    private static Link port(HostRoot host, RdmaDevices.Port port, Facts facts) {
        Attributes read = Attributes.of(host, port.path(), ATTRIBUTES);
        Reading state = reading(read.get("state"), InfinibandText::state);
        Reading rate = DOWN.equals(state)
                ? Reading.missing(Why.NOT_APPLICABLE, "no link: the kernel shows a rate that means nothing")
                : reading(read.get("rate"), InfinibandText::rate);
        add("state", state, port, facts);
        add("phys_state", reading(read.get("phys_state"), InfinibandText::state), port, facts);
        add("rate", rate, port, facts);
        add("link_layer", Readings.text(read.get("link_layer")), port, facts);
        add("lid", reading(read.get("lid"), InfinibandText::lid), port, facts);
        add("sm_lid", reading(read.get("sm_lid"), InfinibandText::lid), port, facts);
        return new Link(state, rate);
    }

    private static void add(String attribute, Reading reading, RdmaDevices.Port port, Facts facts) {
        facts.of("port." + attribute, port.id().instance(), reading, port.path() + "/" + attribute);
    }

    private static Reading reading(Attribute<String> read, Function<String, Reading> parse) {
        return Readings.of(read, text -> Optional.of(parse.apply(text)));
    }

    /// Ports that carry traffic. One that cannot be read leaves the number open.
    private static void count(HostRoot host, List<Link> links, Facts facts) {
        Optional<Reading> unknown = !host.isDirectory(RdmaDevices.CLASS)
                ? Optional.of(Reading.missing(Why.ABSENT, "no " + RdmaDevices.CLASS))
                : links.stream().flatMap(link -> link.unknown().stream()).findFirst();
        List<Link> active = links.stream().filter(Link::isActive).toList();
        facts.node("port.expected_count", unknown.orElseGet(() -> new Reading.Whole(active.size())), RdmaDevices.CLASS);
        for (int rate : RATES) {
            facts.node(
                    "port.expected_count." + rate,
                    unknown.orElseGet(() -> new Reading.Whole(
                            active.stream().filter(link -> link.isAtLeast(rate)).count())),
                    RdmaDevices.CLASS);
        }
    }
}
