/// Decides which records from nodes are believed.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.ingest;
