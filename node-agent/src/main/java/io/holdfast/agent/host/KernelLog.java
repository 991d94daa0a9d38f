package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What the kernel's log holds now, in the records of `/dev/kmsg`.
public final class KernelLog {
    /// One `read` gives one record; at the end of the log it blocks until the kernel speaks again.
    public static final String DEVICE = "/dev/kmsg";

    /// The most the kernel gives in one record (`PRINTKRB_RECORD_MAX` and its prefix).
    private static final int RECORD = 8192;

    /// The log is in memory: no record for this long means that there are no more.
    private static final long QUIET_MILLIS = 300;

    private KernelLog() {}

    /// What came out.
    ///
    /// @param refusal why there is no text; empty where there is
    public record Drained(String text, String refusal) {}

    /// Reads from the oldest record to the newest, at most `cap` bytes. The thread that reads stays in the last read
    /// and
    /// ends with the process: for a command, not for an agent.
    public static Drained drain(HostRoot host, int cap) {
        LinkedBlockingQueue<Object> records = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().name("kmsg").start(() -> pump(host, records));
        StringBuilder text = new StringBuilder();
        try {
            Object next = records.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
            while (next instanceof String record && text.length() + record.length() <= cap) {
                text.append(record);
                next = records.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (next instanceof IOException e) {
                return new Drained("", Errno.text(e));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return new Drained(text.toString(), "");
    }

    private static void pump(HostRoot host, LinkedBlockingQueue<Object> records) {
        ByteBuffer record = ByteBuffer.allocate(RECORD);
        try (FileChannel log = FileChannel.open(host.onThisMachine(DEVICE), StandardOpenOption.READ)) {
            while (true) {
                record.clear();
                try {
                    if (log.read(record) <= 0) {
                        return;
                    }
                } catch (IOException e) {
                    if (!Errno.text(e).equals("Broken pipe")) {
                        throw e;
                    }
                    continue; // EPIPE: records were overwritten before they were read; the next read goes on.
                }
                records.add(new String(record.array(), 0, record.position(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            records.add(e);
        }
    }
}
