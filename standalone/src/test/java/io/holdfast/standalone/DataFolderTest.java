package io.holdfast.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void aSecondHoldfastOnTheSameFolderIsToldWhoHoldsIt() {
        try (DataFolder first = DataFolder.take(folder)) {
            CannotStartException refused =
                    assertThrows(CannotStartException.class, () -> DataFolder.take(first.path()));
            assertEquals(
                    "another Holdfast runs on " + folder + " (process "
                            + ProcessHandle.current().pid() + ")",
                    refused.getMessage());
        }
    }

    @Test
    void aFolderThatWasGivenBackCanBeTakenAgain() {
        DataFolder.take(folder).close();
        try (DataFolder again = DataFolder.take(folder)) {
            assertEquals(folder, again.path());
        }
    }

    @Test
    void aFileInThePlaceOfTheFolderIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("data"), "");
        CannotStartException refused = assertThrows(CannotStartException.class, () -> DataFolder.take(file));
        assertTrue(String.valueOf(refused.getMessage()).endsWith(file + " is a file"), refused::toString);
    }
}
