/// Publishes what was judged.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.report;
