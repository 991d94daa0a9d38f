/// What is known of a node: state = fold(records). Pure.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.fold;
