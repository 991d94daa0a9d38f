package io.holdfast.protocol.baseline.aicr;

import io.holdfast.protocol.fact.CheckId;

/// Where the value of a path can be read on a node.
public sealed interface AicrPlace {
    /// From a check of the catalog.
    record OfCheck(CheckId check, AicrForm form) implements AicrPlace {}

    /// Nowhere: a constraint on it can never be evaluated here.
    record Nowhere(String why) implements AicrPlace {}
}
