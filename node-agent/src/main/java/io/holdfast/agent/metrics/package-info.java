/// What the agent says of itself to Prometheus.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.metrics;
