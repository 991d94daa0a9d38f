package io.holdfast.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedCountersTest {
    private static final String COUNTER = "/sys/class/infiniband/mlx5_0/ports/1/hw_counters/np_cnp_sent";

    @TempDir
    private Path folder;

    private final RefusedCounters refused = new RefusedCounters();
    private Path file = Path.of("unset");

    @BeforeEach
    void aFile() throws IOException {
        file = Files.createFile(folder.resolve("counter"));
    }

    private static Attribute<byte[]> failed(String path, String detail) {
        return new Attribute.Unreadable<>(path, detail);
    }

    @Test
    void aCounterThatWasRefusedOnceIsNotAskedForAgain() {
        Attribute<byte[]> refusal = failed(COUNTER, "Invalid argument");
        refused.learn(refusal, file);

        assertEquals(Optional.of(refusal), refused.of(COUNTER, file));
        assertEquals(Optional.empty(), refused.of(COUNTER + "_other", file));
    }

    @Test
    void aDeviceThatComesAnewIsAskedAgain() throws IOException {
        refused.learn(failed(COUNTER, "Invalid argument"), file);

        // Both exist for a moment, so that the file system cannot give the number of the old one to the new one.
        Path next = Files.createFile(folder.resolve("next"));
        Files.delete(file);
        Files.move(next, file);

        assertEquals(Optional.empty(), refused.of(COUNTER, file));
    }

    @Test
    void whatMayPassAndWhatIsNoCounterIsAskedAgain() {
        String speed = "/sys/class/net/eth0/speed";
        refused.learn(failed(COUNTER, "Input/output error"), file);
        refused.learn(failed(speed, "Invalid argument"), file);
        refused.learn(new Attribute.Absent<>(COUNTER), file);

        assertEquals(Optional.empty(), refused.of(COUNTER, file));
        assertEquals(Optional.empty(), refused.of(speed, file));
    }
}
