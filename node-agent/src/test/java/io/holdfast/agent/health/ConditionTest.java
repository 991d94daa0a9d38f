package io.holdfast.agent.health;

import static io.holdfast.protocol.check.TestingCatalogs.JUDGED;
import static io.holdfast.protocol.check.TestingCatalogs.LINK;
import static io.holdfast.protocol.check.TestingCatalogs.WORSENING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.Reading.Why;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionTest {
    private static final String PORT = "mlx5_0/1";
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
    private static final List<String> NOTHING = List.of();
    private static final List<String> HELD_BACK =
            List.of("SUPPRESSED CRITICAL mlx5_0/1: expected ACTIVE, observed DOWN; a fault after 4 min");
    private static final List<String> FAULT = List.of("FAULT CRITICAL mlx5_0/1: expected ACTIVE, observed DOWN");

    private final TestingNode node = new TestingNode();

    private TestingNode port(String word) {
        return node.reads(LINK, PORT, word);
    }

    private TestingNode down(Duration time) {
        return port("DOWN").after(HALF_A_MINUTE).watchedFor(time);
    }

    private TestingNode flap() {
        down(HALF_A_MINUTE);
        return port("ACTIVE").after(HALF_A_MINUTE).watchedFor(Duration.ofMinutes(9));
    }

    @Test
    void whatDoesNotLastIsHeldBackAndNowhereOk() {
        port("ACTIVE").look();
        assertEquals(HELD_BACK, port("DOWN").after(HALF_A_MINUTE).found());
        assertEquals(HELD_BACK, node.watchedFor(Duration.ofSeconds(210)).found());
        assertEquals(NOTHING, port("ACTIVE").after(HALF_A_MINUTE).found());
    }

    @Test
    void whatLastsLongerIsGraverAndStaysSoUntilItIsOver() {
        node.reads(WORSENING, PORT, "ACTIVE").look();
        node.reads(WORSENING, PORT, "DOWN").after(HALF_A_MINUTE).after(HALF_A_MINUTE);
        assertEquals(List.of("FAULT DEGRADED mlx5_0/1: expected ACTIVE, observed DOWN"), node.found());
        node.watchedFor(Duration.ofMinutes(3));
        assertEquals(List.of("FAULT DEGRADED mlx5_0/1: expected ACTIVE, observed DOWN"), node.found());
        node.after(HALF_A_MINUTE);
        assertEquals(List.of("FAULT CRITICAL mlx5_0/1: expected ACTIVE, observed DOWN"), node.found());
        node.reads(WORSENING, PORT, "ACTIVE").after(HALF_A_MINUTE);
        assertTrue(
                node.found().getFirst().startsWith("FAULT CRITICAL"),
                node.found().toString());
    }

    @Test
    void whatAReadingSaysGradesTheFaultFromItsFirstLookOn() {
        node.reads(WORSENING, PORT, "dead: gone").look();
        assertEquals(
                List.of("SUPPRESSED CRITICAL mlx5_0/1: expected ACTIVE, observed dead: gone; a fault after 30 s"),
                node.found());
        node.after(HALF_A_MINUTE);
        assertEquals(List.of("FAULT CRITICAL mlx5_0/1: expected ACTIVE, observed dead: gone"), node.found());
    }

    @Test
    void whatLastsIsAFaultUntilItWasGoneForItsTime() {
        port("ACTIVE").look();
        assertEquals(FAULT, down(Duration.ofMinutes(4)).found());
        List<String> clearing =
                List.of("FAULT CRITICAL mlx5_0/1: expected ACTIVE, observed ACTIVE; was DOWN, over after 10 min");
        assertEquals(clearing, port("ACTIVE").after(HALF_A_MINUTE).found());
        assertEquals(clearing, node.watchedFor(Duration.ofSeconds(570)).found());
        assertEquals(NOTHING, node.after(HALF_A_MINUTE).found());
        // The down itself is remembered: it may be the first of three.
        assertFalse(node.memory().isIdle());
        assertTrue(node.after(Duration.ofHours(12)).memory().isIdle());
    }

    @Test
    void timeThatNobodySawDoesNotCount() {
        port("ACTIVE").look();
        down(Duration.ofMinutes(2));
        node.cannotRead(LINK, PORT, Why.TIMEOUT).watchedFor(Duration.ofMinutes(30));
        assertTrue(
                node.found().getFirst().startsWith("UNKNOWN WARNING"),
                node.found().toString());
        assertEquals(HELD_BACK, port("DOWN").after(HALF_A_MINUTE).found());
        assertEquals(HELD_BACK, node.watchedFor(Duration.ofSeconds(90)).found());
        assertEquals(FAULT, node.after(HALF_A_MINUTE).found());
    }

    @Test
    void theUnknownNeverClearsAFault() {
        port("ACTIVE").look();
        down(Duration.ofMinutes(4));
        node.cannotRead(LINK, PORT, Why.TIMEOUT).watchedFor(Duration.ofHours(1));
        assertEquals(List.of("FAULT CRITICAL mlx5_0/1: expected ACTIVE, observed timeout; was DOWN"), node.found());
        // Well before and well after the gap: the time to clear starts with what is seen.
        port("ACTIVE").after(HALF_A_MINUTE);
        node.cannotRead(LINK, PORT, Why.NOT_PERMITTED).watchedFor(Duration.ofHours(1));
        assertEquals(1, node.found().size());
        port("ACTIVE").after(HALF_A_MINUTE);
        assertEquals(1, node.watchedFor(Duration.ofSeconds(570)).found().size());
        assertEquals(NOTHING, node.after(HALF_A_MINUTE).found());
    }

    @Test
    void theUnknownNeverClearsAFaultThatIsOneAtOnceEither() {
        node.reads(JUDGED, "node", 7).look();
        node.cannotRead(JUDGED, "node", Why.TIMEOUT).after(Duration.ofHours(1));
        assertEquals(List.of("FAULT CRITICAL node: expected 8, observed timeout; was 7"), node.found());
        assertEquals(NOTHING, node.reads(JUDGED, "node", 8).after(HALF_A_MINUTE).found());
        assertTrue(node.memory().isIdle());
    }

    @Test
    void aDeviceThatIsGoneTakesItsFaultWithItButNotAtOnce() {
        node.reads(JUDGED, "a", 7).reads(JUDGED, "b", 8).look();
        node.loses(JUDGED, "a").after(HALF_A_MINUTE);
        assertEquals(List.of("FAULT CRITICAL a: expected 8, observed absent; was 7"), node.found());
        assertEquals(NOTHING, node.watchedFor(Duration.ofMinutes(10)).found());
    }

    @Test
    void threeDownsInTwelveHoursAreFlapping() {
        port("ACTIVE").look();
        assertEquals(NOTHING, flap().found());
        assertEquals(NOTHING, flap().found());
        assertEquals(
                List.of("FAULT CRITICAL mlx5_0/1: expected ACTIVE,"
                        + " observed ACTIVE; flapping: 3 times down in 12 h"),
                flap().found());
        var since = node.since();
        // One more is counted and is no other finding.
        assertEquals(
                List.of("FAULT CRITICAL mlx5_0/1: expected ACTIVE," + " observed DOWN; flapping: 3 times down in 12 h"),
                port("DOWN").after(HALF_A_MINUTE).found());
        assertEquals(
                List.of("FAULT CRITICAL mlx5_0/1: expected ACTIVE,"
                        + " observed ACTIVE; flapping: 4 times down in 12 h"),
                port("ACTIVE").after(HALF_A_MINUTE).found());
        assertEquals(since, node.since());
        assertEquals(1, node.restarts().after(Duration.ofHours(11)).found().size());
        assertEquals(NOTHING, node.after(Duration.ofHours(1)).found());
    }

    @Test
    void shortDownsAreNoFlapping() {
        port("ACTIVE").look();
        for (int i = 0; i < 5; i++) {
            port("DOWN").after(Duration.ofSeconds(20));
            port("ACTIVE").after(Duration.ofSeconds(10));
        }
        assertEquals(NOTHING, node.found());
    }

    @Test
    void aDownThatAnotherBootEndedIsNoFlap() {
        port("ACTIVE").look();
        for (int i = 0; i < 4; i++) {
            down(HALF_A_MINUTE);
            node.reboots();
            port("ACTIVE").after(Duration.ofMinutes(2)).watchedFor(Duration.ofMinutes(15));
        }
        assertEquals(NOTHING, node.found());
    }

    @Test
    void aFaultOutlivesTheAgentAndTheBootUntilItIsSeenToBeWell() {
        port("ACTIVE").look();
        down(Duration.ofMinutes(4));
        assertEquals(FAULT, node.restarts().after(Duration.ofHours(1)).found());
        node.reboots();
        port("ACTIVE").after(Duration.ofMinutes(20));
        assertEquals(1, node.found().size());
        assertEquals(NOTHING, node.watchedFor(Duration.ofMinutes(10)).found());
    }

    @Test
    void judgingTheSameReadingAgainDoesNotMakeItLast() {
        port("ACTIVE").look();
        port("DOWN").after(HALF_A_MINUTE);
        assertEquals(HELD_BACK, node.judgeAgain(Duration.ofMinutes(10)).found());
    }
}
