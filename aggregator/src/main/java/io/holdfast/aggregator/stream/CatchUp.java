package io.holdfast.aggregator.stream;

import java.time.Instant;
import java.util.Optional;

/// Whether a partition of the report topic has been read to its end.
public interface CatchUp {
    /// Since when everything appended to the partition has been read without a break (local clock); empty
    /// while it is behind or
    /// the broker does not answer.
    Optional<Instant> since(int partition);

    /// Tells how far the partition has been read.
    ///
    /// @param nextOffset offset of the next record to read
    void read(int partition, long nextOffset);
}
