package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.parse.NvidiaProc.Flavor;
import io.holdfast.protocol.fact.DeviceId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Text attributes of devices: the NVIDIA driver's files, PCI, RDMA, and what network tools print.
class DeviceTextTest {
    private static final String OPEN =
            "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  575.10.01  Release Build"
                    + "  (builder@host)  Mon Jan  5\nGCC version:  gcc version 13.2.0 (Distribution 13.2.0-4)\n";
    private static final String PROPRIETARY =
            "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.1.2  Mon Jan  5 11:12:13 UTC 2024\n";

    @Test
    void theDriverVersionStandsBehindTheWordModule() {
        assertEquals(Optional.of("575.10.01"), NvidiaProc.version(OPEN));
        assertEquals(Optional.of("535.1.2"), NvidiaProc.version(PROPRIETARY));
        assertEquals(Optional.of("595.84"), NvidiaProc.version(OPEN.replace("575.10.01", "595.84")));
        assertEquals(Optional.empty(), NvidiaProc.version("GCC version: gcc 13.2.0"));
        assertEquals(Optional.of(Flavor.OPEN), NvidiaProc.flavor(OPEN));
        assertEquals(Optional.of(Flavor.PROPRIETARY), NvidiaProc.flavor(PROPRIETARY));
        assertEquals(Optional.empty(), NvidiaProc.flavor("something else"));
    }

    @Test
    void pairsKeepTheirOrderAndTheirColons() {
        assertEquals(
                Map.of("Model", "Made Up 9", "Bus Location", "0000:3b:00.0", "RegistryDwords", "\"\""),
                NvidiaProc.pairs(
                        "Model: \t\t Made Up 9\nBus Location: \t 0000:3b:00.0\nRegistryDwords: \"\"\nnoise\n"));
        assertTrue(NvidiaProc.isUnset("??.??.??.??.??"));
        assertFalse(NvidiaProc.isUnset("96.00.99.00.01"));
    }

    @ParameterizedTest
    @CsvSource({"'32.0 GT/s PCIe', 32", "'2.5 GT/s', 2.5", "'64.0 GT/s PCIe', 64"})
    void aLinkSpeedIsItsLeadingNumber(String text, BigDecimal speed) {
        assertEquals(new Reading.Quantity(speed, "GT/s"), PciText.speed(text));
    }

    @Test
    void aLinkThatIsNotThereIsNotAFault() {
        assertEquals(Why.NOT_APPLICABLE, why(PciText.speed("Unknown")));
        assertEquals(Why.NOT_APPLICABLE, why(PciText.width("0")));
        assertEquals(Why.UNREADABLE, why(PciText.width("63")));
        assertEquals(Why.UNREADABLE, why(PciText.width("255")));
        assertEquals(Why.MALFORMED, why(PciText.width("x16")));
        assertEquals(Why.MALFORMED, why(PciText.speed("fast")));
        assertEquals(Why.UNSUPPORTED, why(PciText.numaNode("-1")));
        assertEquals(new Reading.Whole(1), PciText.numaNode("1"));
    }

    @Test
    void theLeastOfTwoIsUnknownWhereOneIs() {
        Reading missing = Reading.missing(Why.ABSENT, "");
        assertEquals(new Reading.Whole(8), PciText.least(new Reading.Whole(16), new Reading.Whole(8)));
        assertEquals(missing, PciText.least(new Reading.Whole(16), missing));
        assertEquals(missing, PciText.least(missing, new Reading.Whole(16)));
    }

    @ParameterizedTest
    @CsvSource({
        "'400 Gb/sec (4X NDR)', 400",
        "'200 Gb/sec (2X NDR)', 200",
        "'2.5 Gb/sec (1X SDR)', 2.5",
        "'10 Gb/sec (4X)', 10",
        "'25 Gb/sec', 25"
    })
    void aPortRateIsItsLeadingNumber(String text, BigDecimal rate) {
        assertEquals(new Reading.Quantity(rate, "Gb/s"), InfinibandText.rate(text));
    }

    @Test
    void aPortStateIsTheWordBehindTheNumber() {
        assertEquals(new Reading.Text("ACTIVE"), InfinibandText.state("4: ACTIVE"));
        assertEquals(new Reading.Text("Phy Test"), InfinibandText.state("7: Phy Test"));
        for (String text : List.of("ACTIVE", "4:", ": ACTIVE", "")) {
            assertEquals(Why.MALFORMED, why(InfinibandText.state(text)), text);
        }
        assertEquals(Why.MALFORMED, why(InfinibandText.rate("fast (4X NDR)")));
    }

    @Test
    void identifiersAreHexadecimalAndFreeGidsAreKnown() {
        assertEquals(new Reading.Whole(26), InfinibandText.lid("0x1a"));
        assertEquals(new Reading.Whole(0), InfinibandText.lid("0x0"));
        assertEquals(new Reading.Text("9c05:9103:00d1:2edc"), InfinibandText.guid("9c05:9103:00d1:2edc"));
        assertEquals(Why.MALFORMED, why(InfinibandText.guid("nonsense")));
        assertFalse(InfinibandText.isUsed("0000:0000:0000:0000:0000:0000:0000:0000"));
        assertFalse(InfinibandText.isUsed("fe80:0000:0000:0000:0000:0000:0000:0000"));
        assertTrue(InfinibandText.isUsed("fe80:0000:0000:0000:0000:0000:0000:0001"));
    }

    @Test
    void ethtoolNamesFirmwareWithTheBoardIdBehindIt() {
        assertEquals(
                new Reading.Version("22.41.1000"),
                EthtoolText.firmware("driver: mlx5_core\nfirmware-version: 22.41.1000 (MT_0000000001)\n"));
        assertEquals(Why.UNSUPPORTED, why(EthtoolText.firmware("driver: virtio_net\nfirmware-version: \n")));
        assertEquals(Why.MALFORMED, why(EthtoolText.firmware("Cannot get driver information")));
    }

    @Test
    void devlinkTellsWhatRunsAndWhatIsStored() {
        Map<DeviceId, DevlinkText.Firmware> devices = DevlinkText.parse("""
                pci/0000:08:00.0:
                  driver mlx5_core
                  versions:
                      fixed:
                        fw.psid MT_0000000001
                      running:
                        fw.version 28.41.1000
                        fw 28.41.1000
                      stored:
                        fw.version 28.42.1000
                auxiliary/mlx5_core.eth.0:
                  driver mlx5_core.eth
                pci/0000:09:00.0:
                  driver mlx5_core
                """);

        assertEquals(
                Map.of(
                        new DeviceId("0000:08:00.0"),
                        new DevlinkText.Firmware(
                                Optional.of("28.41.1000"), Optional.of("28.42.1000"), Optional.of("MT_0000000001")),
                        new DeviceId("0000:09:00.0"),
                        new DevlinkText.Firmware(Optional.empty(), Optional.empty(), Optional.empty())),
                devices);
    }

    @Test
    void bootWordsKeepTheLastOfARepeatedKey() {
        KernelCommandLine line = KernelCommandLine.parse(
                "quiet iommu=pt intel_iommu=off intel_iommu=on,sm_on pci=nomsi,disable_acs_redir=pci:1,realloc "
                        + "pcie_acs_override=downstream -- iommu=strict");

        assertEquals(List.of("intel_iommu=on,sm_on", "iommu=pt"), BootWords.iommu(line));
        assertEquals(List.of("pcie_acs_override=downstream", "pci=disable_acs_redir=pci:1"), BootWords.acs(line));
    }

    private static Why why(Reading reading) {
        return ((Reading.Missing) reading).why();
    }
}
