/// The words both sides speak.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol;
