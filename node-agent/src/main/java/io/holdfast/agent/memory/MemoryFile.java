package io.holdfast.agent.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Opens `agent.db`. A damaged file is set aside and a new one begun; where nothing can be written at all,
/// memory is
/// kept in the process and is gone with it: an agent goes on reporting on a node whose disk is full or
/// read-only.
final class MemoryFile {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryFile.class);
    private static final String NAME = "agent.db";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE IF NOT EXISTS session (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS outbox (row INTEGER PRIMARY KEY AUTOINCREMENT, event BLOB NOT NULL) STRICT",
            "CREATE TABLE IF NOT EXISTS edge (subject TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS fact (section TEXT, fact TEXT, value TEXT NOT NULL, PRIMARY KEY (section, fact))"
                    + " STRICT, WITHOUT ROWID");

    /// @param setAside where a damaged file was put
    record Opened(Database database, boolean isDurable, Optional<Path> setAside) {}

    private MemoryFile() {}

    static Opened open(Path folder, Instant now) {
        Path file = folder.resolve(NAME);
        try {
            Files.createDirectories(folder);
            keepToOwner(file);
            try {
                return new Opened(connect("jdbc:sqlite:" + file), true, Optional.empty());
            } catch (SQLException e) {
                if (!isDamage(e)) {
                    throw e;
                }
                Path aside = setAside(file, now);
                LOG.error("OPERATOR {} is damaged and was set aside as {}: {}", file, aside, e.getMessage());
                keepToOwner(file);
                return new Opened(connect("jdbc:sqlite:" + file), true, Optional.of(aside));
            }
        } catch (IOException | SQLException e) {
            LOG.error("OPERATOR {} cannot be used, nothing will outlive this process: {}", file, e.toString());
            return new Opened(inProcess(), false, Optional.empty());
        }
    }

    /// Serial numbers and lines of the kernel's log lie in it, which the host shows to root alone. SQLite gives its
    /// companions
    /// (`-wal`, `-shm`) the mode of the file.
    private static void keepToOwner(Path file) throws IOException {
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
        } else if (!Files.getPosixFilePermissions(file).equals(owner)) {
            Files.setPosixFilePermissions(file, owner);
        }
    }

    private static Database inProcess() {
        try {
            return connect("jdbc:sqlite::memory:");
        } catch (SQLException e) {
            throw new MemoryException("SQLite cannot be used at all: " + e.getMessage(), e);
        }
    }

    private static Database connect(String url) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(2_000);
        // Negative: in KiB, not in pages.
        config.setCacheSize(-256);
        Connection connection = config.createConnection(url);
        boolean isGood = false;
        try {
            Database database = new Database(connection);
            prepare(database);
            isGood = true;
            return database;
        } catch (MemoryException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw e;
        } finally {
            if (!isGood) {
                connection.close();
            }
        }
    }

    private static void prepare(Database database) throws SQLException {
        List<String> damage = database.all(row -> row.getString(1), "PRAGMA quick_check(1)");
        if (!damage.equals(List.of("ok"))) {
            throw new SQLiteException(String.join(" ", damage), SQLiteErrorCode.SQLITE_CORRUPT);
        }
        SCHEMA.forEach(database::run);
        database.run(
                "INSERT OR IGNORE INTO session (name, value) VALUES ('outbox', ?)",
                UUID.randomUUID().toString());
    }

    private static boolean isDamage(SQLException e) {
        return e instanceof SQLiteException problem
                && switch (SQLiteErrorCode.getErrorCode(problem.getResultCode().code & 0xff)) {
                    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT -> true;
                    default -> false;
                };
    }

    private static Path setAside(Path file, Instant now) throws IOException {
        String suffix = ".corrupt-" + STAMP.format(now);
        // The journal belongs to the damaged file: left behind, it would be played into the new one.
        for (String part : List.of("-wal", "-shm")) {
            Path journal = file.resolveSibling(NAME + part);
            if (Files.exists(journal)) {
                Files.move(journal, file.resolveSibling(NAME + suffix + part), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return Files.move(file, file.resolveSibling(NAME + suffix), StandardCopyOption.REPLACE_EXISTING);
    }
}
