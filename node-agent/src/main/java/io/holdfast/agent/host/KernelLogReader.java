package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;

/// The live kernel's log, record by record, from the oldest it still has. At its end a read waits for the kernel to
/// speak again; `close` from another thread ends the wait, because the kernel's wait gives way to a signal.
public final class KernelLogReader implements AutoCloseable {
    /// Above the most the kernel gives in one record, with its prefix and its lines about the device.
    private static final int RECORD = 16 * 1024;

    /// What one read gave.
    public sealed interface Next {
        /// A record as it stands.
        record Line(String text) implements Next {}

        /// Records were overwritten before they were read (`EPIPE`); the next read goes on behind them.
        record Overwritten() implements Next {}

        /// There will be no more: closed, or at the end of what is no device.
        record End() implements Next {}

        /// The log refuses to be read.
        record Refused(Attribute<String> why) implements Next {}
    }

    private final FileChannel log;
    private final ByteBuffer record = ByteBuffer.allocateDirect(RECORD);
    private final byte[] bytes = new byte[RECORD];

    private KernelLogReader(FileChannel log) {
        this.log = log;
    }

    /// Opens the log; where it may not be read (`kernel.dmesg_restrict` without `CAP_SYSLOG`) this says so.
    public static Attribute<KernelLogReader> open(HostRoot host) {
        try {
            return new Attribute.Value<>(
                    KernelLog.DEVICE,
                    new KernelLogReader(
                            FileChannel.open(host.onThisMachine(KernelLog.DEVICE), StandardOpenOption.READ)));
        } catch (IOException e) {
            return Errno.attribute(KernelLog.DEVICE, e);
        }
    }

    /// The next record. Called by one thread.
    public Next next() {
        record.clear();
        try {
            int length = log.read(record);
            if (length <= 0) {
                return new Next.End();
            }
            record.flip().get(bytes, 0, length);
            // The kernel escapes whatever is not printable ASCII.
            return new Next.Line(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
        } catch (java.nio.channels.ClosedChannelException _) {
            return new Next.End();
        } catch (IOException e) {
            return Errno.text(e).equals("Broken pipe")
                    ? new Next.Overwritten()
                    : new Next.Refused(Errno.attribute(KernelLog.DEVICE, e));
        }
    }

    @Override
    public void close() {
        try {
            log.close();
        } catch (IOException _) {
            // Nothing was written to it.
        }
    }
}
