package io.holdfast.agent;

import static io.holdfast.agent.report.TestingSessions.NODE;
import static io.holdfast.agent.report.TestingSessions.verified;
import static io.holdfast.protocol.check.TestingCatalogs.JUDGED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.memory.Memory;
import io.holdfast.agent.probe.Probe;
import io.holdfast.agent.report.TestingBaselines;
import io.holdfast.agent.report.TestingEnrolment;
import io.holdfast.agent.report.TestingInbox;
import io.holdfast.agent.report.TestingTransport;
import io.holdfast.agent.schedule.TestingProbe;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.check.TestingCatalogs;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.fleet.Resend;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.report.NodeEvent.Kind;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.report.Origin;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.InboxRecord;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.Wire;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole agent, with probes and a broker that do as the test says. Its clock is the real one, so the
/// tests wait for what has to come and never say when.
class AgentTest {
    private static final Timing QUICK = Timing.recorded()
            .withHeartbeat(Duration.ofMillis(100))
            .withProbes(new Timing.Probes(
                    Duration.ofMillis(50),
                    Duration.ofMillis(50),
                    Duration.ofMinutes(30),
                    Duration.ofMillis(300),
                    Duration.ofMillis(300)));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Timing timing = QUICK;
    private final Vertx vertx = LeanVertx.create();
    private final TestingInbox inbox = new TestingInbox();
    private final TestingEnrolment enrolment = new TestingEnrolment(vertx, inbox.keys());
    private final TestingTransport transport = new TestingTransport();
    private final TestingBaselines baselines = new TestingBaselines();
    private final AtomicLong gpus = new AtomicLong(8);
    private final AtomicInteger boots = new AtomicInteger(1);
    private final CountDownLatch hang = new CountDownLatch(1);

