package io.holdfast.aggregator.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.aggregator.stream.Waivers;
import io.holdfast.aggregator.waiver.FleetWaiver;
import io.holdfast.aggregator.waiver.FleetWaiver.Ended;
import io.holdfast.aggregator.waiver.FleetWaiver.From;
import io.holdfast.aggregator.waiver.FleetWaiver.State;
import io.holdfast.aggregator.waiver.Standing;
import io.holdfast.aggregator.waiver.WaiverBook;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.baseline.WaiverYaml;
import io.holdfast.protocol.finding.Severity;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/waivers`: approved exceptions, the next to end first, those that have ended last.
///
/// @param complete false while they are still read back from the topics
/// @param trouble why something that was declared is not in force; empty text for none
record WaiversBody(Instant asOf, boolean complete, List<WaiverBody> waivers, String trouble) {
    /// One exception.
    ///
    /// @param where values by trait
    /// @param about what it is about, in words
    /// @param by who asked for it by API; empty text for one of a file
    /// @param standing what it covers, and what of its checks is open
    /// @param ended null where nobody ended it before its time
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record WaiverBody(
            String id,
            String check,
            List<String> nodes,
            SortedMap<String, List<String>> where,
            SortedMap<String, String> labels,
            String about,
            String reason,
            String owner,
            Instant expires,
            State state,
            From from,
            String by,
            Instant at,
            Standing standing,
            @Nullable Ended ended) {}

    /// Takes a while on a large fleet.
    static WaiversBody of(Waivers waivers, String trouble, Instant now) {
        Optional<WaiverBook> book = waivers.book();
        List<WaiverBody> bodies = book.map(WaiverBook::all).orElseGet(TreeMap::new).values().stream()
                .sorted(Comparator.comparing((FleetWaiver one) -> !one.isInForce(now))
                        .thenComparing(one -> one.waiver().expires()))
                .map(one -> body(one, waivers.standing(one.waiver()), now))
                .toList();
        return new WaiversBody(now, book.isPresent(), bodies, trouble);
    }

    private static WaiverBody body(FleetWaiver one, Standing standing, Instant now) {
        Waiver waiver = one.waiver();
        Selector where = waiver.where();
        TreeMap<String, List<String>> traits = new TreeMap<>();
        where.traits().forEach((trait, values) -> traits.put(trait.word(), values));
        return new WaiverBody(
                waiver.id(),
                waiver.check(),
                waiver.nodes(),
                traits,
                where.labels(),
                waiver.words(),
                waiver.reason(),
                waiver.owner(),
                waiver.expires(),
                one.state(now),
                one.from(),
                one.by(),
                one.at(),
                standing,
                one.ended().orElse(null));
    }

    /// Those in force, as the file that a pull request puts beside the baselines.
    static String yaml(WaiverBook book, Instant now) {
        return WaiverYaml.of(book.all().values().stream()
                .filter(one -> one.isInForce(now))
                .sorted(Comparator.comparing((FleetWaiver one) -> one.from() != From.FILE)
                        .thenComparing(one -> one.waiver().expires()))
                .map(one -> new WaiverYaml.Remarked(
                        one.waiver(),
                        one.from() == From.FILE ? "" : "asked for by " + one.by() + " at " + one.at() + " by API"))
                .toList());
    }

    /// Those that a person has to look at: they end soon, or have ended and what they covered is open.
    static List<FleetBody.NeedBody> needs(Waivers waivers, Instant now) {
        return waivers.book().map(WaiverBook::all).orElseGet(TreeMap::new).values().stream()
                .flatMap(one -> need(one, waivers, now).stream())
                .toList();
    }

    private static Optional<FleetBody.NeedBody> need(FleetWaiver one, Waivers waivers, Instant now) {
        return switch (one.state(now)) {
            case IN_FORCE, ENDED -> Optional.empty();
            case EXPIRES_SOON -> Optional.of(need(one.expiresWords(waivers.standing(one.waiver())), null));
            case EXPIRED -> {
                Standing standing = waivers.standing(one.waiver());
                yield standing.open() == 0
                        ? Optional.empty()
                        : Optional.of(
                                need(one.expiredWords(standing), one.waiver().expires()));
            }
        };
    }

    private static FleetBody.NeedBody need(String text, @Nullable Instant since) {
        return new FleetBody.NeedBody("waiver", null, null, Severity.WARNING, text, since, "waivers");
    }
}
