package io.holdfast.protocol.baseline;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Severity;
import java.util.Optional;

/// What one check has to be, on some of its instances.
///
/// @param check one check; never a family's pattern
/// @param where which of its instances
/// @param from where it was declared
public record Expectation(CheckId check, Selector where, Constraint constraint, Terms terms, Source from) {
    /// What follows from it.
    ///
    /// @param severity of a finding; empty for the check's own
    /// @param repair the repair step that is meant to mend it; empty text for what the check's row says
    /// @param isReleaseCondition a node may not be released to work before it is met
    /// @param why the sentence that says why, with its source
    public record Terms(Optional<Severity> severity, String repair, boolean isReleaseCondition, String why) {
        /// Nothing but the check's own terms.
        public static final Terms PLAIN = new Terms(Optional.empty(), "", false, "");
    }

    /// Where it was declared.
    ///
    /// @param document name of the baseline or of the layer document
    /// @param place file and line, `site/train.yaml:12`; empty text for a baseline that was fetched by its digest
    public record Source(Layer layer, String document, String place) {
        public Source(Layer layer, String document) {
            this(layer, document, "");
        }

        /// What is declared is the same wherever it stands.
        @Override
        public boolean equals(Object other) {
            return other instanceof Source one && layer == one.layer && document.equals(one.document);
        }

        @Override
        public int hashCode() {
            return 31 * layer.hashCode() + document.hashCode();
        }
    }
}
