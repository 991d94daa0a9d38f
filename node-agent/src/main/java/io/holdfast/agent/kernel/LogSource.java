package io.holdfast.agent.kernel;

import io.holdfast.protocol.fact.Reading;

/// Where the kernel's log comes from: the device, the journal, or a file that grows.
interface LogSource extends AutoCloseable {
    /// Who hears it. Called in the source's own thread.
    interface Listener {
        /// A record that says something. Waits while too many are not yet taken: the kernel keeps them meanwhile.
        void heard(Heard heard) throws InterruptedException;

        /// Everything up to this record was read.
        ///
        /// @param lost records before it that were overwritten
        void readTo(LogPosition position, long lost);

        /// What there was before will be read first, and `caughtUp` said then.
        void catchingUp();

        /// The log cannot be read now.
        void refused(Reading.Missing why);

        /// What there was has been read.
        void caughtUp();
    }

    /// Reads until it is closed or refuses. Records up to `position` were heard before.
    void run(Listener listener, LogPosition position) throws InterruptedException;

    /// Microseconds since boot, on the log's own time line.
    long now();

    /// The log is that of another boot.
    void bootChanged();

    @Override
    void close();
}
