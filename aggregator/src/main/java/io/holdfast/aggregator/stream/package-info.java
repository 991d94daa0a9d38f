/// Kafka Streams wiring, and the readers of the topics it writes.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.stream;
