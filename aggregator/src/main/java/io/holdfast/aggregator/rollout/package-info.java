/// Which baseline a node is judged by, and how a new one comes to the nodes. Pure.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.rollout;
