/// What is judged from several looks rather than from one: conditions that last, counters that rise.
/// Values in, values out; no clock, no file.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.health;
