package io.holdfast.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Layer;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.drift.DriftRecord;
import io.holdfast.protocol.drift.DriftReport;
import io.holdfast.protocol.drift.DriftTrend;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.fleet.Audit;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.fleet.Notice;
import io.holdfast.protocol.fleet.Resend;
import io.holdfast.protocol.fleet.Role;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.report.Origin;
import io.holdfast.protocol.report.SnapshotDigests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every message as it looks on the wire. A change here is a change that old and new versions have to live
/// with.
class GoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Message(String name, byte[] data, Class<?> type) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Message> messages() {
        return Stream.of(
                new Message("report", Wire.encode(report()), NodeReport.class),
                new Message(
                        "section",
                        SectionWire.encode(section(), Catalog.shipped()).data(),
                        Object.class),
                new Message("assignment", Wire.encode(assignment()), Assignment.class),
                new Message("baseline", BaselineWire.encode(baseline()).data(), Object.class),
                new Message(
                        "resend",
                        Wire.encode(new Resend(new TreeSet<>(List.of(Section.GPU, Section.PCIE)))),
                        Resend.class),
                new Message(
                        "enrol-request", Wire.encode(new Enrolment.Request(NODE, "b-1", 0)), Enrolment.Request.class),
                new Message(
                        "enrol-grant",
                        Wire.encode(new Enrolment.Grant(
                                7, "m1.shared", "c2VjcmV0", Enrolment.Identity.SHARED, Map.of("s1", "cHVibGlj"))),
                        Enrolment.Grant.class),
                new Message(
                        "digests",
                        Wire.encode(new SnapshotDigests("b-1", new TreeMap<>(Map.of(Section.GPU, "digest-gpu")))),
                        SnapshotDigests.class),
                new Message("event", Wire.encode(opened()), NodeEvent.class),
                new Message("audit", Wire.encode(audit()), Audit.class),
                new Message("notice", Wire.encode(notice()), Notice.class),
                drift("drift-fleet", fleet()),
                drift("drift-check", check()),
                drift("drift-cause", cause()),
                drift(
                        "drift-node",
                        new DriftRecord.OfNode(
                                NODE, "digest-baseline", true, List.of(new DriftRecord.NodeValue(value(), 1, NOW)))),
                drift("drift-trend", new DriftRecord.OfTrend(trend())),
                new Message("event-gap", Wire.encode(gap()), NodeEvent.class));
    }

    private static Message drift(String name, DriftRecord record) {
        return new Message(name, Wire.encode(record), record.getClass());
    }

    private static DriftRecord fleet() {
        return new DriftRecord.OfFleet(
                "lab/n1: sysctl.vm.swappiness is 60, expected 10, since 2026-11-23 05:00 UTC.",
                "11 of 12 nodes as declared; 1 differs, for 1 cause.",
                new DriftReport.Counts(12, 11, 1, 0, 0, 0, 0, 0, 0),
                1);
    }

    private static DriftRecord check() {
        return new DriftRecord.OfCheck(
                new CheckId("sysctl.vm.swappiness"),
                "Tendency to swap",
                Severity.WARNING,
                1,
                NOW,
                List.of(new DriftReport.Seen(Outcome.DRIFT, "10", "60", 1, NOW)));
    }

    private static DriftRecord cause() {
        return new DriftRecord.OfCause(
                "q1w2e3r4t5y6",
                false,
                "lab/n1: sysctl.vm.swappiness is 60, expected 10, since 2026-11-23 05:00 UTC",
                NOW,
                List.of("rollout a1b2c3 of baseline site/train, wave canary"),
                1,
                List.of(NODE),
                List.of(value()));
    }

    private static DriftReport.Value value() {
        return new DriftReport.Value(
                new CheckId("sysctl.vm.swappiness"),
                "Tendency to swap",
                Outcome.DRIFT,
                Severity.WARNING,
                "10",
                "60",
                Optional.empty(),
                "role",
                "site/train",
                "site/train.yaml:12",
                "set it in /etc/sysctl.d",
                Check.Cost.LIVE);
    }

    private static DriftTrend trend() {
        return DriftTrend.NONE
                .with(
                        new DriftTrend.Look(
                                new DriftTrend.Count(1, 1, 0),
                                new TreeMap<>(
                                        Map.of(new CheckId("sysctl.vm.swappiness"), new DriftTrend.Count(1, 1, 0)))),
                        NOW)
                .with(
                        new DriftTrend.Look(
                                new DriftTrend.Count(0, 0, 1),
                                new TreeMap<>(
                                        Map.of(new CheckId("sysctl.vm.swappiness"), new DriftTrend.Count(0, 0, 1)))),
                        NOW.plusSeconds(900));
    }

    private static Assignment assignment() {
        Selector eastWest = Selector.of(Selector.Trait.ROLE, "east-west");
        return new Assignment(
                Assignment.Mode.OBSERVE,
                "digest-baseline",
                Optional.of(new Assignment.Place(3, 17)),
                new Overrides(
                        new TreeMap<>(Map.of("rack", "r01")),
                        List.of(new Overrides.Waiver(
                                "nic.firmware.version", eastWest, "card on order", "network team", NOW)),
                        List.of(new Overrides.Suppression(List.of("gpu.driver.*"), Selector.ALL, "rollout", NOW))),
                false);
    }

    private static Baseline baseline() {
        Expectation.Source site = new Expectation.Source(Layer.ROLE, "site/train");
        return new Baseline(
                "site/train",
                "Training nodes",
                new TreeMap<>(Map.of("network", "ethernet")),
                List.of(
                        new Expectation(
                                new CheckId("sysctl.vm.swappiness"),
                                Selector.ALL,
                                new Constraint.AllOf(List.of(
                                        new Constraint.Ordered(Constraint.Order.AT_LEAST, "0"),
                                        new Constraint.Ordered(Constraint.Order.AT_MOST, "10"))),
                                Expectation.Terms.PLAIN,
                                site),
                        new Expectation(
                                new CheckId("nic.firmware.version"),
                                Selector.of(Selector.Trait.ROLE, "east-west"),
                                new Constraint.OneOf(List.of("32.47.1026", "32.47.1088")),
                                new Expectation.Terms(
                                        Optional.of(Severity.CRITICAL), "nic.firmware", true, "release notes"),
                                site)));
    }

    @Test
    void aBaselineIsReadBackAsItWasAndKeepsItsDigest() {
        BaselineWire.Encoded encoded = BaselineWire.encode(baseline());
        assertEquals(baseline(), BaselineWire.decode(encoded.data()));
        assertEquals(encoded.digest(), BaselineWire.digest(BaselineWire.decode(encoded.data())));
    }

    private static Audit audit() {
        return new Audit(
                "5f0c7a52-6f0e-4f0e-9d51-0f6b1f1c2d3e",
                NOW,
                "ci",
                Optional.of(Role.VIEWER),
                "10.0.0.7",
                "POST",
                "/api/v1/nodes/:cluster/:node/resend",
                "/api/v1/nodes/lab/n1/resend",
                "",
                Audit.Outcome.REFUSED,
                403,
                "ci has the role viewer; this needs operator or admin");
    }

    private static Notice notice() {
        return new Notice(
                "waiver-w-1-expires",
                NOW,
                Notice.Kind.WAIVER_EXPIRES,
                Severity.WARNING,
                "w-1",
                "the waiver of nic.firmware.version (network team) ends");
    }

    private static NodeEvent opened() {
        return new NodeEvent(
                "outbox-1",
                17,
                "b-1-gpu.nvml.count/node-1",
                NodeEvent.Kind.FINDING_OPENED,
                Optional.of(new CheckId("gpu.nvml.count")),
                List.of(Instance.NODE),
                "FAULT: expected 8, observed 7",
                NOW,
                Optional.empty());
    }

    private static NodeEvent gap() {
        return new NodeEvent(
                "outbox-1",
                16,
                "b-1-gap-outbox-1-2-16",
                NodeEvent.Kind.GAP,
                Optional.empty(),
                List.of(),
                "rows 2 to 16 were dropped: the outbox holds 20000 rows",
                NOW,
                Optional.of(new NodeEvent.Gap(2, 16, "the outbox holds 20000 rows")));
    }

    private static NodeReport report() {
        return new NodeReport(
                NODE,
                "b-1",
                "0.1.0",
                Origin.RECORDED,
                "digest-baseline",
                List.of(
                        waived(),
                        new Finding(
                                new CheckId("gpu.row_remap.failure"),
                                List.of(new Instance("0000:17:00.0"), new Instance("0000:ca:00.0")),
                                Scope.DEVICE,
                                Outcome.FAULT,
                                Severity.CRITICAL,
                                "No",
                                "Yes",
                                NOW,
                                "nvidia-smi -q -x")),
                new TreeMap<>(Map.of(Section.GPU, "digest-gpu", Section.OS, "digest-os")),
                new TreeMap<>(Map.of(Reading.Why.NOT_PERMITTED, 3)),
                new TreeMap<>(Map.of("CAP_SYSLOG", 1, "CAP_SYS_ADMIN", 2)),
                120);
    }

    private static Finding waived() {
        return new Finding(
                new CheckId("sysctl.vm.swappiness"),
                List.of(Instance.NODE),
                Scope.NODE,
                Outcome.WAIVED,
                Severity.WARNING,
                "10",
                "60",
                NOW,
                "/proc/sys/vm/swappiness",
                Optional.of(new Finding.Declared("role", "site/train", true)),
                Optional.of(new Finding.Held(Outcome.DRIFT, "known", "storage team", NOW)));
    }

    private static SectionFacts section() {
        return new SectionFacts(
                Section.PORT,
                NOW,
                List.of(
                        new Fact(
                                new CheckId("port.rate"),
                                new Instance("mlx5_0/1"),
                                Reading.Quantity.of(400, "Gb/s"),
                                "/sys/class/infiniband/mlx5_0/ports/1/rate"),
                        new Fact(
                                new CheckId("port.rate"),
                                new Instance("mlx5_1/1"),
                                Reading.missing(Reading.Why.TIMEOUT, "no answer in 2 s"),
                                "/sys/class/infiniband/mlx5_1/ports/1/rate")));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageLooksAsItAlwaysDid(Message message) throws IOException {
        Path golden = GOLDEN.resolve(message.name() + ".json");
        String pretty = pretty(message.data());
        if (Boolean.getBoolean("holdfast.golden.write")) {
            Files.writeString(golden, pretty);
        }
        assertEquals(Files.readString(golden), pretty);
        assertEquals(pretty, pretty(Wire.encode(Wire.decode(message.data(), message.type()))));
    }

    @Test
    void theHeadersOfANodesRecordAreCloudEventsInBinaryMode() throws IOException {
        SessionKey key = SessionKey.derive(new byte[32], NODE, 7, "m1.shared");
        Envelope envelope = NodeRecord.seal(
                key, new Sender(NODE, "b-1", 7, "m1.shared"), MessageType.REPORT, 3, NOW, new byte[] {'{', '}'});
        Path golden = GOLDEN.resolve("headers.json");
        String pretty = pretty(Wire.encode(envelope.headers()));
        if (Boolean.getBoolean("holdfast.golden.write")) {
            Files.writeString(golden, pretty);
        }
        assertEquals(Files.readString(golden), pretty);
    }

    private static String pretty(byte[] data) throws JsonProcessingException {
        Object tree = Wire.decode(data, Object.class);
        return Wire.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    }

    @Test
    void aReportOfAnOlderWriterCountsNoUncoveredChecks() {
        String old = """
                {"node":"lab/n1","bootId":"b","agentVersion":"0.1.0","origin":"LIVE","baseline":"","findings":[],
                 "sections":{},"missing":{"not-permitted":3},"facts":5}""";
        NodeReport report = Wire.decode(old.getBytes(StandardCharsets.UTF_8), NodeReport.class);
        assertEquals(new TreeMap<>(), report.uncovered());
    }
}
