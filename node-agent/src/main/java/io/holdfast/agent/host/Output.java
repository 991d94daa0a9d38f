package io.holdfast.agent.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One output stream of a tool, collected up to a cap. Beyond it the tool is killed: what is cut short is no answer.
final class Output {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch end = new CountDownLatch(1);
    private final int cap;
    private volatile boolean isTooLong;

    private Output(int cap) {
        this.cap = cap;
    }

    static Output collect(InputStream from, int cap, ProcessGroup group) {
        Output output = new Output(cap);
        Thread.ofVirtual().name("output").start(() -> output.fill(from, group));
        return output;
    }

    /// Waits for the stream's end.
    boolean ended(long seconds) throws InterruptedException {
        return end.await(seconds, TimeUnit.SECONDS);
    }

    boolean isTooLong() {
        return isTooLong;
    }

    String text() {
        synchronized (bytes) {
            return FileReads.text(bytes.toByteArray());
        }
    }

    private void fill(InputStream from, ProcessGroup group) {
        byte[] chunk = new byte[8192];
        try (from) {
            int read = from.read(chunk);
            while (read >= 0) {
                synchronized (bytes) {
                    bytes.write(chunk, 0, read);
                    isTooLong = bytes.size() > cap;
                }
                if (isTooLong) {
                    group.kill();
                    return;
                }
                read = from.read(chunk);
            }
        } catch (IOException _) {
            // The pipe broke because the tool was killed.
        } finally {
            end.countDown();
        }
    }
}
