/// The fleet simulator: made-up nodes that enrol, sign and report like any other, and change over time.
@org.jspecify.annotations.NullMarked
package io.holdfast.standalone.simulate;
