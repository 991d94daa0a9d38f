package io.holdfast.agent.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.doctor.HostLook.Profile;
import io.holdfast.protocol.diagnosis.Diagnosis;
import io.holdfast.protocol.diagnosis.FolderSeen;
import io.holdfast.protocol.diagnosis.Remark;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NodeDiagnosisTest {
    private static final HostSeen.Facts FACTS =
            new HostSeen.Facts(400, 90, new TreeMap<>(Map.of("CAP_SYSLOG", 18, "HOST_NAMESPACES", 34)), List.of());

    @Test
    void whatAnInstallMayNotReadIsANoteAndNoFault() {
        Diagnosis seen = diagnosis(new HostSeen("/host", List.of(), List.of(), FACTS));
        assertTrue(seen.isWell(), seen::text);
        assertTrue(
                seen.text().contains("note   not covered: facts by what they take: HOST_NAMESPACES 34, CAP_SYSLOG 18"));
    }

    @Test
    void aLostCapabilityIsAFaultThatSaysWhatItCosts() {
        Diagnosis seen = diagnosis(new HostSeen("/host", List.of(), List.of("CAP_SYSLOG"), FACTS));
        assertEquals(
                List.of("no-privilege"),
                seen.faults().stream().map(Remark.Fault::code).toList());
        assertTrue(
                seen.faults().getFirst().evidence().endsWith("facts not permitted: HOST_NAMESPACES 34, CAP_SYSLOG 18"));
    }

    @Test
    void theKernelsSetOfCapabilitiesIsReadByItsBits() {
        long container = HostLook.effective("Name:\tjava\nCapInh:\t0000000000000000\nCapEff:\t00000004002c0000\n");
        assertEquals(List.of(), Profile.OBSERVE.lost(container));
        assertEquals(List.of("CAP_SYSLOG", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE"), Profile.OBSERVE.lost(1L << 21));
        assertEquals(4, Profile.OBSERVE.lost(0).size());
        assertEquals(List.of(), Profile.OBSERVE_UNPRIVILEGED.lost(0));
    }

    @Test
    void aClockIsOffOnlyBeyondWhatTheAnswerTook() {
        assertEquals(0, clock(Duration.ofSeconds(5), Duration.ZERO));
        assertEquals(0, clock(Duration.ofSeconds(-8), Duration.ofSeconds(4)));
        assertEquals(1, clock(Duration.ofSeconds(-8), Duration.ofSeconds(1)));
    }

    private static long clock(Duration off, Duration doubt) {
        return new EnrolmentSeen.Granted("http://a", "shared", off, doubt)
                .judge().stream().filter(Remark.Fault.class::isInstance).count();
    }

    private static Diagnosis diagnosis(HostSeen host) {
        return NodeDiagnosis.of(new NodeDiagnosis.Seen(
                host, new FolderSeen.Writable("/data", 1L << 30), Optional.empty(), Optional.empty()));
    }
}
