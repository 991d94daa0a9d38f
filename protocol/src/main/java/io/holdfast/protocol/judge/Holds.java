package io.holdfast.protocol.judge;

import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Overrides.Suppression;
import io.holdfast.protocol.baseline.Overrides.Waiver;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.finding.Finding.Held;
import io.holdfast.protocol.finding.Outcome;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// What is held back, why, and until when. An exception goes before a suppression: it says more. One that has
/// ended holds nothing.
final class Holds {
    private final Places places;
    private final Overrides overrides;
    private final Instant now;

    Holds(Places places, Overrides overrides, Instant now) {
        this.places = places;
        this.overrides = overrides;
        this.now = now;
    }

    Judgement apply(Judgement one) {
        if (!one.isFinding()) {
            return one;
        }
        Optional<Waiver> waiver = overrides.waivers().stream()
                .filter(held -> held.covers(one.fact().check()))
                .filter(held -> now.isBefore(held.until()) && isMeant(held.where(), one))
                .max(Comparator.comparing(Waiver::until));
        if (waiver.isPresent()) {
            Waiver held = waiver.get();
            return one.heldBy(Outcome.WAIVED, new Held(one.outcome(), held.reason(), held.owner(), held.until()));
        }
        return overrides.suppressions().stream()
                .filter(held -> held.covers(one.fact().check(), one.outcome()))
                .filter(held -> now.isBefore(held.until()) && isMeant(held.where(), one))
                .max(Comparator.comparing(Suppression::until))
                .map(held -> one.heldBy(Outcome.SUPPRESSED, new Held(one.outcome(), held.reason(), "", held.until())))
                .orElse(one);
    }

    /// Nothing is held back on a guess.
    private boolean isMeant(Selector where, Judgement one) {
        Instance instance = one.fact().instance();
        return places.node(where).and(places.instance(where, instance)) == Places.Match.YES;
    }
}
