/// Folds what nodes report into fleet state and serves it.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator;
