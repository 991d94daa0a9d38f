/// What a judgement says.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.finding;
