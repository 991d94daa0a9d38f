package io.holdfast.agent.kernel;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import java.time.Instant;

/// A fault that began, came again or ended, as the log told it.
///
/// @param id boot, number of the record and place in it: the same however often the record is read
public record KernelEdge(String id, CheckId check, Instance instance, String text, Instant at) {}
