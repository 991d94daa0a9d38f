/// What a node says of itself.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.report;
