package io.holdfast.aggregator.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.protocol.fleet.Assignment.Place;
import io.holdfast.protocol.wire.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishedBaselinesTest {
    private static final byte[] FIRST = "{\"name\":\"first\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SECOND = "{\"name\":\"second\"}".getBytes(StandardCharsets.UTF_8);

    private final PublishedBaselines published = new PublishedBaselines();

    @Test
    void aBaselineIsFoundByTheDigestOfItsBytes() {
        String digest = Digests.of(FIRST);
        published.put(digest, FIRST, new Place(2, 7));
        assertArrayEquals(FIRST, published.find(digest).orElseThrow());
        assertEquals(Optional.of("first"), published.nameOf(digest));
        assertEquals(Map.of(digest, new Place(2, 7)), published.places());
        assertEquals(Optional.empty(), published.find(Digests.of(SECOND)));
    }

    @Test
    void otherBytesUnderItsKeyDoNotTakeItsPlace() {
        String digest = Digests.of(FIRST);
        published.put(digest, FIRST, new Place(2, 7));
        assertThrows(IllegalArgumentException.class, () -> published.put(digest, SECOND, new Place(2, 9)));
        assertArrayEquals(FIRST, published.find(digest).orElseThrow());
        assertEquals(new Place(2, 7), published.places().get(digest));
    }
}
