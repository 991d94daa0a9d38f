package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.TestingCaptures;
import io.holdfast.agent.parse.NvConfigText.Column;
import io.holdfast.agent.parse.NvConfigText.Table;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The table of a card's non-volatile configuration.
class NvConfigTextTest {
    private static final String TABLE = """
            Device #1:
            ----------

            Device type:        BlueField3
            Description:        A card; 400GbE / NDR IB (default mode); Crypto Enabled
            Device:             0000:17:00.0

            Configurations:                                          Default         Current         Next Boot
                     MEMIC_SIZE_LIMIT                            _256KB(1)       _256KB(1)       _256KB(1)
                     INTERNAL_CPU_MODEL                          EMBEDDED_CPU(1) EMBEDDED_CPU(1) EMBEDDED_CPU(1)
            *        SRIOV_EN                                    False(0)        True(1)         True(1)
            *RO      NUM_OF_VFS                                  16              16              8
             RO      SOME_MASK                                   0x1f            0x1f            0x1f
                     HOST_CHAINING_DESCRIPTORS                   Array[0..7]     Array[0..7]     Array[0..7]
                     ATS_ENABLED                                 False(0)        N/A             False(0)
                     BROKEN_ROW                                  1               1
            The '*' shows parameters with next value different from default/current value.
            """;

    private static Table table(String output) {
        return NvConfigText.parse(output).orElseThrow();
    }

    private static String shown(Table table, String parameter) {
        return table.value(parameter, Column.DEFAULT).shown() + " "
                + table.value(parameter, Column.CURRENT).shown() + " "
                + table.value(parameter, Column.NEXT).shown();
    }

    @Test
    void aParameterHasThreeValuesHoweverItIsMarkedAndHoweverWideItIs() {
        Table table = table(TABLE);

        assertEquals("1 1 1", shown(table, "MEMIC_SIZE_LIMIT"));
        assertEquals("1 1 1", shown(table, "INTERNAL_CPU_MODEL"));
        assertEquals("0 1 1", shown(table, "SRIOV_EN"));
        assertEquals("16 16 8", shown(table, "NUM_OF_VFS"));
        assertEquals("31 31 31", shown(table, "SOME_MASK"));
    }

    @Test
    void whatTheTableDoesNotTellHasItsReason() {
        Table table = table(TABLE);

        assertEquals("unsupported unsupported unsupported", shown(table, "HOST_CHAINING_DESCRIPTORS"));
        assertEquals("0 unsupported 0", shown(table, "ATS_ENABLED"));
        assertEquals("malformed malformed malformed", shown(table, "BROKEN_ROW"));
        assertEquals(
                "not-applicable",
                table.value("MAX_ACC_OUT_READ", Column.CURRENT).shown());
    }

    @Test
    void withoutTheColumnCurrentTheNextValueIsNotTakenForIt() {
        String next = """
                Configurations:                                          Next Boot
                        NUM_OF_VFS                                  8
                        LINK_TYPE_P1                                ETH(2)
                Device Firmware does not support reading default and current configurations
                """;

        assertEquals("unsupported unsupported 2", shown(table(next), "LINK_TYPE_P1"));
        assertEquals(List.of(Column.NEXT), table(next).columns());
    }

    @Test
    void aToolThatCouldNotQueryAllLeavesItsRowsAndTheRestUnknown() {
        String cut = TABLE + "-E- Failed to query some of the TLVs:\n    Failed to query the current values of:\n"
                + "    PCI_CONF\n";
        Table table = table(cut);

        assertFalse(table.isWhole());
        assertEquals("0 1 1", shown(table, "SRIOV_EN"));
        assertEquals(
                "unreadable", table.value("MAX_ACC_OUT_READ", Column.CURRENT).shown());
        assertFalse(table.values().containsKey("PCI_CONF"));
        assertFalse(NvConfigText.isWhole("-E- Failed to query some of the TLVs:\n"));
    }

    @Test
    void theJsonFormSaysTheSame() {
        Table table = table("""
                {"Device #1":{"device_type":"BlueField3","device":"0000:17:00.0","tlv_configuration":{
                "SRIOV_EN":{"read_only":false,"modified":true,
                "default_value":"False(0)","current_value":"True(1)","next_value":"True(1)"},
                "NUM_OF_VFS":{"default_value":16,"current_value":16,"next_value":8}}}}
                """);

        assertEquals("0 1 1", shown(table, "SRIOV_EN"));
        assertEquals("16 16 8", shown(table, "NUM_OF_VFS"));
    }

    @Test
    void cutAndGarbledOutputNeverThrowsAndNeverInvents() {
        for (int end = 0; end < TABLE.length(); end++) {
            Optional<Table> cut = NvConfigText.parse(TABLE.substring(0, end));
            cut.ifPresent(table -> table.values().values().forEach(row -> assertTrue(row.size() <= 3)));
        }
        for (String text : List.of("", "-E- Failed to open device", "{", "{}", "{\"Device #1\":3}", "\0\0")) {
            assertEquals(Optional.empty(), NvConfigText.parse(text), text);
        }
    }

    @Test
    void tablesOfRealCardsAreRead() {
        Table bf2 = captured("bf2-mbf2h512c.mlxconfig-e-q-part.txt");
        assertEquals("1 1 1", shown(bf2, "INTERNAL_CPU_MODEL"));
        assertEquals("unsupported unsupported unsupported", shown(bf2, "HOST_CHAINING_DESCRIPTORS"));

        assertEquals("1 1 1", shown(captured("cx6lx-three-columns-part.txt"), "CRYPTO_POLICY"));

        Table cx7 = captured("cx7-mcx715105as.mlxconfig-grep.txt");
        assertEquals("unsupported unsupported 2", shown(cx7, "LINK_TYPE_P1"));
        assertEquals("unsupported unsupported 8", shown(cx7, "NUM_OF_VFS"));

        Table abridged = captured("cx7-mcx715105as.mlxconfig-query-abridged.txt");
        assertEquals("unsupported unsupported 1", shown(abridged, "SAFE_MODE_ENABLE"));
    }

    private static Table captured(String name) {
        return table(TestingCaptures.text(TestingCaptures.at("mlxconfig/" + name)));
    }
}
