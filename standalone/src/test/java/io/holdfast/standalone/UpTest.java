package io.holdfast.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class UpTest {
    private final StringWriter said = new StringWriter();

    @Test
    void aWrongOptionIsAUsageError() {
        assertEquals(2, up("--bogus"));
        assertTrue(said.toString().contains("Unknown option: '--bogus'"), said::toString);
    }

    @Test
    void anImpossiblePortIsAUsageError() {
        assertEquals(2, up("--port", "70000"));
        assertTrue(said.toString().contains("--port 70000: expected 0 to 65535"), said::toString);
    }

    @Test
    void anAddressThatOthersReachNeedsTokens() {
        assertEquals(2, up("--listen", "0.0.0.0"));
        assertTrue(
                said.toString()
                        .contains("listener 0.0.0.0:8080: only loopback is served until a tokens file says who may"
                                + " come in (--tokens)"),
                said::toString);
    }

    @Test
    void serversAndSymptomsThatNobodyKnowsAreNamedWithWhatThereIs() {
        assertEquals(2, up("--simulate", "4", "--servers", "dgx"));
        assertTrue(
                said.toString().contains("--servers dgx: expected mixed or one of ai-factory/1-4-3-200-rtxpro6000,"),
                said::toString);
        assertEquals(2, up("--simulate", "4", "--symptoms", "rain"));
        assertTrue(
                said.toString().contains("--symptoms rain: expected none or, by commas, sysctl, firmware, kernel,"),
                said::toString);
        assertEquals(2, up("--simulate", "4", "--symptoms", "sysctl,kernel=5"));
        assertTrue(said.toString().contains("symptoms on 6 nodes: expected no more than the 4"), said::toString);
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneLineAndStatusThree() {
        assertEquals(3, up("--data", "/proc/holdfast"));
        assertEquals(1, said.toString().lines().count(), said::toString);
        assertTrue(said.toString().startsWith("up: cannot write the data folder /proc/holdfast"), said::toString);
    }

    private int up(String... arguments) {
        CommandLine command = Up.commandLine();
        command.setErr(new PrintWriter(said, true));
        return command.execute(arguments);
    }
}
