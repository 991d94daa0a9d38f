package io.holdfast.agent.health;

import static io.holdfast.protocol.check.TestingCatalogs.CUSTOM;
import static io.holdfast.protocol.check.TestingCatalogs.DOWNS;
import static io.holdfast.protocol.check.TestingCatalogs.ERRORS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.Reading.Why;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CounterTest {
    private static final String PORT = "mlx5_0/1";
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
    private static final List<String> NOTHING = List.of();
    private static final List<String> DOWN_ONCE =
            List.of("FAULT DEGRADED mlx5_0/1: expected at most 0 in 1 h, observed +1 in 1 h (now 8)");

    private final TestingNode node = new TestingNode();

    @Test
    void whatACounterHadBeforeItWasFirstReadCountsNothing() {
        assertEquals(NOTHING, node.reads(ERRORS, PORT, 1_000_000).look().found());
        assertEquals(NOTHING, node.after(HALF_A_MINUTE).found());
    }

    @Test
    void aRiseThatIsAllowedIsNoneAndOneMoreIsTheFault() {
        node.reads(ERRORS, PORT, 1_084).look();
        assertEquals(
                NOTHING, node.reads(ERRORS, PORT, 1_204).after(HALF_A_MINUTE).found());
        assertEquals(
                List.of("FAULT CRITICAL mlx5_0/1: expected at most 120 in 1 h, observed +121 in 1 h (now 1,205)"),
                node.reads(ERRORS, PORT, 1_205).after(HALF_A_MINUTE).found());
    }

    @Test
    void aSlowRiseIsNeverCountedTogetherOverMoreThanTheWindow() {
        // 2 a minute are 120 an hour: the most that is well, for ever.
        node.reads(ERRORS, PORT, 0).look();
        for (int minute = 1; minute <= 600; minute++) {
            node.reads(ERRORS, PORT, 2L * minute).after(Duration.ofMinutes(1));
            assertEquals(NOTHING, node.found(), "after " + minute + " min");
        }
    }

    @Test
    void aLastingRiseAboveTheLimitIsFoundAndTheMemoryOfItStaysSmall() {
        node.reads(ERRORS, PORT, 0).look();
        for (int half = 1; half <= 2880; half++) {
            node.reads(ERRORS, PORT, 2L * half).after(HALF_A_MINUTE);
        }
        assertTrue(
                node.found().getFirst().startsWith("FAULT CRITICAL"),
                node.found().toString());
        assertTrue(node.memory().encode().length < 4_000, node.memory().encode().length + " bytes");
    }

    /// Ten more every half minute: 1,200 in an hour.
    private long lasting(long from, Duration time) {
        long value = from;
        for (long look = 0; look < time.toSeconds() / 30; look++) {
            value += 10;
            node.reads(CUSTOM, PORT, value).after(HALF_A_MINUTE);
        }
        return value;
    }

    @Test
    void aFaultThatLastsForDaysDoesNotBecomeTheCustom() {
        node.reads(CUSTOM, PORT, 0).look();
        lasting(0, Duration.ofDays(4));
        assertTrue(
                node.found().getFirst().startsWith("FAULT WARNING mlx5_0/1: expected at most 58"),
                node.found().toString());
    }

    @Test
    void whatIsFiveTimesTheCustomOfTheNodeIsNoFaultYet() {
        node.reads(CUSTOM, PORT, 0).look();
        long value = 0;
        for (int hour = 1; hour <= 96; hour++) {
            value += 60;
            node.reads(CUSTOM, PORT, value).after(Duration.ofHours(1));
            assertEquals(NOTHING, node.found());
        }
        // 60 an hour were the custom, nearly: about 294 are well.
        assertEquals(
                NOTHING,
                node.reads(CUSTOM, PORT, value + 220).after(HALF_A_MINUTE).found());
        assertEquals(
                1,
                node.reads(CUSTOM, PORT, value + 260)
                        .after(HALF_A_MINUTE)
                        .found()
                        .size());
    }

    @Test
    void withoutACustomTheLimitOfTheRowCounts() {
        node.reads(CUSTOM, PORT, 0).look();
        node.after(HALF_A_MINUTE);
        assertEquals(
                List.of("FAULT WARNING mlx5_0/1: expected at most 120 in 1 h, observed +121 in 1 h (now 121)"),
                node.reads(CUSTOM, PORT, 121).after(HALF_A_MINUTE).found());
    }

    @Test
    void theCustomOutlivesTheAgentAndAReboot() {
        node.reads(CUSTOM, PORT, 0).look();
        for (int hour = 1; hour <= 96; hour++) {
            node.reads(CUSTOM, PORT, 60L * hour).after(Duration.ofHours(1));
        }
        node.restarts().reboots();
        node.reads(CUSTOM, PORT, 0).look();
        node.watchedFor(Duration.ofMinutes(11));
        assertEquals(NOTHING, node.reads(CUSTOM, PORT, 250).after(HALF_A_MINUTE).found());
    }

    @Test
    void theGravestRiseThatHoldsCounts() {
        node.reads(ERRORS, PORT, 0).look();
        assertEquals(
                List.of("FAULT CRITICAL mlx5_0/1: expected at most 120 in 1 h, observed +5,000 in 1 h (now 5,000)"),
                node.reads(ERRORS, PORT, 5_000).after(HALF_A_MINUTE).found());
    }

    @Test
    void aCounterThatWentBackwardsIsANewZero() {
        node.reads(ERRORS, PORT, 5_000).look();
        assertEquals(NOTHING, node.reads(ERRORS, PORT, 900).after(HALF_A_MINUTE).found());
        assertEquals(
                NOTHING, node.reads(ERRORS, PORT, 1_000).after(HALF_A_MINUTE).found());
        assertEquals(
                1, node.reads(ERRORS, PORT, 1_021).after(HALF_A_MINUTE).found().size());
    }

    @Test
    void anotherGpuInTheSameSlotCountsFromItsOwnZero() {
        String slot = "0000:17:00.0";
        node.reads("gpu.uuid", slot, "GPU-1").reads(DOWNS, slot, 7).look();
        node.reads("gpu.uuid", slot, "GPU-2").reads(DOWNS, slot, 9).after(HALF_A_MINUTE);
        assertEquals(NOTHING, node.found());
        // Who it is could not be read: that is no other device.
        node.cannotRead("gpu.uuid", slot, Why.TIMEOUT).reads(DOWNS, slot, 10).after(HALF_A_MINUTE);
        assertEquals(1, node.found().size());
    }

    @Test
    void aDriverThatWasReplacedStartsTheCountersOfItsGpusAnew() {
        String slot = "0000:17:00.0";
        node.reads("gpu.driver.version", "node", "570.1").reads("gpu.uuid", slot, "GPU-1");
        node.reads(DOWNS, slot, 0).look();
        node.reads("gpu.driver.version", "node", "580.2").reads(DOWNS, slot, 3).after(HALF_A_MINUTE);
        assertEquals(NOTHING, node.found());
    }

    @Test
    void anotherBootCountsFromZeroAndItsFirstTenMinutesCountNothing() {
        node.reads(DOWNS, PORT, 7).look();
        node.reboots();
        assertEquals(NOTHING, node.reads(DOWNS, PORT, 9).after(HALF_A_MINUTE).found());
        assertEquals(
                NOTHING,
                node.reads(DOWNS, PORT, 12).after(Duration.ofMinutes(9)).found());
        assertEquals(NOTHING, node.after(Duration.ofMinutes(1)).found());
        assertEquals(1, node.reads(DOWNS, PORT, 13).after(HALF_A_MINUTE).found().size());
    }

    @Test
    void aBootThatBeginsWithoutAnAnswerIsStillAnother() {
        node.reads(DOWNS, PORT, 7).look();
        node.reboots().cannotRead(DOWNS, PORT, Why.TIMEOUT).after(Duration.ofMinutes(11));
        node.reads(DOWNS, PORT, 9).after(HALF_A_MINUTE);
        assertEquals(NOTHING, node.found());
    }

    @Test
    void theFaultStaysUntilItWasQuietForItsTime() {
        node.reads(DOWNS, PORT, 7).look();
        node.reads(DOWNS, PORT, 8).after(HALF_A_MINUTE);
        assertEquals(DOWN_ONCE, node.found());
        assertEquals(DOWN_ONCE, node.after(Duration.ofMinutes(59)).found());
        assertEquals(
                List.of("FAULT DEGRADED mlx5_0/1: expected at most 0 in 1 h, observed +0 in 1 h (now 8);"
                        + " not quiet for 2 h"),
                node.after(Duration.ofMinutes(60)).found());
        assertEquals(NOTHING, node.after(Duration.ofMinutes(1)).found());
    }

    @Test
    void aRebootDoesNotMendACable() {
        node.reads(DOWNS, PORT, 7).look();
        node.reads(DOWNS, PORT, 8).after(HALF_A_MINUTE);
        node.reboots().reads(DOWNS, PORT, 0).after(Duration.ofMinutes(3));
        assertEquals(1, node.found().size());
        assertEquals(1, node.after(Duration.ofMinutes(119)).found().size());
        assertEquals(NOTHING, node.after(Duration.ofMinutes(1)).found());
    }

    @Test
    void aReadingThatIsMissingNeitherRaisesNorClears() {
        node.reads(DOWNS, PORT, 7).look();
        node.cannotRead(DOWNS, PORT, Why.TIMEOUT).after(HALF_A_MINUTE);
        assertEquals(1, node.found().size());
        assertTrue(
                node.found().getFirst().startsWith("UNKNOWN WARNING"),
                node.found().toString());

        node.reads(DOWNS, PORT, 8).after(HALF_A_MINUTE);
        assertEquals(DOWN_ONCE, node.found());
        node.cannotRead(DOWNS, PORT, Why.TIMEOUT).after(Duration.ofHours(9));
        assertEquals(
                List.of("FAULT DEGRADED mlx5_0/1: expected at most 0 in 1 h,"
                        + " observed timeout; was +1 in 1 h (now 8)"),
                node.found());
        // The counter itself proves that it was quiet all the time.
        assertEquals(NOTHING, node.reads(DOWNS, PORT, 8).after(HALF_A_MINUTE).found());
    }

    @Test
    void aRestartOfTheAgentForgetsNeitherTheFaultNorWhatRoseMeanwhile() {
        node.reads(DOWNS, PORT, 7).look().restarts();
        node.reads(DOWNS, PORT, 8).after(Duration.ofMinutes(5));
        assertEquals(DOWN_ONCE, node.found());
        assertEquals(DOWN_ONCE, node.restarts().after(Duration.ofMinutes(1)).found());
    }

    @Test
    void aRiseOverALongTimeCountsWithTheShareOfTheWindow() {
        node.reads(ERRORS, PORT, 0).look();
        // 200 in 2 h: no hour is proven to have had more than 100.
        assertEquals(
                NOTHING,
                node.reads(ERRORS, PORT, 200).after(Duration.ofHours(2)).found());
        assertEquals(
                1,
                node.reads(ERRORS, PORT, 500).after(Duration.ofHours(2)).found().size());
    }

    @Test
    void aPortThatIsGoneTakesItsFaultWithItButNotAtOnce() {
        node.reads(DOWNS, PORT, 7).reads(DOWNS, "mlx5_1/1", 0).look();
        node.reads(DOWNS, PORT, 8).after(HALF_A_MINUTE);
        node.loses(DOWNS, PORT).after(HALF_A_MINUTE);
        assertEquals(1, node.found().size());
        node.reads(DOWNS, PORT, 8).after(HALF_A_MINUTE);
        assertEquals(DOWN_ONCE, node.found());
        node.loses(DOWNS, PORT).after(HALF_A_MINUTE);
        assertEquals(1, node.after(Duration.ofMinutes(119)).found().size());
        assertEquals(NOTHING, node.after(Duration.ofMinutes(1)).found());
    }

    @Test
    void judgingTheSameReadingAgainSaysTheSame() {
        node.reads(DOWNS, PORT, 7).look();
        node.reads(DOWNS, PORT, 8).after(HALF_A_MINUTE);
        byte[] before = node.memory().encode();
        assertEquals(DOWN_ONCE, node.judgeAgain(Duration.ofHours(9)).found());
        assertArrayEquals(before, node.memory().encode());
    }
}
