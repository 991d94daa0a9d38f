package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.InfinibandText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
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
    /// Gb/s. What a port of a GPU node may be expected to reach.
    private static final List<Integer> RATES = List.of(100, 200, 400, 800);

    private static final Reading ACTIVE = new Reading.Text("ACTIVE");

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
        String path = port.path();
        Instance instance = port.id().instance();
        Reading state = read(host, path + "/state", InfinibandText::state);
        Reading rate = read(host, path + "/rate", InfinibandText::rate);
        facts.of("port.state", instance, state, path + "/state");
        facts.of(
                "port.phys_state",
                instance,
                read(host, path + "/phys_state", InfinibandText::state),
                path + "/phys_state");
        facts.of("port.rate", instance, rate, path + "/rate");
        facts.of("port.link_layer", instance, Readings.text(host.read(path + "/link_layer")), path + "/link_layer");
        facts.of("port.lid", instance, read(host, path + "/lid", InfinibandText::lid), path + "/lid");
        facts.of("port.sm_lid", instance, read(host, path + "/sm_lid", InfinibandText::lid), path + "/sm_lid");
        return new Link(state, rate);
    }

    private static Reading read(HostRoot host, String path, Function<String, Reading> parse) {
        return Readings.of(host.read(path), text -> Optional.of(parse.apply(text)));
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
