package io.holdfast.benchmarks;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.fold.Heard;
import io.holdfast.aggregator.fold.HeardNodes;
import io.holdfast.aggregator.ingest.Ingest;
import io.holdfast.aggregator.ingest.IngestCounters;
import io.holdfast.aggregator.ingest.RecordVerifier;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.wire.Digests;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.MasterKeys;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One record on its way: sealed on the node, verified and folded in the aggregator, and what of it is JSON. Without
/// Kafka: `heartbeats` measures both together.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class RecordBenchmark {
    private static final Instant NOW = Instant.parse("2026-11-23T05:00:00.123Z");
    private static final Instant LATER = NOW.plusSeconds(30);

    private final LoadNode node;
    private final RecordVerifier verifier;
    private final Ingest ingest;
    private final FleetNode known;
    private final Envelope heartbeat;
    private final Envelope changedReport;
    private final Envelope changedSection;
    private final byte[] report;
    private final SectionFacts facts;
    private final SectionFacts wideFacts;
    private final byte[] fleetNode;
    private final HeardNodes heardNodes;
    private final byte[] heardData;
    private final byte[] section;
    private final byte[] wideSection;

    /// A node that is known, and what it sends next.
    public RecordBenchmark() {
        byte[] master = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        MasterKeys masters = new MasterKeys("m1", Map.of("m1", master));
        node = new LoadNode(1, masters, NOW);
        verifier = new RecordVerifier(masters, 1_000);
        ingest = new Ingest(verifier, new IngestCounters());
        FleetNode soFar = taken(node.heartbeat(NOW), Optional.empty());
        for (Envelope held : node.sections(NOW)) {
            soFar = taken(held, Optional.of(soFar));
        }
        known = soFar;
        fleetNode = Wire.encode(known);
        TreeMap<NodeId, Heard> heard = new TreeMap<>();
        for (int number = 0; number < 2_000; number++) {
            heard.put(new NodeId("bench", "gpu-%05d".formatted(number)), known.heard());
        }
        heardNodes = new HeardNodes(heard);
        heardData = Wire.encode(heardNodes);
        heartbeat = node.heartbeat(LATER);
        changedReport = node.changedReport(LATER, 1);
        report = changedReport.data();
        section = LoadNode.nicSection(10, 30, 1, NOW).data();
        wideSection = LoadNode.nicSection(1_280, 8, 1, NOW).data();
        changedSection = node.section(LATER, section);
        facts = SectionWire.decode(section).facts();
        wideFacts = SectionWire.decode(wideSection).facts();
    }

    private FleetNode taken(Envelope record, Optional<FleetNode> before) {
        return switch (ingest.take(record, NOW, _ -> before)) {
            case Ingest.Result.Taken taken -> taken.after();
            case Ingest.Result.Refused refused -> throw new IllegalStateException(refused.toString());
            case Ingest.Result.Happened happened -> throw new IllegalStateException(happened.toString());
            case Ingest.Result.Repeated repeated -> throw new IllegalStateException(repeated.toString());
        };
    }

    @Benchmark
    public Ingest.Result takeHeartbeat() {
        return ingest.take(heartbeat, LATER, _ -> Optional.of(known));
    }

    @Benchmark
    public Ingest.Result takeChangedReport() {
        return ingest.take(changedReport, LATER, _ -> Optional.of(known));
    }

    @Benchmark
    public Ingest.Result takeSection300Facts() {
        return ingest.take(changedSection, LATER, _ -> Optional.of(known));
    }

    @Benchmark
    public Envelope sealReport() {
        return NodeRecord.seal(node.key(), node.sender(), MessageType.REPORT, 7, NOW, report);
    }

    @Benchmark
    public NodeRecord.Verdict verify() {
        return verifier.verify(heartbeat);
    }

    /// What is written to `holdfast.fleet.node.v1`, and read from it by each replica.
    @Benchmark
    public byte[] encodeFleetNode() {
        return Wire.encode(known);
    }

    /// What is written to `holdfast.fleet.heard.v1` of 2,000 nodes, once an interval.
    @Benchmark
    public byte[] encodeHeard2000Nodes() {
        return Wire.encode(heardNodes);
    }

    /// What each replica reads of it.
    @Benchmark
    public HeardNodes decodeHeard2000Nodes() {
        return Wire.decode(heardData, HeardNodes.class);
    }

    @Benchmark
    public FleetNode decodeFleetNode() {
        return Wire.decode(fleetNode, FleetNode.class);
    }

    @Benchmark
    public SectionWire.Encoded encodeSection300Facts() {
        return SectionWire.encode(facts, Catalog.shipped());
    }

    @Benchmark
    public SectionWire.Decoded decodeSection300Facts() {
        return SectionWire.decode(section);
    }

    /// Ten cards with 127 virtual functions each: 10,240 facts.
    @Benchmark
    public SectionWire.Encoded encodeFullWidthSection() {
        return SectionWire.encode(wideFacts, Catalog.shipped());
    }

    @Benchmark
    public SectionWire.Decoded decodeFullWidthSection() {
        return SectionWire.decode(wideSection);
    }

    /// The reference: what the hash functions of one record alone cost.
    @Benchmark
    public String referenceSha256OfReport() {
        return Digests.of(report);
    }
}
