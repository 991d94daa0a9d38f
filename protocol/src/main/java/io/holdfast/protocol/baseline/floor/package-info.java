/// Security floors: the lowest versions that advisories leave.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.baseline.floor;
