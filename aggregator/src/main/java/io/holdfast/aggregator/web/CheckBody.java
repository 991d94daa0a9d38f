package io.holdfast.aggregator.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Severity;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One row of `GET /api/v1/checks`: what a check means, for those who show it.
record CheckBody(
        String id,
        String title,
        @Nullable String unit,
        Section section,
        String kind,
        Severity severity,
        @JsonProperty("volatile") boolean isVolatile,
        String source,
        String expected,
        String fix,
        String cost,
        String notes,
        String unverified) {
    static CheckBody of(Check check) {
        return new CheckBody(
                check.pattern(),
                check.title(),
                check.unit().orElse(null),
                check.section(),
                check.kind().name().toLowerCase(Locale.ROOT),
                check.severity(),
                check.isVolatile(),
                check.source(),
                check.expected(),
                check.fix(),
                check.cost().name(),
                check.notes(),
                check.unverified());
    }
}
