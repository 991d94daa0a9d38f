/// Doubles that have to stand in the package of what they double.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.check;
