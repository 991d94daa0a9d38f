package io.holdfast.agent.kernel;

/// How far a log was read.
///
/// @param source which log; empty when nothing was read yet
/// @param sequence its number of the last record that was read; numbers of two sources do not compare
/// @param cursor where the journal goes on; empty for other sources
/// @param usec microseconds since boot of that record: the one time line that all sources share
public record LogPosition(String source, long sequence, String cursor, long usec) {
    private static final long NONE = -1;

    /// Nothing was read.
    static final LogPosition START = new LogPosition("", NONE, "", NONE);

    static LogPosition numbered(String source, long sequence, long usec) {
        return new LogPosition(source, sequence, "", usec);
    }

    /// The later one, where both are of one source; else the other.
    LogPosition to(LogPosition other) {
        boolean isEarlier = other.source.isEmpty() || (other.source.equals(source) && other.sequence < sequence);
        return isEarlier ? this : other;
    }

    /// Number of the last record of that source; -1 where it was not that source that was read.
    long sequenceIn(String other) {
        return source.equals(other) ? sequence : NONE;
    }

    /// Whether a record was heard before: by its number in its own log, by its time where another log was read.
    boolean covers(String other, long number, long at) {
        return source.equals(other) ? number <= sequence : at <= usec;
    }
}
