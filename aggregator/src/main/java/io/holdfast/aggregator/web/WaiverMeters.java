package io.holdfast.aggregator.web;

import io.holdfast.aggregator.waiver.FleetWaiver;
import io.holdfast.aggregator.waiver.FleetWaiver.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What `/metrics` say of waivers.
final class WaiverMeters {
    private WaiverMeters() {}

    static void register(FleetSource source, MeterRegistry meters) {
        for (State state : State.values()) {
            Gauge.builder("holdfast.aggregator.waivers", source, all -> count(all, state))
                    .description("Approved exceptions, by where they stand")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        Gauge.builder("holdfast.aggregator.waivers.next.expiry.seconds", source, WaiverMeters::next)
                .description("Time until the next approved exception ends; NaN where none is in force")
                .register(meters);
    }

    private static Collection<FleetWaiver> all(FleetSource source) {
        return source.waivers().book().map(book -> book.all().values()).orElse(List.of());
    }

    private static double count(FleetSource source, State state) {
        Instant now = source.clock().instant();
        return all(source).stream().filter(one -> one.state(now) == state).count();
    }

    private static double next(FleetSource source) {
        Instant now = source.clock().instant();
        return all(source).stream()
                .filter(one -> one.isInForce(now))
                .map(one -> one.waiver().expires())
                .min(Comparator.naturalOrder())
                .map(expires -> Duration.between(now, expires).toMillis() / 1000.0)
                .orElse(Double.NaN);
    }
}
