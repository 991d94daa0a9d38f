/// The only code that knows JSON, CloudEvents, topics and signatures.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.wire;
