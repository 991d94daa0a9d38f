/// Text or bytes in, value out. Static and pure.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.parse;
