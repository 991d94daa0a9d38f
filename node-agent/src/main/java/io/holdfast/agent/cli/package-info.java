/// The command line.
@org.jspecify.annotations.NullMarked
package io.holdfast.agent.cli;
