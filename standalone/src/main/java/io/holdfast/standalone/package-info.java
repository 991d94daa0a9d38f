/// One process that holds a whole Holdfast: broker, aggregator, agents and made-up nodes.
@org.jspecify.annotations.NullMarked
package io.holdfast.standalone;
