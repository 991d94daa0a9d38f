/// What should be: constraints on facts.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.baseline;
