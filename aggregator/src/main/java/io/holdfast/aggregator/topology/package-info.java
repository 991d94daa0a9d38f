/// Which nodes there should be, and where they stand.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.topology;
