package io.holdfast.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingCaptures;
import io.holdfast.agent.parse.PciConfig;
import io.holdfast.agent.parse.PciConfig.Found;
import io.holdfast.agent.parse.TestingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Config spaces of real devices, decoded here and by pciutils' `lspci`.
class PciConformanceTest {
    /// As lspci prints them, lowest bit first.
    private static final List<String> BITS =
            List.of("SrcValid", "TransBlk", "ReqRedir", "CmpltRedir", "UpstreamFwd", "EgressCtrl", "DirectTrans");

    @TestFactory
    Stream<DynamicTest> everyDumpIsDecodedAsLspciDecodesIt() {
        return TestingCaptures.files("pci-config", ".lspci-xxxx.txt").stream()
                .map(dump -> DynamicTest.dynamicTest(dump.getFileName().toString(), () -> compare(dump)));
    }

    private static void compare(Path dump) throws IOException {
        String name = dump.getFileName().toString().replace(".lspci-xxxx.txt", "");
        String decoded = TestingCaptures.run(
                Objects.requireNonNull(dump.getParent()), "lspci", "-F", dump.toString(), "-D", "-vvv");
        try (Stream<Path> functions = Files.list(TestingCaptures.at("pci-config/bin/" + name))) {
            for (Path function : functions.toList()) {
                String address = function.getFileName().toString();
                PciConfig config = new PciConfig(Files.readAllBytes(function.resolve("config")));
                compare(block(decoded, address), config, address);
            }
        }
    }

    private static void compare(String lspci, PciConfig config, String address) {
        Optional<Integer> control = flags(lspci, "ACSCtl");
        PciConfig.Capability acs = config.acs();
        assertEquals(control.isPresent(), acs.found() == Found.PRESENT, address + ": ACS");
        control.ifPresent(bits -> {
            assertEquals(bits, config.word(acs.offset() + 6) & 0x7f, address + ": ACSCtl");
            assertEquals(flags(lspci, "ACSCap").get(), config.word(acs.offset() + 4) & 0x7f, address + ": ACSCap");
        });
        PciConfig.Capability ats = config.ats();
        assertEquals(lspci.contains("ATSCtl:"), ats.found() == Found.PRESENT, address + ": ATS");
        if (ats.found() == Found.PRESENT) {
            boolean isOn = (config.word(ats.offset() + 6) & 0x8000) != 0;
            assertTrue(lspci.contains("ATSCtl:\tEnable" + (isOn ? "+" : "-")), address);
        }
        Optional<PciConfig.DeviceControl> device = config.deviceControl();
        assertEquals(lspci.contains("DevCtl:"), device.isPresent(), address + ": DevCtl");
        device.ifPresent(register -> {
            assertTrue(
                    lspci.contains("MaxPayload " + register.maxPayload() + " bytes, MaxReadReq "
                            + register.maxReadRequest() + " bytes"),
                    address + ": " + register);
            assertTrue(lspci.contains("RlxdOrd" + (register.relaxedOrdering() ? "+" : "-")), address);
        });
        bars(lspci, config, address);
        PciConfig.Capability containment = config.containment();
        assertEquals(lspci.contains("DpcCap:"), containment.found() == Found.PRESENT, address + ": DPC");
        if (containment.found() == Found.PRESENT) {
            int trigger = config.word(containment.offset() + 6) & 3;
            int status = config.word(containment.offset() + 8);
            assertTrue(lspci.contains("DpcCtl:\tTrigger:" + trigger), address + ": DpcCtl");
            assertTrue(lspci.contains("DpcSta:\tTrigger" + ((status & 1) == 0 ? "-" : "+")), address + ": DpcSta");
        }
        boolean linksDown = lspci.contains("Root Port") || lspci.contains("Downstream Port");
        assertEquals(linksDown, config.port() == PciConfig.Port.LINKED_DOWN, address);
    }

    /// lspci shows sizes in the unit that fits: `current size: 256MB, supported: 256MB 512MB 1GB`.
    private static void bars(String lspci, PciConfig config, String address) {
        List<String> expected = Pattern.compile("BAR (\\d): current size: (\\w+), supported: ?(.*)")
                .matcher(lspci.contains("Physical Resizable BAR") ? lspci : "")
                .results()
                .map(line -> line.group(1) + " " + line.group(2) + " "
                        + line.group(3).substring(line.group(3).lastIndexOf(' ') + 1))
                .toList();
        List<String> decoded = config.resizableBars().stream()
                .map(bar -> bar.number() + " " + size(bar.size()) + " " + size(bar.largest()))
                .toList();
        assertEquals(expected, decoded, address + ": Resizable BAR");
    }

    private static String size(long mebibytes) {
        return mebibytes >= 1024 ? mebibytes / 1024 + "GB" : mebibytes + "MB";
    }

    /// An 8-GPU host of which only lspci's text was recorded: from each line of control bits a config space is made,
    /// and what is read from it has to say the same.
    @Test
    void theControlBitsOfAWholeHostComeBackFromBytes() {
        String host = TestingCaptures.text(TestingCaptures.at("lspci/gpud-h100-8gpu-dell.lspci-vvv.txt"));
        List<Integer> controls = new ArrayList<>();
        for (String block : host.split("\n\n", -1)) {
            flags(block, "ACSCtl").ifPresent(bits -> {
                int capability = flags(block, "ACSCap").orElse(0);
                PciConfig config =
                        new PciConfig(new TestingConfig().acs(capability, bits).bytes());
                assertEquals(bits, config.word(config.acs().offset() + 6));
                controls.add(config.word(config.acs().offset() + 6));
            });
        }
        assertEquals(55, controls.size());
        assertEquals(49, controls.stream().filter(bits -> bits == 0).count());
        assertEquals(2, controls.stream().filter(bits -> bits == 0x0001).count());
        assertEquals(4, controls.stream().filter(bits -> bits == 0x001d).count());
    }

    private static String block(String lspci, String address) {
        return Stream.of(lspci.split("\n\n", -1))
                .filter(block -> block.toLowerCase(Locale.ROOT).strip().startsWith(address))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Integer> flags(String block, String register) {
        return Pattern.compile(register + ":\\s+(.*)")
                .matcher(block)
                .results()
                .map((MatchResult line) -> {
                    int bits = 0;
                    for (int bit = 0; bit < BITS.size(); bit++) {
                        bits |= line.group(1).contains(BITS.get(bit) + "+") ? 1 << bit : 0;
                    }
                    return bits;
                })
                .findFirst();
    }
}
