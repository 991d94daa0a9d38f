package io.holdfast.protocol.baseline.aicr;

import java.util.Optional;

/// One constraint of a recipe, with every field as written: `24.04` stays `24.04`.
///
/// @param name a path, or the word of a check that AICR runs in the cluster (`nccl-all-reduce-bw`)
/// @param value the expression
/// @param severity `error`, `warning` or empty text; AICR itself never looks at it
public record AicrConstraint(String name, String value, String severity, String remediation, String unit) {
    public static AicrConstraint of(String name, String value) {
        return new AicrConstraint(name, value, "", "", "");
    }

    /// In AICR's order: path, value of the snapshot, expression, comparison. The first that goes wrong is the answer.
    public AicrVerdict evaluate(AicrSnapshot snapshot) {
        String actual = "";
        try {
            AicrPath path = AicrPath.parse(name);
            Optional<String> found = snapshot.find(path);
            if (found.isEmpty()) {
                return new AicrVerdict.Errored(value, actual, snapshot.whyNot(path));
            }
            actual = found.get();
            return AicrExpression.parse(value).holds(actual)
                    ? new AicrVerdict.Passed(actual)
                    : new AicrVerdict.Failed(value, actual);
        } catch (AicrException e) {
            return new AicrVerdict.Errored(value, actual, e.reason());
        }
    }
}
