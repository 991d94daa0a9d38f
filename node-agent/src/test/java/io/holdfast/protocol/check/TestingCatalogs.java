package io.holdfast.protocol.check;

import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A catalog of three rows, so that these tests do not hang on the rows that ship.
public final class TestingCatalogs {
    /// Lasting, with nothing to be well or ill.
    public static final String LASTING = "test.driver.version";
    /// Lasting as well.
    public static final String OTHER = "test.driver.flavor";
    /// Moves by itself.
    public static final String MOVING = "test.temperature";
    /// Has to be 8 on every node.
    public static final String JUDGED = "test.gpu.count";

    /// Has to be ACTIVE, and may fail to be for less than 4 minutes; 10 minutes of it end the fault.
    public static final String LINK = "test.link.state";
    /// More than 120 in an hour are critical, more than 300 in a minute a warning.
    public static final String ERRORS = "test.link.errors";
    /// Any rise within an hour is a fault.
    public static final String DOWNS = "test.link.downs";

    private TestingCatalogs() {}

    /// A state that has to last and counters that may rise by so much.
    public static Catalog overTime() {
        return new Catalog(List.of(
                row(
                        LINK,
                        false,
                        Optional.of(new Constraint.EqualTo("ACTIVE")),
                        new Check.OverTime(List.of(), Duration.ofMinutes(4), Duration.ofMinutes(10))),
                worsening(),
                custom(),
                row(JUDGED, false, Optional.of(new Constraint.EqualTo("8"))),
                row(
                        ERRORS,
                        true,
                        Optional.empty(),
                        new Check.OverTime(
                                List.of(
                                        rise(300, Duration.ofMinutes(1), Severity.WARNING),
                                        rise(120, Duration.ofHours(1), Severity.CRITICAL)),
                                Duration.ZERO,
                                Duration.ZERO)),
                row(
                        DOWNS,
                        true,
                        Optional.empty(),
                        new Check.OverTime(
                                List.of(rise(0, Duration.ofHours(1), Severity.DEGRADED)),
                                Duration.ZERO,
                                Duration.ofHours(2)))));
    }

    /// More than 120 in an hour, and more than five times the custom, are a warning.
    public static final String CUSTOM = "test.link.discards";
    /// Degraded when it is not ACTIVE, critical after 4 minutes of it; a dead one is critical at once.
    public static final String WORSENING = "test.port.state";

    private static Check read(String row) {
        return CatalogReader.read("checks/test.yaml", row).getFirst();
    }

    private static Check custom() {
        return read("""
                - id: test.link.discards
                  title: Discards
                  type: whole
                  section: port
                  kind: health
                  source: /test
                  volatile: true
                  rises:
                    - {more_than: 120, within: 1h, severity: warning, typical: 5}
                """);
    }

    private static Check worsening() {
        return read("""
                - id: test.port.state
                  title: State
                  section: port
                  kind: health
                  severity: degraded
                  grades:
                    - {starts: dead, severity: critical}
                  source: /test
                  healthy: {equals: ACTIVE}
                  raise_for: 30s
                  clear_for: 10m
                  worsens:
                    - {after: 4m, severity: critical}
                """);
    }

    private static Check.Rise rise(long moreThan, Duration within, Severity severity) {
        return new Check.Rise(BigDecimal.valueOf(moreThan), within, severity);
    }

    public static Catalog three() {
        return new Catalog(List.of(
                row(LASTING, false, Optional.empty()),
                row(MOVING, true, Optional.empty()),
                row(JUDGED, false, Optional.of(new Constraint.EqualTo("8")))));
    }

    /// Two settings, and what is none.
    public static Catalog settings() {
        return new Catalog(List.of(
                row(LASTING, false, Optional.empty()),
                row(OTHER, false, Optional.empty()),
                row(MOVING, true, Optional.empty()),
                row(JUDGED, false, Optional.of(new Constraint.EqualTo("8")))));
    }

    private static Check row(String id, boolean isVolatile, Optional<Constraint> healthy) {
        return row(id, isVolatile, healthy, Check.OverTime.NONE);
    }

    private static Check row(String id, boolean isVolatile, Optional<Constraint> healthy, Check.OverTime overTime) {
        return new Check(
                id,
                "A row of a test",
                Check.Type.WHOLE,
                Optional.empty(),
                Section.GPU,
                isVolatile || healthy.isPresent() ? Check.Kind.HEALTH : Check.Kind.DRIFT,
                Severity.CRITICAL,
                List.of(),
                "/test",
                "",
                healthy,
                overTime,
                Check.Conclusion.FAULT,
                Scope.NODE,
                Check.Cadence.FAST,
                isVolatile,
                List.of(Check.Needs.CAP_SYSLOG),
                "",
                "",
                Check.Cost.NONE,
                "",
                "");
    }
}
