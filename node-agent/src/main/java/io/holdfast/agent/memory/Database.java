package io.holdfast.agent.memory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// One connection to SQLite. Used by one thread at a time.
final class Database implements AutoCloseable {
    /// What one row says.
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;

    Database(Connection connection) {
        this.connection = connection;
    }

    /// All or nothing.
    <T> T atomically(Supplier<T> work) {
        run("BEGIN IMMEDIATE");
        boolean isDone = false;
        try {
            T result = work.get();
            run("COMMIT");
            isDone = true;
            return result;
        } finally {
            if (!isDone) {
                rollBack();
            }
        }
    }

    private void rollBack() {
        try {
            run("ROLLBACK");
        } catch (MemoryException _) {
            // SQLite has rolled back by itself (disk full, I/O error); the first failure is the one to tell.
        }
    }

    /// Says how many rows changed.
    int run(String sql, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.execute() ? 0 : statement.getUpdateCount();
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    <T> List<T> all(Row<T> read, String sql, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(read.read(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    <T> Optional<T> first(Row<T> read, String sql, Object... values) {
        return all(read, sql, values).stream().findFirst();
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static MemoryException failure(String sql, SQLException e) {
        return new MemoryException("\"" + sql + "\": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure("close", e);
        }
    }
}
