package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The kernel's log of a recorded host: a text file at `dev/kmsg`, to which somebody may add lines.
public final class KernelLogFile {
    private static final int MOST_AT_ONCE = 4 << 20;

    /// Lines that were added since the last look; after the file was replaced by a shorter one, all of it.
    ///
    /// @param isAnew the file was not there before, or is another
    public record Lines(String text, boolean isAnew) {}

    private final HostRoot host;
    private long offset = -1;
    private long seen;

    public KernelLogFile(HostRoot host) {
        this.host = host;
    }

    /// What is new. A last line without an end is taken when it has not grown since the look before.
    public Attribute<Lines> more() {
        Attribute<byte[]> first = host.readBytes(KernelLog.DEVICE, 1);
        if (!(first instanceof Attribute.Value<byte[]>)) {
            offset = -1;
            return first.map(_ -> new Lines("", true));
        }
        try {
            Path file = host.onThisMachine(KernelLog.DEVICE);
            try (FileChannel log = FileChannel.open(file, StandardOpenOption.READ)) {
                return new Attribute.Value<>(KernelLog.DEVICE, read(log));
            }
        } catch (IOException e) {
            return Errno.attribute(KernelLog.DEVICE, e);
        }
    }

    private Lines read(FileChannel log) throws IOException {
        long size = log.size();
        boolean isAnew = offset < 0 || size < offset;
        if (isAnew) {
            offset = 0;
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
