package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.parse.LldpText.Neighbor;
import io.holdfast.protocol.fact.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Links, modules and neighbours as tools print them.
class LinkTextTest {
    private static final Neighbor LEAF =
            new Neighbor("leaf01", "ifname", "swp12s0", Optional.of("to node 7"), Optional.of("10.0.0.1"));

    /// One neighbour: objects all the way. Several interfaces: an array of objects with one key.
    private static final String ONE = """
            {"lldp":{"interface":{"eth0":{"via":"LLDP","chassis":{"leaf01":{"id":{"type":"mac",
            "value":"aa:bb:cc:00:00:01"},"mgmt-ip":"10.0.0.1"}},
            "port":{"id":{"type":"ifname","value":"swp12s0"},"descr":"to node 7"}}}}}
            """;

    private static final String ALWAYS_LISTS = """
            {"lldp":[{"interface":[{"name":"eth0","via":"LLDP","chassis":[{"id":[{"type":"mac",
            "value":"aa:bb:cc:00:00:01"}],"name":[{"value":"leaf01"}],"mgmt-ip":[{"value":"10.0.0.1"}]}],
            "port":[{"id":[{"type":"ifname","value":"swp12s0"}],"descr":[{"value":"to node 7"}]}]}]}]}
            """;

    @Test
    void oneNeighborIsTheSameInEveryForm() {
        assertEquals(Optional.of(Map.of("eth0", List.of(LEAF))), LldpText.parse(ONE));
        assertEquals(Optional.of(Map.of("eth0", List.of(LEAF))), LldpText.parse(ALWAYS_LISTS));
    }

    @Test
    void severalNeighborsOfOneInterfaceAreAllTold() {
        String two = """
                {"lldp":{"interface":[
                {"eth1":{"chassis":{"id":{"type":"mac","value":"aa:bb:cc:00:00:02"}},
                "port":{"id":{"type":"mac","value":"aa:bb:cc:00:00:03"}}}},
                {"eth1":{"chassis":{"leaf01":{"id":{"type":"mac","value":"x"}}},
                "port":{"id":{"type":"ifname","value":"swp1"}}}}]}}
                """;

        assertEquals(
                List.of("aa:bb:cc:00:00:02 mac:aa:bb:cc:00:00:03", "leaf01 ifname:swp1"),
                LldpText.parse(two).orElseThrow().getOrDefault("eth1", List.of()).stream()
                        .map(Neighbor::words)
                        .toList());
    }

    @Test
    void noNeighborIsAnEmptyListAndNonsenseIsNone() {
        assertEquals(Optional.of(Map.of()), LldpText.parse("{\"lldp\":{}}"));
        assertEquals(Optional.of(Map.of()), LldpText.parse("{\"lldp\":{\"interface\":{\"eth0\":7}}}"));
        assertEquals(Optional.of(Map.of()), LldpText.parse("{\"lldp\":{\"interface\":[{\"eth0\":{}}]}}"));
        for (int end = 0; end < ALWAYS_LISTS.strip().length() - 1; end++) {
            assertEquals(Optional.empty(), LldpText.parse(ALWAYS_LISTS.substring(0, end)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "15E-255, 0",
        "1.5E-8, 0.000000015",
        "2e-9, 0.000000002",
        "0, 0",
        "N/A, unsupported",
        "'', unsupported",
        "few, malformed",
        "1E99999999, malformed",
    })
    void noErrorSeenIsZeroAndNotTheSmallestNumber(String printed, String shown) {
        assertEquals(
                shown,
                LinkText.errorRate(Map.of("raw physical ber", printed), "raw physical ber")
                        .shown());
    }

    @Test
    void theTextFormIsReadWithAndWithoutColours() {
        Map<String, String> pairs = LinkText.pairs("""
                Operational Info
                ----------------
                State                           : \u001b[32mActive\u001b[0m
                FEC                             : Standard_RS-FEC - (544,514)
                Effective Physical BER          : 15E-255
                """);

        assertEquals("Active", pairs.get("state"));
        assertEquals("0", LinkText.errorRate(pairs, "effective physical ber").shown());
        assertEquals(
                "Standard_RS-FEC - (544,514)",
                LinkText.correction(LinkText.first(pairs, "fec"), true).shown());
        assertEquals(
                "not-applicable",
                LinkText.correction(LinkText.first(pairs, "fec"), false).shown());
        assertEquals("unsupported", LinkText.correction(Optional.empty(), true).shown());
        assertEquals(
                "unsupported",
                LinkText.count(pairs, "effective physical errors").shown());
    }

    @Test
    void theCorrectionInUseIsFoundInBothSpellings() {
        assertEquals(Optional.of("RS"), LinkText.ethtoolCorrection("Active FEC encoding: RS\n"));
        assertEquals(Optional.of("Off"), LinkText.ethtoolCorrection("Active FEC encodings: Off\n"));
        assertEquals(Optional.empty(), LinkText.ethtoolCorrection("netlink error: Operation not supported\n"));
    }

    @Test
    void alarmsAreOnOffOrNotThere() {
        assertEquals(
                "none",
                LinkText.alarms(Map.of("laser tx power high alarm", "Off")).shown());
        assertEquals(
                "laser-tx-power-high-alarm",
                LinkText.alarms(Map.of("laser tx power high alarm", "On")).shown());
        assertEquals(
                "unsupported", LinkText.alarms(Map.of("vendor name", "NVIDIA")).shown());
        assertEquals(Set.of(), LinkText.pairs("{\"result\":").keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "Cable Length [m], 30, 30 m",
        "Cable assembly length, 0.50m, 0.5 m",
        "Length (copper or active cable), 2m, 2 m",
        "Length (copper or active cable), 0m, (unsupported)",
        "Cable Length [m], N/A, (unsupported)",
        "Cable Length [m], long, (malformed)",
    })
    void theLengthOfACableIsInMetres(String name, String value, String expected) {
        assertEquals(expected, shown(LinkText.length(LinkText.pairs(name + " : " + value))));
    }

    @ParameterizedTest
    @CsvSource({
        "Cable Technology, Copper cable unequalized, Copper cable unequalized",
        "Transmitter technology, 0x00 (850 nm VCSEL), 850 nm VCSEL",
        "Transmitter technology, 0x00, 0x00",
        "Vendor name, X, (unsupported)",
    })
    void everyToolTellsATechnologyInTheSameWords(String name, String value, String expected) {
        assertEquals(expected, shown(LinkText.technology(LinkText.pairs(name + " : " + value))));
    }

    private static String shown(Reading reading) {
        return switch (reading) {
            case Reading.Missing missing -> "(" + missing.shown() + ")";
            case Reading.Quantity quantity -> quantity.shown() + " " + quantity.unit();
            case Reading other -> other.shown();
        };
    }
}
