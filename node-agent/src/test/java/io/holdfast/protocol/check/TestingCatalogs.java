package io.holdfast.protocol.check;

import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import java.util.List;
import java.util.Optional;

/// A catalog of three rows, so that these tests do not hang on the rows that ship.
public final class TestingCatalogs {
    /// Lasting, with nothing to be well or ill.
    public static final String LASTING = "test.driver.version";
    /// Moves by itself.
    public static final String MOVING = "test.temperature";
    /// Has to be 8 on every node.
    public static final String JUDGED = "test.gpu.count";

    private TestingCatalogs() {}

    public static Catalog three() {
        return new Catalog(List.of(
                row(LASTING, false, Optional.empty()),
                row(MOVING, true, Optional.empty()),
                row(JUDGED, false, Optional.of(new Constraint.EqualTo("8")))));
    }

    private static Check row(String id, boolean isVolatile, Optional<Constraint> healthy) {
        return new Check(
                id,
                "A row of a test",
                Check.Type.WHOLE,
                Optional.empty(),
                Section.GPU,
                Check.Kind.HEALTH,
                Severity.CRITICAL,
                "/test",
                "",
                healthy,
                Check.OverTime.NONE,
                Scope.NODE,
                Check.Cadence.FAST,
                isVolatile,
                List.of(),
                "",
                "",
                Check.Cost.NONE,
                "",
                "");
    }
}
