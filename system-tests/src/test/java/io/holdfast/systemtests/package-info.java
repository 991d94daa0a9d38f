/// Holdfast as a whole: a real broker, real records, a real browser, and what happens when parts of it die.
@org.jspecify.annotations.NullMarked
package io.holdfast.systemtests;
