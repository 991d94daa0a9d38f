package io.holdfast.standalone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The folder that everything of one Holdfast lies in, held by one process at a time.
///
/// `kafka/` records, `aggregator/` state that the records can rebuild, `keys/` secrets, `agents/<node>/` what an agent
/// must remember, `inventory.yaml` the nodes there should be, `log/`.
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /// Makes the folder where it is not there, and takes it.
    ///
    /// @throws CannotStartException another process holds it, or it cannot be written
    static DataFolder take(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            FileChannel lockFile = FileChannel.open(
                    absolute.resolve("lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (lock(lockFile) == null) {
                String holder = read(lockFile);
                lockFile.close();
                throw new CannotStartException(
                        "another Holdfast runs on " + absolute + (holder.isEmpty() ? "" : " (process " + holder + ")"));
            }
            lockFile.truncate(0);
            lockFile.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataFolder(absolute, lockFile);
        } catch (IOException e) {
            throw new CannotStartException("cannot write the data folder " + absolute + ": " + reason(e), e);
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) { // held by this very process
            return null;
        }
    }

    private static String read(FileChannel file) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        file.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.FileAlreadyExistsException file -> file.getFile() + " is a file";
            default -> e.getClass().getSimpleName() + ": " + e.getMessage();
        };
    }

    Path path() {
        return path;
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path aggregator() {
        return path.resolve("aggregator");
    }

    Path keys() {
        return path.resolve("keys");
    }

    /// What the agent of a node remembers; another folder for each, so that replays never share a session.
    Path agent(io.holdfast.protocol.fact.NodeId node) {
        return path.resolve("agents").resolve(node.cluster()).resolve(node.name());
    }

    Path inventory() {
        return path.resolve("inventory.yaml");
    }

    Path log() {
        return path.resolve("log");
    }

    /// Gives the folder back. What is in it stays.
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot close the lock in " + path, e);
        }
    }
}
