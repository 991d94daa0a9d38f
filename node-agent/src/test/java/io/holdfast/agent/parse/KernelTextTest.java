package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KernelTextTest {
    @Test
    void theActiveChoiceStandsInBrackets() {
        assertEquals(Optional.of("integrity"), KernelText.active("none [integrity] confidentiality"));
        assertEquals(Optional.of("none"), KernelText.active("[none] integrity"));
        assertEquals(Optional.empty(), KernelText.active("none integrity"));
    }

    @Test
    void moduleTaintsAreNoTrouble() {
        assertEquals(Optional.of("none"), trouble("12289\n"));
        assertEquals(Optional.of("machine-check died"), trouble((1 << 4 | 1 << 7 | 1 << 12) + "\n"));
        assertEquals(Optional.of("bad-page soft-lockup"), trouble((1 << 5 | 1 << 14) + "\n"));
        assertEquals(Optional.empty(), trouble("P\n"));
        assertEquals(Optional.empty(), trouble("409"), "half a number has other bits");
    }

    @Test
    void secureBootIsTheByteAfterTheAttributes() {
        assertEquals(Optional.of(true), KernelText.secureBoot(new byte[] {6, 0, 0, 0, 1}));
        assertEquals(Optional.of(false), KernelText.secureBoot(new byte[] {6, 0, 0, 0, 0}));
        assertEquals(Optional.empty(), KernelText.secureBoot(new byte[] {6, 0, 0, 0}));
        assertEquals(Optional.empty(), KernelText.secureBoot(new byte[] {6, 0, 0, 0, 7}));
    }

    @Test
    void theFirstNumberOfALineIsTaken() {
        assertEquals(Optional.of(new BigDecimal("86400.25")), KernelText.firstDecimal("86400.25 5529600.00"));
        assertEquals(Optional.empty(), KernelText.firstDecimal("soon"));
        assertEquals(Optional.empty(), KernelText.firstDecimal(""));
    }

    @Test
    void memoryIsInUnitsOf1024Bytes() {
        String text = "MemTotal:       1056428284 kB\nMemFree: x kB\nHugePages_Total:       0\n";

        assertEquals(Optional.of(1056428284L * 1024), MemInfo.bytes(text, "MemTotal"));
        assertEquals(Optional.empty(), MemInfo.bytes(text, "MemFree"));
        assertEquals(Optional.empty(), MemInfo.bytes(text, "Mem"));
        assertEquals(Optional.empty(), MemInfo.bytes(text, "HugePages_Total"), "no unit, no memory");
    }

    @Test
    void moduleStatesAreThoseOfInitstate() {
        assertEquals(Map.of("nvidia", "live", "nvidia_fs", "coming", "nouveau", "going"), KernelModules.states("""
                        nvidia 14376960 40 nvidia_uvm, Live 0x0000000000000000 (OE)
                        nvidia_fs 262144 0 - Loading 0x0 (OE+)
                        nouveau 1 0 - Unloading 0x0
                        damaged line
                        """));
    }

    @Test
    void numberListsMayHaveGapsAndMayBeEmpty() {
        assertEquals(Optional.of(new TreeSet<>(List.of(0, 1, 2, 3, 88))), NumberList.parse("0-3,88"));
        assertEquals(Optional.of(new TreeSet<Integer>()), NumberList.parse(""));
        for (String damaged : List.of("0-", "-1", "3-1", "a", "0,,1", "0-99999999999", "0-999999999")) {
            assertEquals(Optional.empty(), NumberList.parse(damaged), damaged);
        }
    }

    @Test
    void everyNumberListIsReadBackAsItWasWritten() {
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            NavigableSet<Integer> numbers = new TreeSet<>();
            random.ints(random.nextInt(20), 0, 300).forEach(numbers::add);

            assertEquals(Optional.of(numbers), NumberList.parse(written(numbers)));
        }
    }

    private static String written(NavigableSet<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        for (int number : numbers) {
            if (!numbers.contains(number - 1)) {
                text.append(text.isEmpty() ? "" : ",").append(number);
                int last = number;
                while (numbers.contains(last + 1)) {
                    last++;
                }
                text.append(last > number ? "-" + last : "");
            }
        }
        return text.toString();
    }

    private static Optional<String> trouble(String printed) {
        return KernelText.trouble(printed.getBytes(StandardCharsets.US_ASCII));
    }
}
