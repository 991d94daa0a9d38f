/// Figures, each beside a reference measured in the same run; nothing here asserts a time.
@org.jspecify.annotations.NullMarked
package io.holdfast.benchmarks;
