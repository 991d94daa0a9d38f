package io.holdfast.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.LogMessages;
import io.holdfast.agent.parse.LogRecord;
import io.holdfast.agent.parse.LogText;
import io.holdfast.agent.parse.Sighting;
import io.holdfast.protocol.check.KernelMessage;
import io.holdfast.protocol.check.KernelTables;
import io.holdfast.protocol.fact.CheckId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The recorded host `kernel-log`, a machine on which everything has gone wrong that the tables know.
class KernelLogHostTest {
    private static final Path HOST = Path.of("src/test/resources/hosts/kernel-log");

    private static List<LogRecord> records() throws IOException {
        return LogText.records(Files.readString(HOST.resolve("dev/kmsg")), 1, Instant.EPOCH);
    }

    @Test
    void everyCodeOfTheTablesStandsInItsLog() throws IOException {
        Set<CheckId> seen = records().stream()
                .flatMap(record -> LogMessages.sightings(record).stream())
                .filter(sighting -> sighting.kind() == Sighting.Kind.FAULT)
                .map(Sighting::check)
                .collect(Collectors.toSet());
        Set<CheckId> unseen = new TreeSet<>();
        KernelTables.shipped().xids().forEach(xid -> unseen.add(KernelTables.xidCheck(xid.code())));
        KernelTables.shipped().sxids().stream()
                .filter(sxid -> sxid.ends().isEmpty())
                .forEach(sxid -> unseen.add(KernelTables.sxidCheck(sxid.code())));
        unseen.removeAll(seen);

        assertEquals(Set.of(), unseen);
    }

    @Test
    void everyMessageOfTheTablesStandsInItsLog() throws IOException {
        List<LogRecord> records = records();

        assertEquals(
                List.of(),
                KernelTables.shipped().messages().stream()
                        .filter(message -> records.stream().noneMatch(record -> says(record, message)))
                        .toList());
    }

    private static boolean says(LogRecord record, KernelMessage message) {
        return message.pattern().matcher(record.text()).find();
    }

    @Test
    void aSwitchThatIsCoolAgainIsNoFaultAndEndsTheOneBefore() {
        Set<String> open = KernelSnapshot.facts(HostRoot.at(HOST), "", Instant.EPOCH).stream()
                .filter(fact -> Set.of("gpu.sxid.10004", "gpu.sxid.10005")
                        .contains(fact.check().text()))
                .map(fact -> fact.check() + " " + fact.instance())
                .collect(Collectors.toSet());

        assertEquals(Set.of("gpu.sxid.10004 0000:05:00.0"), open);
    }

    @Test
    void whatAProgramWroteIntoTheLogIsNoFault() {
        assertFalse(KernelSnapshot.facts(HostRoot.at(HOST), "", Instant.EPOCH).stream()
                .anyMatch(fact -> fact.instance().text().equals("0000:aa:00.0")));
    }
}
