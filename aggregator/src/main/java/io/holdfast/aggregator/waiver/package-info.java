/// Approved exceptions of the fleet: what becomes of them as people decide and time goes by. Knows no Kafka and no
/// clock.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.waiver;
