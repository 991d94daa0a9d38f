package io.holdfast.benchmarks;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A node that seals records as an enrolled agent does, as fast as they are asked for. What it reports is of the size
/// that an 8-GPU node with a handful of findings reports.
final class LoadNode {
    private static final Section[] SECTIONS = {
        Section.OS, Section.MODULE, Section.HARDWARE, Section.GPU, Section.NIC, Section.PORT, Section.PCIE
    };

    private final Sender sender;
    private final SessionKey key;
    private final Instant since;
    private byte[] said;
    private long sequence;
    private long row;

    /// @param masters whose current key the aggregator would have granted the session key from
    LoadNode(int number, MasterKeys masters, Instant since) {
        String keyId = masters.current() + ".shared";
        NodeId node = NodeId.parse("bench/gpu-%05d".formatted(number));
        this.sender = new Sender(node, "00000000-0000-4000-8000-%012d".formatted(number), 1, keyId);
        this.key = SessionKey.derive(masters.master(masters.current()).orElseThrow(), node, 1, keyId);
        this.since = since;
        this.said = Wire.encode(report(0));
    }

    Sender sender() {
        return sender;
    }

    SessionKey key() {
        return key;
    }

    /// Says what it said last.
    Envelope heartbeat(Instant time) {
        return seal(MessageType.REPORT, time, said);
    }

    /// Says something new.
    ///
    /// @param version another number is another report
    Envelope changedReport(Instant time, int version) {
        said = Wire.encode(report(version));
        return heartbeat(time);
    }

    /// The next row of its outbox: a setting that reads otherwise.
    Envelope event(Instant time) {
        NodeEvent event = new NodeEvent(
                "0b2b7c9e",
                ++row,
                sender.boot() + "-" + row,
                NodeEvent.Kind.FACT_CHANGED,
                Optional.of(new CheckId("nic.benchmark.fact1")),
                List.of(new Instance("0000:10:00.0")),
                "28.45.1000 before, 28.45." + row + " now",
                time,
                Optional.empty());
        return seal(MessageType.EVENT, time, Wire.encode(event));
    }

    Envelope section(Instant time, byte[] data) {
        return seal(MessageType.SNAPSHOT_SECTION, time, data);
    }

    private Envelope seal(MessageType type, Instant time, byte[] data) {
        return NodeRecord.seal(key, sender, type, ++sequence, time, data);
    }

    private NodeReport report(int version) {
        TreeMap<Section, String> digests = new TreeMap<>();
        for (Section section : SECTIONS) {
            digests.put(section, emptySection(section).digest());
        }
        List<Finding> findings = new ArrayList<>();
        for (int finding = 0; finding < 5; finding++) {
            findings.add(new Finding(
                    new CheckId("nic.benchmark.counter" + finding),
                    List.of(
                            new Instance("0000:%02x:00.0".formatted(16 + finding)),
                            new Instance("0000:%02x:00.1".formatted(16 + finding))),
                    Scope.DEVICE,
                    Outcome.FAULT,
                    Severity.WARNING,
                    "none",
                    "changed " + version + " times",
                    since,
                    "/sys/bus/pci/devices/0000:%02x:00.0/benchmark".formatted(16 + finding)));
        }
        return new NodeReport(
                sender.node(),
                sender.boot(),
                "0.1.0",
                Origin.SIMULATED,
                "",
                findings,
                digests,
                new TreeMap<>(Map.of(Reading.Why.ABSENT, 12, Reading.Why.NOT_PERMITTED, 3)),
                new TreeMap<>(Map.of("CAP_SYS_ADMIN", 3)),
                740);
    }

    /// The sections that its reports name, so that the fold lacks none of them.
    List<Envelope> sections(Instant time) {
        return Arrays.stream(SECTIONS)
                .map(section -> section(time, emptySection(section).data()))
                .toList();
    }

    private static SectionWire.Encoded emptySection(Section section) {
        return SectionWire.encode(new SectionFacts(section, Instant.EPOCH, List.of()), Catalog.shipped());
    }

    /// A NIC section: checks times functions facts, of which one in eight is missing.
    ///
    /// @param functions network functions, 10 for ten cards without virtual functions, 1280 for 127 on each of ten
    /// @param version another number is another content
    static SectionWire.Encoded nicSection(int functions, int checks, int version, Instant at) {
        List<Fact> facts = new ArrayList<>();
        for (int function = 0; function < functions; function++) {
            String address = "0000:%02x:%02x.%d".formatted(16 + function / 128, function / 8 % 16, function % 8);
            for (int check = 0; check < checks; check++) {
                facts.add(new Fact(
                        new CheckId("nic.benchmark.fact" + check),
                        new Instance(address),
                        reading(check, function, version),
                        "/sys/bus/pci/devices/" + address + "/fact" + check));
            }
        }
        return SectionWire.encode(new SectionFacts(Section.NIC, at, facts), Catalog.shipped());
    }

    private static Reading reading(int check, int function, int version) {
        return switch (check % 8) {
            case 0 -> new Reading.Version("28.45." + (1000 + version));
            case 1 -> Reading.Quantity.of(400, "Gb/s");
            case 2 -> new Reading.Flag(true);
            case 3 -> Reading.missing(Reading.Why.ABSENT, "no such file");
            case 4 -> new Reading.Text("0x15b3");
            case 5 -> new Reading.Text("58:a2:e1:00:%02x:%02x".formatted(function / 256, function % 256));
            default -> new Reading.Whole(check);
        };
    }
}
