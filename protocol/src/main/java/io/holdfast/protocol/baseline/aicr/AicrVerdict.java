package io.holdfast.protocol.baseline.aicr;

/// What one constraint amounts to.
public sealed interface AicrVerdict {
    /// The value meets the expression.
    record Passed(String actual) implements AicrVerdict {}

    /// It does not.
    record Failed(String expected, String actual) implements AicrVerdict {}

    /// It could not be evaluated: AICR's readiness phase passes over it with a warning, its choice of overlays takes it
    /// for failed. To Holdfast it is unknown.
    ///
    /// @param actual what was read, or empty text where there was nothing
    record Errored(String expected, String actual, String reason) implements AicrVerdict {}
}