    private final TestingProbe counting =
            TestingProbe.of("gpu.count", Cadence.FAST, () -> List.of(TestingProbe.fact(JUDGED, gpus.get())));
    private final TestingProbe booting = TestingProbe.of(
            "os.boot", Cadence.FAST, () -> List.of(TestingProbe.fact("os.boot_id", "boot-" + boots.get())));
    private final TestingProbe hanging = TestingProbe.of("gpu.hang", Cadence.FAST, () -> {
        try {
            hang.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    });

    @BeforeEach
    void record() throws IOException {
        Path boot = folder.resolve("host/proc/sys/kernel/random/boot_id");
        Files.createDirectories(boot.getParent());
        Files.writeString(boot, "boot-1\n");
        Files.createDirectories(log().getParent());
        Files.writeString(log(), "");
    }

    private Path log() {
        return folder.resolve("host/dev/kmsg");
    }

    private void kernelSays(String record) {
        try {
            Files.writeString(log(), record + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        hang.countDown();
        enrolment.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private Agent start(Probe... probes) {
        return start(TestingCatalogs.three(), probes);
    }

    private Agent start(Catalog catalog, Probe... probes) {
        AgentConfig config = new AgentConfig(
                NODE,
                HostRoot.at(folder.resolve("host")),
                Origin.RECORDED,
                "127.0.0.1:1",
                enrolment.address(),
                TestingEnrolment.SECRET,
                Map.of(),
                folder.resolve("data"),
                0,
                timing);
        return Agent.start(
                config, vertx, false, new Agent.Parts(List.of(probes), catalog, transport, inbox, baselines));
    }

    private NodeReport awaitReport(Predicate<NodeReport> fits) {
        return report(transport.awaitNext(MessageType.REPORT, record -> fits.test(report(record))));
    }

    private static NodeReport report(Envelope record) {
        return Wire.decode(record.data(), NodeReport.class);
    }

    private NodeEvent awaitEvent(Kind kind) {
        return event(
                transport.awaitNext(MessageType.EVENT, record -> event(record).kind() == kind));
    }

    private static NodeEvent event(Envelope record) {
        return Wire.decode(record.data(), NodeEvent.class);
    }

    /// What a reader makes of the edges: it ignores a row that is not above those it has seen.
    private List<Kind> kindsSent() {
        SortedMap<Long, Kind> byRow = new TreeMap<>();
        transport.confirmed(MessageType.EVENT).forEach(record -> {
            NodeEvent event = event(record);
            if (byRow.isEmpty() || event.row() > byRow.lastKey()) {
                byRow.put(event.row(), event.kind());
            }
        });
        return List.copyOf(byRow.values());
    }

    @Test
    void aFaultIsReportedAndItsComingAndGoingAreEdgesInOrder() {
        try (Agent _ = start(counting)) {
            awaitReport(report -> report.findings().isEmpty());
            gpus.set(7);
            awaitReport(report -> !report.findings().isEmpty());
            awaitEvent(Kind.FINDING_OPENED);
            gpus.set(8);
            awaitReport(report -> report.findings().isEmpty());
            awaitEvent(Kind.FINDING_CLOSED);
        }
        assertEquals(List.of(Kind.AGENT_STARTED, Kind.FINDING_OPENED, Kind.FINDING_CLOSED), kindsSent());
    }

    @Test
    void anXidIsReportedAtOnceAndARestartNeitherLosesNorRepeatsOne() throws IOException {
        // The first report waits for the log, for as long as a heartbeat.
        timing = QUICK.withHeartbeat(Duration.ofSeconds(20));
        Files.writeString(log(), "4,1,100,-;NVRM: Xid (PCI:0000:04:00): 79, before the agent came\n");
        try (Agent _ = start(Catalog.shipped(), counting)) {
            awaitReport(report -> found(report, "gpu.xid.79"));
            kernelSays("4,2,2000000,-;NVRM: Xid (PCI:0000:05:00): 48, while it watches");
            awaitReport(report -> found(report, "gpu.xid.48"));
            assertEquals("boot-1-kmsg-1-0", awaitEvent(Kind.KERNEL_FAULT).id());
            assertEquals("boot-1-kmsg-2-0", awaitEvent(Kind.KERNEL_FAULT).id());
        }
        kernelSays("4,3,4000000,-;NVRM: Xid (PCI:0000:06:00): 62, while it was away");
        try (Agent _ = start(Catalog.shipped(), counting)) {
            NodeReport first = report(transport.awaitNext(
                    MessageType.REPORT, record -> verified(record).sender().run() == 2));
            assertTrue(found(first, "gpu.xid.79") && found(first, "gpu.xid.48") && found(first, "gpu.xid.62"));
            assertEquals("boot-1-kmsg-3-0", awaitEvent(Kind.KERNEL_FAULT).id());
        }
        assertEquals(
                3,
                kindsSent().stream().filter(kind -> kind == Kind.KERNEL_FAULT).count());
    }

    private static boolean found(NodeReport report, String check) {
        return report.findings().stream()
                .anyMatch(finding -> finding.check().text().equals(check) && finding.outcome() == Outcome.FAULT);
    }

    @Test
    void aHungProbeHoldsUpNoHeartbeatAndIsMissingByName() {
        try (Agent _ = start(counting, hanging)) {
            NodeReport first = awaitReport(_ -> true);
            assertEquals(Map.of(Reading.Why.TIMEOUT, 1), first.missing());
            for (int beat = 0; beat < 5; beat++) {
                awaitReport(report -> report.missing().containsKey(Reading.Why.TIMEOUT));
            }
        }
        assertEquals(1, hanging.runs().get());
    }

    private void assign(long generation, String digest, Overrides overrides) {
        Assignment assignment = new Assignment(Assignment.Mode.OBSERVE, digest, Optional.empty(), overrides, false);
        Instant now = Instant.now();
        inbox.put(new InboxRecord(
                MessageType.ASSIGNMENT, NODE, generation, now, now.plusSeconds(600), Wire.encode(assignment)));
    }

    private static Outcome outcome(NodeReport report, String check) {
        return report.findings().stream()
                .filter(finding -> finding.check().text().equals(check))
                .map(Finding::outcome)
                .findFirst()
                .orElse(Outcome.OK);
    }

    @Test
    void aNodeIsJudgedByItsBaselineAlsoAfterARestartWithoutABroker() {
        AtomicLong version = new AtomicLong(570);
        Probe driver = TestingProbe.of(
                "gpu.driver", Cadence.FAST, () -> List.of(TestingProbe.fact(TestingCatalogs.LASTING, version.get())));
        String digest = baselines.put(TestingBaselines.wanting(TestingCatalogs.LASTING, "570"));
        try (Agent _ = start(driver)) {
            assign(1, digest, Overrides.NONE);
            NodeReport well = awaitReport(report -> report.baseline().equals(digest));
            assertEquals(Outcome.OK, outcome(well, TestingCatalogs.LASTING));
            version.set(580);
            awaitReport(report -> outcome(report, TestingCatalogs.LASTING) == Outcome.DRIFT);
            Overrides waived = new Overrides(
                    new TreeMap<>(),
                    List.of(new Overrides.Waiver(
                            TestingCatalogs.LASTING,
                            Selector.ALL,
                            "on trial",
                            "gpu team",
                            Instant.now().plusSeconds(600))),
                    List.of());
            assign(2, digest, waived);
            awaitReport(report -> outcome(report, TestingCatalogs.LASTING) == Outcome.WAIVED);
            assign(3, digest, Overrides.NONE);
            awaitReport(report -> outcome(report, TestingCatalogs.LASTING) == Outcome.DRIFT);
        }
        baselines.forget();
        try (Agent _ = start(driver)) {
            NodeReport first = awaitReport(report -> !report.baseline().isEmpty());
            assertEquals(digest, first.baseline());
            assertEquals(Outcome.DRIFT, outcome(first, TestingCatalogs.LASTING));
        }
    }

    @Test
    void whatWasWaivedIsAFindingAgainAtItsTimeThoughNothingIsReadAnew() {
        Probe once = TestingProbe.of(
                "gpu.driver", Cadence.BOOT, () -> List.of(TestingProbe.fact(TestingCatalogs.LASTING, 580L)));
        String digest = baselines.put(TestingBaselines.wanting(TestingCatalogs.LASTING, "570"));
        try (Agent _ = start(once)) {
            assign(1, digest, Overrides.NONE);
            awaitReport(report -> outcome(report, TestingCatalogs.LASTING) == Outcome.DRIFT);
            Overrides.Waiver waiver = new Overrides.Waiver(
                    "test.driver.*",
                    Selector.ALL,
                    "on trial",
                    "gpu team",
                    Instant.now().plusSeconds(6));
            assign(2, digest, new Overrides(new TreeMap<>(), List.of(waiver), List.of()));
            awaitReport(report -> outcome(report, TestingCatalogs.LASTING) == Outcome.WAIVED);
            awaitReport(report -> outcome(report, TestingCatalogs.LASTING) == Outcome.DRIFT);
        }
    }

    @Test
    void aBaselineThatIsNowhereLeavesThePresentOneAndIsSaid() {
        Probe driver = TestingProbe.of(
                "gpu.driver", Cadence.FAST, () -> List.of(TestingProbe.fact(TestingCatalogs.LASTING, 580L)));
        String digest = baselines.put(TestingBaselines.wanting(TestingCatalogs.LASTING, "570"));
        try (Agent _ = start(driver)) {
            assign(1, digest, Overrides.NONE);
            awaitReport(report -> outcome(report, TestingCatalogs.LASTING) == Outcome.DRIFT);
            assign(2, "nowhere", Overrides.NONE);
            NodeReport lacking = awaitReport(report -> outcome(report, "baseline.unavailable") == Outcome.UNKNOWN);
            assertEquals(digest, lacking.baseline());
            assertEquals(Outcome.DRIFT, outcome(lacking, TestingCatalogs.LASTING));
            assign(3, "", Overrides.NONE);
            NodeReport none = awaitReport(report -> report.baseline().isEmpty());
            assertEquals(Outcome.OK, outcome(none, "baseline.unavailable"));
            assertEquals(Outcome.OK, outcome(none, TestingCatalogs.LASTING));
        }
    }

    @Test
    void aRestartSpeaksUnderAHigherRunAndRepeatsNoEdge() {
        gpus.set(7);
        try (Agent _ = start(counting)) {
            awaitReport(report -> !report.findings().isEmpty());
            awaitEvent(Kind.FINDING_OPENED);
        }
        NodeReport before = report(transport.confirmed(MessageType.REPORT).getLast());
        try (Agent _ = start(counting)) {
            NodeReport after = awaitReport(report -> !report.findings().isEmpty());
            awaitEvent(Kind.AGENT_STARTED);
            assertEquals(
                    before.findings().getFirst().since(),
                    after.findings().getFirst().since());
        }
        assertEquals(
                List.of(0L, 1L),
                enrolment.granted().stream().map(Enrolment.Request::lastRun).toList());
        assertEquals(
                2,
                verified(transport.confirmed(MessageType.REPORT).getLast())
                        .sender()
                        .run());
        assertEquals(List.of(Kind.AGENT_STARTED, Kind.FINDING_OPENED, Kind.AGENT_STARTED), kindsSent());
    }

    @Test
    void aSettingThatReadsOtherwiseIsAnEdgeAlsoWhenItChangedWhileNobodyLooked() {
        AtomicLong version = new AtomicLong(570);
        Probe driver = TestingProbe.of(
                "gpu.driver", Cadence.FAST, () -> List.of(TestingProbe.fact(TestingCatalogs.LASTING, version.get())));
        try (Agent _ = start(driver)) {
            awaitReport(_ -> true);
            awaitEvent(Kind.AGENT_STARTED);
            version.set(580);
            assertEquals("570 -> 580", awaitEvent(Kind.FACT_CHANGED).text());
        }
        version.set(590);
        try (Agent _ = start(driver)) {
            assertEquals("580 -> 590", awaitEvent(Kind.FACT_CHANGED).text());
        }
    }

    @Test
    void anotherBootIsAnEventAndAnotherEnrolment() {
        try (Agent _ = start(counting, booting)) {
            awaitReport(report -> report.bootId().equals("boot-1"));
            boots.set(2);
            NodeEvent event = awaitEvent(Kind.BOOT_CHANGED);
            assertEquals("boot-2-BOOT_CHANGED-1", event.id());
            awaitReport(report -> report.bootId().equals("boot-2"));
            transport.awaitNext(
                    MessageType.REPORT,
                    record -> verified(record).sender().boot().equals("boot-2")
                            && verified(record).sender().run() == 2);
        }
        assertEquals(
                List.of("boot-1", "boot-2"),
                enrolment.granted().stream().map(Enrolment.Request::bootId).toList());
    }

    private static InboxRecord resend(long generation) {
        Resend resend = new Resend(new TreeSet<>(List.of(Section.GPU)));
        Instant now = Instant.now();
        return new InboxRecord(MessageType.RESEND, NODE, generation, now, now.plusSeconds(600), Wire.encode(resend));
    }

    @Test
    void aSectionThatIsAskedForIsSentAgain() {
        try (Agent _ = start(counting)) {
            transport.awaitNext(MessageType.SNAPSHOT_SECTION, _ -> true);
            inbox.put(resend(1));
            transport.awaitNext(MessageType.SNAPSHOT_SECTION, _ -> true);
        }
    }

    @Test
    void anOrderIsNotReadBeforeItsKeyIsKnown() {
        inbox.put(resend(1));
        enrolment.refuseNext(1);
        try (Agent _ = start(counting)) {
            transport.awaitNext(MessageType.SNAPSHOT_SECTION, _ -> true);
        }
        try (Memory memory = Memory.open(folder.resolve("data"), "boot-1", Instant.now())) {
            assertEquals(1, memory.generation());
        }
    }

    @Test
    void aRefusedAgentAsksUntilItIsGranted() {
        enrolment.refuseNext(1);
        try (Agent _ = start(counting)) {
            awaitReport(_ -> true);
        }
        assertEquals(0, enrolment.refusalsLeft());
    }

    @Test
    void theManagementPagesSayWhatIsLackingAndThatTheLoopTurns() throws Exception {
        gpus.set(7);
        Probe forbidden = TestingProbe.of(
                "gpu.forbidden",
                Cadence.FAST,
                () -> List.of(new Fact(
                        new CheckId(TestingCatalogs.LASTING),
                        Instance.NODE,
                        Reading.missing(Reading.Why.NOT_PERMITTED, "EACCES"),
                        "/test")));
        try (Agent agent = start(counting, hanging, forbidden)) {
            assertEquals(200, get(agent, "/healthz").statusCode());
            HttpResponse<String> early = get(agent, "/readyz");
            assertTrue(
                    early.statusCode() == 200 || early.body().contains("not every probe has answered yet"),
                    early.body());

            awaitReport(report ->
                    !report.findings().isEmpty() && report.uncovered().equals(new TreeMap<>(Map.of("CAP_SYSLOG", 1))));
            assertEquals(200, get(agent, "/readyz").statusCode());
            String metrics = get(agent, "/metrics").body();
            assertTrue(metrics.contains("holdfast_agent_findings{severity=\"critical\"} 1.0"), metrics);
            assertTrue(metrics.contains("holdfast_agent_critical{check="), metrics);
            assertTrue(metrics.contains("holdfast_agent_checks_uncovered{needs=\"CAP_SYSLOG\"} 1.0"), metrics);
            assertTrue(
                    metrics.contains("holdfast_agent_probe_failures_total{probe=\"gpu.hang\",reason=\"not-yet\"} 1.0"),
                    metrics);
            metrics.lines()
                    .filter(line -> line.startsWith("# TYPE "))
                    .map(line -> line.substring("# TYPE ".length(), line.lastIndexOf(' ')))
                    .forEach(name -> assertTrue(
                            name.startsWith("holdfast_agent_") && metrics.contains("# HELP " + name + " "), name));
            assertEquals(404, get(agent, "/").statusCode());
        }
    }

    private static HttpResponse<String> get(Agent agent, String page) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + agent.managementPort() + page);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
