package io.holdfast.aggregator;

import io.holdfast.protocol.check.Catalog;
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
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.report.NodeReport;
import io.holdfast.protocol.report.Origin;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.MasterKeys;
import io.holdfast.protocol.wire.MessageType;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.SectionWire;
import io.holdfast.protocol.wire.Sender;
import io.holdfast.protocol.wire.SessionKey;
import io.holdfast.protocol.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A node that speaks as an enrolled agent does.
public final class TestingNode {
    private static final byte[] MASTER = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    public static final MasterKeys MASTERS = new MasterKeys("m1", Map.of("m1", MASTER));
    public static final Instant START = Instant.parse("2026-11-23T05:00:00Z");

    private final Sender sender;
    private final SessionKey key;
    private long sequence;

    public TestingNode(String node, long run) {
        this(node, run, "boot-" + run);
    }

    public TestingNode(String node, long run, String boot) {
        this(node, run, boot, MASTER);
    }

    /// A node that shows a key it was not given.
    public static TestingNode forging(String node, String master) {
        return new TestingNode(node, 99, "boot-99", master.getBytes(StandardCharsets.US_ASCII));
    }

    private TestingNode(String node, long run, String boot, byte[] master) {
        this.sender = new Sender(NodeId.parse(node), boot, run, "m1.shared");
        this.key = SessionKey.derive(master, sender.node(), run, "m1.shared");
    }

    public NodeId id() {
        return sender.node();
    }

    public static Finding fault(String check, Severity severity) {
        return new Finding(
                new CheckId(check),
                List.of(Instance.NODE),
                Scope.NODE,
                Outcome.FAULT,
                severity,
                "No",
                "Yes",
                START,
                "nvidia-smi -q -x");
    }

    public NodeReport reportOf(List<Finding> findings, Map<Section, String> sections) {
        return new NodeReport(
                sender.node(),
                sender.boot(),
                "0.1.0",
                Origin.RECORDED,
                "",
                findings,
                new TreeMap<>(sections),
                new TreeMap<>(Map.of(Reading.Why.ABSENT, 2)),
                new TreeMap<>(Map.of("CAP_SYSLOG", 1)),
                12);
    }

    public Envelope report(Finding... findings) {
        return seal(MessageType.REPORT, Wire.encode(reportOf(List.of(findings), Map.of())));
    }

    public Envelope reportNaming(Section section, String digest) {
        SortedMap<Section, String> sections = new TreeMap<>(Map.of(section, digest));
        return seal(MessageType.REPORT, Wire.encode(reportOf(List.of(), sections)));
    }

    public static SectionWire.Encoded os(String kernel) {
        return SectionWire.encode(
                new SectionFacts(
                        Section.OS,
                        START,
                        List.of(new Fact(
                                new CheckId("os.kernel.release"),
                                Instance.NODE,
                                new Reading.Version(kernel),
                                "/proc/sys/kernel/osrelease"))),
                Catalog.shipped());
    }

    public Envelope event(String outbox, long row, NodeEvent.Kind kind, Optional<NodeEvent.Gap> gap) {
        return seal(
                MessageType.EVENT,
                Wire.encode(new NodeEvent(
                        outbox, row, outbox + row, kind, Optional.empty(), List.of(), "row " + row, START, gap)));
    }

    public Envelope section(SectionWire.Encoded section) {
        return seal(MessageType.SNAPSHOT_SECTION, section.data());
    }

    public Envelope seal(MessageType type, byte[] data) {
        return NodeRecord.seal(key, sender, type, ++sequence, START, data);
    }
}
