/// How Kafka is reached, for both sides: the settings file that lets a client in, checked; what a broker's refusal
/// means; which language a port speaks. Knows no Kafka class.
@NullMarked
package io.holdfast.protocol.kafka;

import org.jspecify.annotations.NullMarked;
