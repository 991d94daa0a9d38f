/// What a person types, and what an image starts.
@NullMarked
package io.holdfast.aggregator.cli;

import org.jspecify.annotations.NullMarked;
