package io.holdfast.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.SectionFacts;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SectionWireTest {
    private static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");
    private static final Catalog CATALOG = Catalog.shipped();

    private static Fact fact(String check, String instance, Reading reading, String source) {
        return new Fact(new CheckId(check), new Instance(instance), reading, source);
    }

    private static List<Fact> inOrder(List<Fact> facts) {
        return new SectionFacts(Section.PCIE, NOW, facts).facts();
    }

    private static Reading randomReading(Random random) {
        Reading.Why[] reasons = Reading.Why.values();
        String text = Integer.toString(random.nextInt(4));
        return switch (random.nextInt(7)) {
            case 0 -> new Reading.Text("text " + text);
            case 1 -> new Reading.Whole(random.nextLong());
            case 2 -> new Reading.Quantity(BigDecimal.valueOf(random.nextInt(4000), 1), "Gb/s");
            case 3 -> new Reading.Flag(random.nextBoolean());
            case 4 -> new Reading.Version("580." + text);
            case 5 -> new Reading.Words(new java.util.TreeSet<>(Set.of("a", "b" + text)));
            default -> Reading.missing(reasons[random.nextInt(reasons.length)], random.nextBoolean() ? "" : text);
        };
    }

    private static String randomSource(Random random, String instance) {
        return switch (random.nextInt(5)) {
            case 0 -> "nvidia-smi -q -x";
            case 1 -> "/sys/bus/pci/devices/" + instance + "/config";
            case 2 -> "awk {print $1} " + instance;
            case 3 -> "=odd";
            default -> "/sys/class/infiniband/mlx5_0/ports/1/state";
        };
    }

    @Test
    void whatIsSentIsWhatIsRead() {
        Random random = new Random(42);
        String[] instances = {"node", "0000:17:00.0", "mlx5_0/1", "mlx5_0", "eth0"};
        for (int round = 0; round < 300; round++) {
            List<Fact> facts = new ArrayList<>();
            for (int n = 0; n < random.nextInt(40); n++) {
                String instance = instances[random.nextInt(instances.length)];
                facts.add(fact("check.c" + n, instance, randomReading(random), randomSource(random, instance)));
            }
            SectionFacts section = new SectionFacts(Section.PCIE, NOW, facts);
            SectionWire.Encoded encoded = SectionWire.encode(section, CATALOG);
            SectionWire.Decoded decoded = SectionWire.decode(encoded.data());
            assertEquals(section, decoded.facts());
            assertEquals(encoded.digest(), decoded.digest());
        }
    }

    @Test
    void aFewChecksAreReadAsTheWholeSectionReadsThem() {
        Random random = new Random(43);
        String[] instances = {"node", "0000:17:00.0", "columns", "data"};
        for (int round = 0; round < 300; round++) {
            List<Fact> facts = new ArrayList<>();
            for (int n = 0; n < random.nextInt(40); n++) {
                String instance = instances[random.nextInt(instances.length)];
                facts.add(fact(
                        "check.c" + random.nextInt(9),
                        instance,
                        randomReading(random),
                        randomSource(random, instance)));
            }
            byte[] data = SectionWire.encode(new SectionFacts(Section.PCIE, NOW, facts), CATALOG)
                    .data();
            Predicate<CheckId> wanted = check -> check.text().charAt(7) < '4';
            List<Fact> expected = SectionWire.decode(data).facts().facts().stream()
                    .filter(fact -> wanted.test(fact.check()))
                    .toList();
            assertEquals(expected, inOrder(SectionScan.facts(data, wanted)));
            byte[] kept = ("{\"boot\":\"b\",\"run\":1,\"data\":" + new String(data, StandardCharsets.UTF_8) + "}")
                    .getBytes(StandardCharsets.UTF_8);
            assertEquals(expected, inOrder(SectionScan.facts(kept, wanted)));
        }
        for (String broken : List.of("[]", "{\"columns\":[{\"source\":\"/x\"}]}", "{\"columns\":[{\"check\":")) {
            assertThrows(
                    WireException.class, () -> SectionScan.facts(broken.getBytes(StandardCharsets.UTF_8), _ -> true));
        }
    }

    @Test
    void theDigestSpeaksOfValuesAndNotOfTheTimeTheyWereRead() {
        SectionFacts at = new SectionFacts(
                Section.OS, NOW, List.of(fact("os.kernel.release", "node", new Reading.Version("6.8.0"), "/proc")));
        SectionFacts later = new SectionFacts(Section.OS, NOW.plusSeconds(9), at.facts());
        SectionFacts other = new SectionFacts(
                Section.OS, NOW, List.of(fact("os.kernel.release", "node", new Reading.Version("6.9.0"), "/proc")));
        assertEquals(
                SectionWire.encode(at, CATALOG).digest(),
                SectionWire.encode(later, CATALOG).digest());
        assertNotEquals(
                SectionWire.encode(at, CATALOG).digest(),
                SectionWire.encode(other, CATALOG).digest());
    }

    @Test
    void aNodeWithTenCardsOf127VirtualFunctionsFitsAndStaysSmall() {
        List<Fact> facts = IntStream.range(0, 1270)
                .mapToObj(vf -> String.format("%04x:%02x:%02x.%d", 0, 16 + vf / 127, (vf % 127) / 8, vf % 8))
                .flatMap(address -> java.util.stream.Stream.of(
                                "pcie.driver", "iommu.group", "pcie.numa_node", "pcie.device")
                        .map(check -> fact(
                                check, address, new Reading.Text("value"), "/sys/bus/pci/devices/" + address + "/x")))
                .toList();
        int bytes = SectionWire.encode(new SectionFacts(Section.PCIE, NOW, facts), CATALOG)
                .data()
                .length;
        assertTrue(bytes < 30 * facts.size(), () -> bytes + " bytes for " + facts.size() + " facts");
    }

    @Test
    void aSectionOverTheLimitIsRefusedWhereItIsMade() {
        String huge = "x".repeat(Topics.MAX_SECTION_BYTES);
        SectionFacts section = new SectionFacts(
                Section.OS, NOW, List.of(fact("os.kernel.cmdline", "node", new Reading.Text(huge), "/proc")));
        WireException refused = assertThrows(WireException.class, () -> SectionWire.encode(section, CATALOG));
        assertTrue(String.valueOf(refused.getMessage()).contains("section os has"));
    }

    @Test
    void wordsOfANewerWriterAreReadAsUnknownAndNotLost() {
        String newer = """
                {"section":"quantum","observedAt":"2026-11-23T05:00:00Z","digest":"d","extra":1,"columns":[
                 {"check":"a.b","source":"s","type":"tensor","values":{"node":[1,2]},"more":true},
                 {"check":"a.c","source":"s","missing":"asleep","instances":["node"]}]}
                """;
        SectionFacts facts =
                SectionWire.decode(newer.getBytes(StandardCharsets.UTF_8)).facts();
        assertEquals(Section.UNKNOWN, facts.section());
        assertEquals(
                List.of(new Reading.Text("[1, 2]"), Reading.missing(Reading.Why.UNKNOWN, "")),
                facts.facts().stream().map(Fact::reading).toList());
    }

    @Test
    void brokenDataIsOneClearErrorWhereverItIsCut() {
        byte[] data = SectionWire.encode(
                        new SectionFacts(
                                Section.OS,
                                NOW,
                                List.of(fact("os.release.id", "node", new Reading.Text("ubuntu"), "/etc"))),
                        CATALOG)
                .data();
        for (int length = 0; length < data.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(data, length);
            assertThrows(WireException.class, () -> SectionWire.decode(cut));
        }
    }
}
