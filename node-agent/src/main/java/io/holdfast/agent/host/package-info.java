/// A read-only view of one machine, live or recorded. Everything that is read passes through HostRoot.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.host;
