package io.holdfast.aggregator.web;

import io.holdfast.aggregator.stream.NodePages;
import io.holdfast.protocol.drift.Sources;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.wire.SectionWire;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/nodes/{cluster}/{node}`: one node with all its facts and findings.
///
/// @param baselineName of the baseline it is judged by; null where it is not known
/// @param places file and line of what findings expect, by check and expectation with a space between
/// @param peers how it compares with nodes of the same hardware; null where there are none to compare with
record NodeBody(
        Instant asOf,
        NodeSummary summary,
        List<SectionBody> sections,
        List<FactBody> facts,
        List<Finding> findings,
        @Nullable String baselineName,
        Map<String, String> places,
        CohortsBody.@Nullable PeersBody peers) {

    /// @param confirmedAt when the node last said that the section still stands as it is shown
    /// @param complete whether what is shown is what the node says it has
    record SectionBody(Section section, String digest, Instant observedAt, Instant confirmedAt, boolean complete) {}

    /// Either `value` stands, or `missing` and `detail`.
    record FactBody(
            CheckId check,
            Instance instance,
            Section section,
            @Nullable Object value,
            @Nullable String unit,
            @Nullable String missing,
            @Nullable String detail,
            String source) {

        static FactBody of(Section section, Fact fact) {
            return switch (fact.reading()) {
                case Reading.Missing(Reading.Why why, String detail) ->
                    new FactBody(
                            fact.check(),
                            fact.instance(),
                            section,
                            null,
                            null,
                            Reading.word(why),
                            detail,
                            fact.source());
                case Reading.Quantity(BigDecimal amount, String unit) ->
                    new FactBody(fact.check(), fact.instance(), section, amount, unit, null, null, fact.source());
                case Reading.Text _, Reading.Whole _, Reading.Flag _, Reading.Version _, Reading.Words _ ->
                    new FactBody(
                            fact.check(),
                            fact.instance(),
                            section,
                            plain(fact.reading()),
                            null,
                            null,
                            null,
                            fact.source());
            };
        }

        private static Object plain(Reading reading) {
            return switch (reading) {
                case Reading.Whole(long value) -> value;
                case Reading.Flag(boolean value) -> value;
                case Reading.Words(var values) -> List.copyOf(values);
                case Reading.Text _, Reading.Version _, Reading.Quantity _, Reading.Missing _ -> reading.shown();
            };
        }
    }

    static NodeBody of(
            NodeSummary summary,
            NodePages.Page page,
            Sources sources,
            CohortsBody.@Nullable PeersBody peers,
            Instant now) {
        Optional<NodeReport> report = page.report();
        Instant heard = summary.lastHeard() == null ? Instant.EPOCH : summary.lastHeard();
        List<SectionBody> sections = new ArrayList<>();
        List<FactBody> facts = new ArrayList<>();
        for (SectionWire.Decoded section : page.sections()) {
            Section which = section.facts().section();
            Instant observed = section.facts().observedAt();
            boolean complete = report.map(
                            said -> section.digest().equals(said.sections().get(which)))
                    .orElse(false);
            Instant confirmed = complete && heard.isAfter(observed) ? heard : observed;
            sections.add(new SectionBody(which, section.digest(), observed, confirmed, complete));
            section.facts().facts().forEach(fact -> facts.add(FactBody.of(which, fact)));
        }
        facts.sort(Comparator.comparing(FactBody::check).thenComparing(FactBody::instance));
        List<Finding> findings = report.map(NodeReport::findings).orElse(List.of());
        String name = report.flatMap(said -> sources.name(said.baseline())).orElse(null);
        return new NodeBody(now, summary, sections, facts, findings, name, places(findings, sources), peers);
    }

    private static Map<String, String> places(List<Finding> findings, Sources sources) {
        Map<String, String> places = new TreeMap<>();
        findings.forEach(one -> one.declared()
                .flatMap(by -> sources.place(one.check(), one.expected(), by.document()))
                .ifPresent(place -> places.put(one.check() + " " + one.expected(), place)));
        return places;
    }
}
