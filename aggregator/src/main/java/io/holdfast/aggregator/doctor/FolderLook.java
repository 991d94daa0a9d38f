package io.holdfast.aggregator.doctor;

import io.holdfast.protocol.diagnosis.FolderSeen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Looks whether a folder can be written, by writing: a quota, a full disk and a read-only mount are all found so.
public final class FolderLook {
    /// More than a file system keeps inside an inode, and what SQLite grows its log by.
    private static final int TRIED_BYTES = 1 << 20;

    private FolderLook() {}

    public static FolderSeen look(Path folder) {
        Path file = folder.resolve(".doctor-" + ProcessHandle.current().pid());
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                ByteBuffer zeros = ByteBuffer.allocate(TRIED_BYTES);
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
                channel.force(true);
            } finally {
                Files.deleteIfExists(file);
            }
            return new FolderSeen.Writable(
                    folder.toString(), Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return new FolderSeen.Refused(folder.toString(), why(e));
        }
    }

    private static String why(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "Permission denied";
            case NoSuchFileException _ -> "No such file or directory";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
