package io.holdfast.protocol.baseline.aicr;

import java.util.List;

/// What one phase of AICR's validation checks.
///
/// @param checks names of containers that AICR runs in the cluster
public record AicrPhase(List<String> checks, List<AicrConstraint> constraints) {
    /// The phase whose constraints are about the machine and its cluster before anything is deployed.
    public static final String READINESS = "readiness";

    public AicrPhase {
        checks = List.copyOf(checks);
        constraints = List.copyOf(constraints);
    }
}
