/// Judging: pure functions from facts to findings.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.judge;
