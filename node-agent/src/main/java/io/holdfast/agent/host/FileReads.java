package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;

/// The system calls of reading one file.
final class FileReads {
    /// A sysfs attribute is at most one page, and a read that returns less is its end: no second call is
    /// needed.
    private static final int PAGE = 4096;

    private FileReads() {}

    /// Opens, reads up to `cap` bytes, closes.
    static byte[] once(Path file, int cap) throws IOException {
        requireRegular(file);
        try (FileChannel channel = open(file)) {
            return fromStart(channel, cap, false);
        }
    }

    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    /// Refuses what opening could block on for ever (a FIFO without a writer) or what is no text at all.
    static BasicFileAttributes requireRegular(Path file) throws IOException {
        BasicFileAttributes attributes = Optional.ofNullable(
                        file.getFileSystem().provider().readAttributesIfExists(file, BasicFileAttributes.class))
                .orElseThrow(() -> new NoSuchFile(file));
        if (attributes.isDirectory()) {
            throw new FileSystemException(file.toString(), null, "Is a directory");
        }
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "Is no regular file");
        }
        return attributes;
    }

    /// Hundreds of the files that a sweep looks for are not there: where in this process that was found out
    /// is of no interest, and would cost more than to find it out.
    private static final class NoSuchFile extends NoSuchFileException {
        private static final long serialVersionUID = 1;

        NoSuchFile(Path file) {
            super(file.toString());
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /// @param endsWithPage whether a read shorter than a page is the end of the file (sysfs), so that one call does
    static byte[] fromStart(FileChannel channel, int cap, boolean endsWithPage) throws IOException {
        byte[] bytes = new byte[Math.min(cap, PAGE)];
        int length = 0;
        while (true) {
            int read = channel.read(ByteBuffer.wrap(bytes, length, bytes.length - length), length);
            if (read > 0) {
                length += read;
            }
            if (read <= 0 || length == cap || (endsWithPage && length < PAGE)) {
                return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(cap, bytes.length * 4L));
            }
        }
    }

    /// UTF-8 where it is valid UTF-8, else ISO 8859-1, which maps every byte: a bad byte spoils no file.
    static String text(byte[] bytes) {
        for (byte each : bytes) {
            if (each < 0) {
                return beyondAscii(bytes);
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String beyondAscii(byte[] bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException _) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
