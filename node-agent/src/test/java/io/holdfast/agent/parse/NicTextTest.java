package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingCaptures;
import io.holdfast.agent.parse.FlashText.Firmware;
import io.holdfast.protocol.fact.DeviceId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What cards and the tools of the network stack print.
class NicTextTest {
    private static Firmware same(String version, String psid) {
        return new Firmware(version, version, Optional.of(psid));
    }

    @Test
    void aBurnedImageThatWaitsDoesNotHideTheOneThatRuns() {
        String query = """
                Image type:            FS4
                FW Version:            32.48.1000
                FW Version(Running):   32.47.1026
                FW Release Date:       1.1.2026
                Product Version:       32.48.1000
                Description:           UID                GuidsNumber
                PSID:                  MT_0000000884
                """;

        assertEquals(
                Optional.of(new Firmware("32.48.1000", "32.47.1026", Optional.of("MT_0000000884"))),
                FlashText.flint(query));
        assertEquals(Optional.of(same("32.47.1026", "MT_1")), FlashText.flint("FW Version:  32.47.1026\nPSID: MT_1\n"));
        assertEquals(Optional.empty(), FlashText.flint("-E- Cannot open Device: /dev/x. Device is in use\n"));
        assertEquals(Optional.empty(), FlashText.flint("FW Version:\n"));
    }

    @Test
    void theManagersTableSaysTheSame() {
        String table = """
                  PSID:             MT_0000000884
                  Versions:         Current        Available
                     FW             32.48.1000     N/A
                     FW (Running)   32.47.1026     N/A
                     PXE            3.7.0500       N/A
                  Status:           No matching image found
                """;

        assertEquals(
                Optional.of(new Firmware("32.48.1000", "32.47.1026", Optional.of("MT_0000000884"))),
                FlashText.manager(table));
        assertEquals(
                Optional.of(same("32.48.1000", "MT_0000000884")),
                FlashText.manager(table.replaceAll(" *FW \\(Running\\).*\n", "")));
        assertEquals(Optional.empty(), FlashText.manager("-E- No devices found"));
    }

    @Test
    void flashToolsOfRealCardsAreRead() {
        assertEquals(
                Optional.of(same("24.35.2000", "MT_0000000768")),
                FlashText.flint(captured("mlxconfig/bf2-mbf2h536c.flint-query.txt")));
        assertEquals(
                Optional.of(same("32.41.1000", "MT_0000000998")),
                FlashText.flint(captured("mlxconfig/bf3-mt0998.mstflint-query-part.txt")));
        assertEquals(
                Optional.of(same("28.42.1000", "MT_0000001244")),
                FlashText.manager(captured("mlxconfig/cx7-2dev.mlxup.txt")));
    }

    @Test
    void devlinkIsReadAsJsonAndAsText() {
        String json = """
                {"info":{"pci/0000:17:00.0":{"driver":"mlx5_core","versions":{"fixed":{"fw.psid":"MT_0000000884"},
                "running":{"fw.version":"32.47.1026","fw":"32.47.1026"},"stored":{"fw.version":"255.255.65535"}}},
                "auxiliary/mlx5_core.eth.0":{"driver":"mlx5_core.eth"}}}
                """;
        Map<DeviceId, DevlinkText.Firmware> devices = DevlinkText.parse(json);

        DevlinkText.Firmware firmware = Objects.requireNonNull(devices.get(new DeviceId("0000:17:00.0")));
        assertEquals(1, devices.size());
        assertEquals(Optional.of("32.47.1026"), firmware.running());
        assertTrue(firmware.storedUnreadable());
        assertEquals(Map.of(), DevlinkText.parse(json.substring(0, 90)));
        assertEquals(Map.of(), DevlinkText.parse("{\"info\":[]}"));

        String real = captured("devlink/netdev-cx6dx-stored-unreadable.dev-info.txt");
        assertTrue(Objects.requireNonNull(DevlinkText.parse(real).get(new DeviceId("0000:00:06.0")))
                .storedUnreadable());
    }

    @Test
    void productDataIsAChainOfResources() {
        byte[] vpd =
                TestingVpd.of("BlueField-3 SuperNIC", "PN", "900-9D3D4-00EN-HA0", "SN", "MT2500X00001", "RV", "\1");
        PciVpd.Vpd read = PciVpd.parse(vpd).orElseThrow();

        assertEquals(Optional.of("BlueField-3 SuperNIC"), read.name());
        assertEquals(Optional.of("900-9D3D4-00EN-HA0"), read.partNumber());
        assertEquals(Optional.of("MT2500X00001"), read.serial());
        assertEquals(2, read.fields().size());
    }

    @Test
    void damagedProductDataNeverThrows() {
        byte[] vpd = TestingVpd.of("A card", "PN", "900-9D3B6-00CV-AA0", "SN", "MT2500X00001");
        for (int end = 0; end < vpd.length; end++) {
            PciVpd.parse(Arrays.copyOf(vpd, end))
                    .ifPresent(read -> assertTrue(read.partNumber()
                            .map(part -> part.equals("900-9D3B6-00CV-AA0"))
                            .orElse(true)));
            byte[] flipped = vpd.clone();
            flipped[end] = (byte) 0xff;
            PciVpd.parse(flipped);
        }
        assertEquals(Optional.empty(), PciVpd.parse(new byte[256]));
        byte[] gone = new byte[256];
        Arrays.fill(gone, (byte) 0xff);
        assertEquals(Optional.empty(), PciVpd.parse(gone));
    }

