package io.holdfast.protocol.baseline.aicr;

import java.util.List;
import java.util.Optional;

/// A file of AICR's that says what a cluster should be.
public sealed interface AicrDocument {
    /// What it asks for.
    AicrSpec spec();

    /// One overlay: `kind: RecipeMetadata`.
    ///
    /// @param base the overlay it builds on; empty for the root
    /// @param criteria empty for one that only others build on
    /// @param mixins fragments of AICR releases after 0.11.1, which are not read
    record Overlay(
            String name, Optional<String> base, Optional<AicrCriteria> criteria, List<String> mixins, AicrSpec spec)
            implements AicrDocument {
        public Overlay {
            mixins = List.copyOf(mixins);
        }
    }

    /// A whole recipe: `kind: RecipeResult`.
    ///
    /// @param version of the AICR that made it
    /// @param applied overlays in the order in which they were applied
    /// @param excluded overlays that matched and were left out
    record Recipe(String version, AicrCriteria criteria, List<String> applied, List<Excluded> excluded, AicrSpec spec)
            implements AicrDocument {
        public Recipe {
            applied = List.copyOf(applied);
            excluded = List.copyOf(excluded);
        }
    }

    /// An overlay that was left out because the snapshot does not meet it.
    ///
    /// @param warnings one for each constraint that failed or could not be evaluated
    record Excluded(String overlay, List<Warning> warnings) {
        public Excluded {
            warnings = List.copyOf(warnings);
        }
    }

    /// A constraint for which an overlay was left out.
    ///
    /// @param actual empty text where nothing was found
    record Warning(String constraint, String expected, String actual, String reason) {}
}
