/// When things happen: the one thread on which the agent's state changes, its timers, and the cadence of
/// the probes.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.schedule;