    @ParameterizedTest
    @CsvSource({
        "a2dc, 900-9D3D4-00EN-HA0, '', BlueField-3 B3140H SuperNIC, supernic",
        "a2dc, 900-9D3B6-00CV-A_Ax, '', BlueField-3 B3220 DPU, dpu",
        "a2dc, 900-9d3b6-00cv-aah, '', BlueField-3 B3220 DPU, dpu",
        "a2dc, '', mt_0000000883, BlueField-3 B3240 DPU, dpu",
        "a2dc, 0XYZ12, DEL0000000042, BlueField-3, ''",
        "1021, MCX715105AS-WEAT_Ax, MT_0000001244, ConnectX-7, nic",
        "1023, '', '', ConnectX-8, nic",
        "ffff, '', '', '', ''",
    })
    void aCardIsKnownByItsPartNumberElseByItsBoard(String device, String part, String psid, String name, String role) {
        Optional<NicTables.Product> product = NicTables.product(
                Long.parseLong(device, 16),
                Optional.of(part).filter(text -> !text.isEmpty()),
                Optional.of(psid).filter(text -> !text.isEmpty()));

        assertEquals(name, product.map(NicTables.Product::name).orElse(""));
        assertEquals(role, product.flatMap(NicTables.Product::role).orElse(""));
    }

    @Test
    void theListOfFirmwareKnowsExactBuilds() {
        assertEquals(Optional.of("28.45.1016"), NicTables.firmware("25.04-0.6.1", 0x1021));
        assertEquals(Optional.of("32.45.1020"), NicTables.firmware("25.04-0.6.1", 0xa2dc));
        assertEquals(Optional.empty(), NicTables.firmware("25.10-1.7.1", 0xa2dc));
        assertEquals(Optional.empty(), NicTables.firmware("25.01-0.6.0", 0x1023));
        assertTrue(NicTables.isSame("16.26.0100", "16.26.100"));
        assertEquals("MT41692", NicTables.hcaType(0xa2dc));
    }

    @ParameterizedTest
    @CsvSource({
        "OFED-internal-25.10-1.7.1:, 25.10-1.7.1",
        "MLNX_OFED_LINUX-24.10-0.7.0.0:, 24.10-0.7.0",
        "OFED-internal-25.10-1.2.8.0, 25.10-1.2.8",
        "OFED-internal:, malformed",
        "OFED-internal-25.10:, malformed",
        "'', malformed",
    })
    void theStackHasThreeComponentsBehindItsRelease(String printed, String version) {
        assertEquals(version, DocaText.ofedVersion(printed).shown());
    }

    @Test
    void aRemovedPackageIsNotInstalled() {
        Map<String, DocaText.Installed> packages = DocaText.packages("""
                doca-host\tinstalled\t3.2.1-044000-25.10-ubuntu2204
                doca-all\tconfig-files\t3.1.0
                doca-ofed\thalf-configured\t3.2.1
                """);

        assertEquals(
                "3.2.1-044000-25.10-ubuntu2204",
                DocaText.installed(packages, "doca-host").shown());
        assertEquals("absent", DocaText.installed(packages, "doca-all").shown());
        assertEquals("unreadable", DocaText.installed(packages, "doca-ofed").shown());
        assertEquals("absent", DocaText.installed(packages, "doca-spcx-cc").shown());
    }

    @ParameterizedTest
    @CsvSource({
        "'mlxconfig, mft 4.33.0-169, built on Oct 31 2025', 4.33.0-169",
        "'mst, mft 4.33.0-169, built on Oct', 4.33.0-169",
        "'mlxconfig, mstflint 4.33', malformed",
    })
    void theFirmwareToolsNameTheirVersion(String printed, String version) {
        assertEquals(version, DocaText.mftVersion(printed).shown());
    }

    @ParameterizedTest
    @CsvSource({
        "/lib/modules/6.8.0/updates/dkms/mlx5_core.ko.zst, doca",
        "/lib/modules/6.8.0/kernel/drivers/net/ethernet/mellanox/mlx5/core/mlx5_core.ko, inbox",
        "(builtin), inbox",
        "modinfo: ERROR, malformed",
    })
    void whereADriverLiesTellsWhoseItIs(String path, String source) {
        assertEquals(source, DocaText.driverSource(path).shown());
    }

    @Test
    void modesAndLevelsAreTheWordsBehindTheirNames() {
        assertEquals(
                "exclusive",
                DocaText.netnsMode("netns exclusive copy-on-fork on\n").shown());
        assertEquals(
                "shared",
                DocaText.netnsMode("netns shared copy-on-fork on privileged-qkey off monitor on")
                        .shown());
        assertEquals("malformed", DocaText.netnsMode("netns").shown());
        assertEquals(
                "RESTRICTED",
                DocaText.privilege("Host configurations\nlevel                         : RESTRICTED\n")
                        .shown());
        assertEquals(
                "PRIVILEGED",
                DocaText.privilege("level : PRIVILEGED   PRIVILEGED").shown());
        assertEquals("malformed", DocaText.privilege("-E- failed").shown());
    }

    @Test
    void aProcessOfCongestionControlNamesItsDevice() {
        for (String words : List.of("-d\0roce_r0", "--device\0roce_r0", "--device=roce_r0", "-v\0-d\0roce_r0")) {
            assertEquals(
                    Optional.of("roce_r0"),
                    DocaText.congestionControlOf("/opt/mellanox/doca/tools/doca_spcx_cc\0" + words + "\0"));
        }
        assertEquals(Optional.empty(), DocaText.congestionControlOf("vi\0doca_spcx_cc\0-d\0roce_r0\0"));
        assertEquals(Optional.empty(), DocaText.congestionControlOf("doca_spcx_cc\0-d\0"));
        assertEquals(Optional.empty(), DocaText.congestionControlOf(""));
    }

    private static String captured(String name) {
        return TestingCaptures.text(TestingCaptures.at(name));
    }
}
