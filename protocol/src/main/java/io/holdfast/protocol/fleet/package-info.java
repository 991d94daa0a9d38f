/// Words about a node among others.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.fleet;
