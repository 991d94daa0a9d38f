package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClockTextTest {
    private static final CpuTimes BOOT = new CpuTimes(0, 0);

    @Test
    void timeOfGuestsIsNotCountedTwiceAndWaitingForDisksIsIdle() {
        CpuTimes now =
                CpuTimes.parse("cpu  40 0 10 40 10 0 0 0 30 0\ncpu0 1 1 1 1\n").orElseThrow();
        assertEquals(new CpuTimes(50, 100), now);
        assertEquals(Optional.of(new BigDecimal("50.0")), now.usedSince(BOOT));
    }

    @Test
    void onlyTheTimeSinceTheLookBeforeCounts() {
        CpuTimes before = new CpuTimes(500, 1_000);
        assertEquals(Optional.of(new BigDecimal("90.0")), new CpuTimes(510, 1_100).usedSince(before));
        assertEquals(Optional.empty(), before.usedSince(before));
        // The kernel may correct its idle time downwards.
        assertEquals(Optional.of(new BigDecimal("100.0")), new CpuTimes(490, 1_100).usedSince(before));
    }

    @Test
    void whatIsNoSuchLineIsNone() {
        assertEquals(Optional.empty(), CpuTimes.parse("cpu0 1 2 3 4 5"));
        assertEquals(Optional.empty(), CpuTimes.parse("cpu  1 2 3"));
        assertEquals(Optional.empty(), CpuTimes.parse("cpu  1 2 3 x 5 6 7 8"));
    }

    @Test
    void anOffsetStandsWithWhetherThereIsAMaster() {
        String answer = "\t\tmaster_offset              -37\n\t\tgmPresent                  true\n";
        assertEquals(
                new PtpText.Status(new BigDecimal("-37"), true),
                PtpText.status(answer).orElseThrow());
        assertFalse(
                PtpText.status(answer.replace("true", "false")).orElseThrow().hasMaster());
        // What pmc prints when no ptp4l answers, with exit status 0.
        assertEquals(Optional.empty(), PtpText.status("sending: GET TIME_STATUS_NP\n"));
        assertEquals(Optional.empty(), PtpText.status("master_offset x\ngmPresent true\n"));
    }

    @Test
    void openVswitchQuotesItsValues() {
        assertTrue(OvsText.isTrue("\"true\"\n"));
        assertFalse(OvsText.isTrue("\n"));
        assertFalse(OvsText.isTrue("\"false\"\n"));
    }
}
