package io.holdfast.aggregator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder;

    @Test
    void whatWasMadeOnceIsReadAgainAndOnlyTheOwnerMayReadIt() throws IOException {
        Secrets made = Secrets.loadOrCreate(folder);
        Secrets read = Secrets.loadOrCreate(folder);
        assertEquals(made.bootstrapSecret(), read.bootstrapSecret());
        assertEquals(made.inboxPublicKeys(), read.inboxPublicKeys());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
    }

    @Test
    void aFileThatHoldsNoKeyIsNamed() throws IOException {
        Secrets.loadOrCreate(folder);
        Path key = folder.resolve("inbox-s1");
        Files.writeString(key, "nonsense\n");
        IOException error = assertThrows(IOException.class, () -> Secrets.loadOrCreate(folder));
        assertTrue(String.valueOf(error.getMessage()).startsWith(key.toString()));
    }
}
