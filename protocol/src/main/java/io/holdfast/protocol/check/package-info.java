/// The check catalog: domain knowledge as data, and its loader.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.check;
