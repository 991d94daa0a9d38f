/// What many nodes say together. Pure.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.correlate;
