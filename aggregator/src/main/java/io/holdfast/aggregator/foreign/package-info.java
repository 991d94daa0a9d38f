/// What others do to nodes, and what of our findings that explains. Pure.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.foreign;
