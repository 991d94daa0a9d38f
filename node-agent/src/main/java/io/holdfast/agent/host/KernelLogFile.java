package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A text file with the kernel's log, to which somebody adds lines: that of a syslog, or `dev/kmsg` of a recorded host.
public final class KernelLogFile {
    private static final int MOST_AT_ONCE = 4 << 20;
    /// Of a file that is larger only the end is read.
    private static final long MOST_FROM_BEFORE = 32L << 20;

    /// Lines that were added since the last look; after the file was replaced by a shorter one, all of it.
    ///
    /// @param isAnew the file was not there before, or is another
    public record Lines(String text, boolean isAnew) {}

    private final HostRoot host;
    private final String path;
    private long offset = -1;
    private long seen;

    public KernelLogFile(HostRoot host, String path) {
        this.host = host;
        this.path = path;
    }

    /// What is new. A last line without an end is taken when it has not grown since the look before.
    public Attribute<Lines> more() {
        Attribute<byte[]> first = host.readBytes(path, 1);
        if (!(first instanceof Attribute.Value<byte[]>)) {
            offset = -1;
            return first.map(_ -> new Lines("", true));
        }
        try {
            Path file = host.onThisMachine(path);
            try (FileChannel log = FileChannel.open(file, StandardOpenOption.READ)) {
                return new Attribute.Value<>(path, read(log));
            }
        } catch (IOException e) {
            return Errno.attribute(path, e);
        }
    }

    private Lines read(FileChannel log) throws IOException {
        long size = log.size();
        boolean isAnew = offset < 0 || size < offset;
        if (isAnew) {
            offset = Math.max(0, size - MOST_FROM_BEFORE);
        }
        boolean hasGrown = size != seen;
        seen = size;
        ByteBuffer added = ByteBuffer.allocate((int) Math.min(size - offset, MOST_AT_ONCE));
        while (added.hasRemaining() && log.read(added, offset + added.position()) > 0) {
            // to the end
        }
        byte[] bytes = added.array();
        int length = added.position();
        if ((hasGrown && !isAnew) || length == MOST_AT_ONCE) {
            while (length > 0 && bytes[length - 1] != '\n') {
                length--;
            }
        }
        offset += length;
        return new Lines(new String(bytes, 0, length, StandardCharsets.UTF_8), isAnew);
    }
}
