package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SysctlTextTest {
    private static final String PATH = "/proc/sys/a/b";

    @Test
    void oneLineIsOneValueWithItsTabs() {
        assertEquals(Map.of(PATH, "4\t4\t1\t7"), SysctlText.settings(PATH, "4\t4\t1\t7\n"));
        assertEquals(Map.of(PATH, ""), SysctlText.settings(PATH, "\n"));
    }

    @Test
    void linesOfKeysAndValuesAreSettingsOfTheirOwn() {
        assertEquals(
                Map.of(PATH + "/default", "1", PATH + "/size", "2 3"),
                SysctlText.settings(PATH, "default 1\n\nsize\t2  3\n"));
    }

    @Test
    void otherLinesStayTogether() {
        assertEquals(Map.of(PATH, "default 1\nnone"), SysctlText.settings(PATH, "default 1\nnone\n"));
    }
}
