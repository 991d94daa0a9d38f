/// What the nodes of a fleet differ in from what was declared. Pure.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.drift;
