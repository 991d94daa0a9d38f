/// YAML that knows where each value stands.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.yaml;
