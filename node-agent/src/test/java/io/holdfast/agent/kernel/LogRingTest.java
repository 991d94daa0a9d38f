package io.holdfast.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.KernelRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRingTest {
    private static final String XID = "<3>[   50.000000] NVRM: Xid (PCI:0000:04:00): 79, gone\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final TestingLogListener listener = new TestingLogListener();
    private final List<AutoCloseable> open = new ArrayList<>();
    private volatile Attribute<String> said = new Attribute.Value<>(KernelRing.SOURCE, "");
    private volatile int most;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable source : open) {
            source.close();
        }
    }

    @Test
    void whatWasThereIsHeardOnceAndThenWhatIsNew() throws Exception {
        say("<6>[    0.000000] Linux version 6.8.0\n" + XID);
        run(LogPosition.START);
        assertTrue(listener.await(line -> line.startsWith("heard")).contains("gpu.xid.79"));
        listener.await("caught up"::equals);
        say(XID + "<3>[   60.000000] NVRM: Xid (PCI:0000:05:00): 48, ecc\n");
        assertTrue(listener.await(line -> line.startsWith("heard")).contains("gpu.xid.48"));
    }

    @Test
    void whatWasHeardBeforeARestartIsNotHeardAgain() throws Exception {
        say(XID + "<3>[   60.000000] NVRM: Xid (PCI:0000:05:00): 48, ecc\n");
        run(LogPosition.numbered("/dev/kmsg", 7, 50_000_000));
        assertTrue(listener.await(line -> line.startsWith("heard")).contains("gpu.xid.48"));
    }

    /// The little that is looked at begins after what was heard last: there may be more between.
    @Test
    void afterAFloodAllOfTheRingIsRead() throws Exception {
        say(XID);
        run(LogPosition.START);
        listener.await("caught up"::equals);
        most = 0;
        say("<3>[   60.000000] NVRM: Xid (PCI:0000:05:00): 48, ecc\n");
        listener.await(line -> line.startsWith("heard"));
        assertEquals(LogRing.ALL, most);
    }

    @Test
    void aRefusalIsHandedOn() throws Exception {
        said = new Attribute.NotPermitted<>(KernelRing.SOURCE, "Operation not permitted");
        run(LogPosition.START);
        listener.await("refused NOT_PERMITTED"::equals);
    }

    @Test
    void aRingWithoutTimesIsOfNoUse() throws Exception {
        say("<6>Linux version 6.8.0\n");
        run(LogPosition.START);
        listener.await("refused ABSENT"::equals);
        assertTrue(listener.lastRefusal().contains("printk.time"), listener::lastRefusal);
    }

    private void say(String text) {
        said = new Attribute.Value<>(KernelRing.SOURCE, text);
    }

    private void run(LogPosition position) throws IOException {
        Path uptime = folder.resolve("proc/uptime");
        Files.createDirectories(uptime.getParent());
        Files.writeString(uptime, "100.00 5.00\n");
        LogRing source = new LogRing(HostRoot.live(folder), InstantSource.fixed(Instant.EPOCH), max -> {
            most = Math.max(most, max);
            return said;
        });
        open.add(source);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                source.run(listener, position);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
