package io.holdfast.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTimeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T05:00:00.123Z",
                "1970-01-01T00:00:00.000Z",
                "1969-12-31T23:59:59.999Z",
                "2024-02-29T23:59:59.001Z",
                "2026-12-31T23:59:60.000Z",
                "2026-12-31T24:00:00.000Z",
                "2026-11-23T05:00:00Z",
                "2026-11-23T05:00:00.123456Z",
                "2026-11-23T05:00:00.1+01:00",
            })
    void aTimeIsReadAsThePlatformReadsIt(String text) {
        assertEquals(Instant.parse(text), WireTime.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-02-30T05:00:00.123Z",
                "2026-13-01T05:00:00.123Z",
                "2026-11-23T25:00:00.123Z"
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThrows(DateTimeException.class, () -> WireTime.parse(text));
    }
}
