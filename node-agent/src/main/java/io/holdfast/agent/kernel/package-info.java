/// What a host says by itself, unasked (the kernel's log, and what is open of what it told), and NVML, which speaks to
/// the GPU driver through `java.lang.foreign`.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.kernel;
