/// The agent of one node, put together from its parts.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent;
