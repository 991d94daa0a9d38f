/// Whether a fleet is served: what was seen of Kafka, the nodes, the data folder, and what that means. Pure but for the
/// folder.
@NullMarked
package io.holdfast.aggregator.doctor;

import org.jspecify.annotations.NullMarked;
