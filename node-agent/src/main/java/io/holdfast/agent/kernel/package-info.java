/// What a host says by itself, unasked: the kernel's log, and what is open of what it told.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.kernel;
