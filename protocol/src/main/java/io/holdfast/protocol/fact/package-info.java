/// What was read: facts, their readings, and the names of what they are about.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.fact;
