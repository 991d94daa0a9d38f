package io.holdfast.aggregator.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final Instant NOW = Instant.parse("2026-11-26T03:00:00Z");

    private final Refusals refusals = new Refusals();

    private long written(String source, int requests) {
        long written = 0;
        for (int request = 0; request < requests; request++) {
            written += refusals.isWritten(source, NOW) ? 1 : 0;
        }
        return written;
    }

    @Test
    void ofASourceAFewAreWrittenAndTheOthersTold() {
        assertEquals(Refusals.WRITTEN, written("10.0.0.7", 1000));
        assertEquals(2, written("10.0.0.8", 2));
        assertEquals(List.of(), refusals.over(NOW.plusSeconds(59)));
        assertEquals(
                List.of(new Refusals.Left("10.0.0.7", NOW, 1000 - Refusals.WRITTEN)),
                refusals.over(NOW.plusSeconds(60)));
        assertEquals(Refusals.WRITTEN, written("10.0.0.7", 10), "another minute");
    }

    @Test
    void manySourcesTogetherWriteNoMoreThanFew() {
        long written = 0;
        for (int source = 0; source < 100_000; source++) {
            written += written("10." + source, 1);
        }
        assertEquals(Refusals.SOURCES + Refusals.WRITTEN, written);
        assertEquals(
                List.of(new Refusals.Left(Refusals.OTHERS, NOW, 100_000 - Refusals.SOURCES - Refusals.WRITTEN)),
                refusals.all());
    }
}
