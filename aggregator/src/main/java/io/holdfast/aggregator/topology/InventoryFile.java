package io.holdfast.aggregator.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The inventory as a file. A change is taken when it is next looked at; a file that cannot be used leaves
/// the last good one.
public final class InventoryFile implements ExpectedNodes {
    private static final Logger LOG = LoggerFactory.getLogger(InventoryFile.class);

    private final Optional<Path> file;
    private volatile Inventory current = Inventory.NONE;
    private Optional<FileTime> seen = Optional.empty();

    /// Reads the file for the first time.
    ///
    /// @throws IOException when it cannot be read
    public InventoryFile(Optional<Path> file) throws IOException {
        this.file = file;
        if (file.isPresent()) {
            seen = Optional.of(Files.getLastModifiedTime(file.get()));
            current = Inventory.parse(file.get().toString(), Files.readString(file.get()));
        }
    }

    @Override
    public Inventory current() {
        return current;
    }

    @Override
    public synchronized boolean refresh() {
        if (file.isEmpty()) {
            return false;
        }
        try {
            FileTime time = Files.getLastModifiedTime(file.get());
            if (seen.filter(time::equals).isPresent()) {
                return false;
            }
            seen = Optional.of(time);
            Inventory next = Inventory.parse(file.get().toString(), Files.readString(file.get()));
            boolean changed = !next.equals(current);
            current = next;
            return changed;
        } catch (IOException | Inventory.InventoryException e) {
            LOG.warn("inventory kept as it was: {}", e.getMessage());
            return false;
        }
    }
}
