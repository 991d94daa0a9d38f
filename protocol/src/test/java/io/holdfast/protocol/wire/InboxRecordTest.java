package io.holdfast.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.wire.InboxRecord.Refusal;
import io.holdfast.protocol.wire.InboxRecord.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InboxRecordTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");
    private static final KeyPair KEY = newKey();
    private static final InboxRecord ORDER = new InboxRecord(
            MessageType.RESEND, NODE, 10, NOW, NOW.plusSeconds(60), "{}".getBytes(StandardCharsets.UTF_8));

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Verdict read(Envelope envelope, long lastGeneration, Instant now) {
        return InboxRecord.verify(envelope, NODE, Map.of("s1", KEY.getPublic()), lastGeneration, now);
    }

    private static Refusal refusal(Verdict verdict) {
        return assertInstanceOf(Verdict.Refused.class, verdict).why();
    }

    @Test
    void anOrderSignedWithThePinnedKeyIsFollowed() {
        Verdict verdict = read(ORDER.seal("s1", KEY.getPrivate()), 9, NOW);
        assertEquals(
                10, assertInstanceOf(Verdict.Accepted.class, verdict).record().generation());
    }

    @Test
    void anOrderSignedWithAnyOtherKeyIsNot() {
        assertEquals(Refusal.BAD_SIGNATURE, refusal(read(ORDER.seal("s1", newKey().getPrivate()), 9, NOW)));
        assertEquals(Refusal.UNKNOWN_KEY, refusal(read(ORDER.seal("s2", KEY.getPrivate()), 9, NOW)));
    }

    @Test
    void anOrderIsFollowedOnceAndNotAfterItsTime() {
        Envelope sealed = ORDER.seal("s1", KEY.getPrivate());
        assertEquals(Refusal.OLD_GENERATION, refusal(read(sealed, 10, NOW)));
        assertEquals(Refusal.EXPIRED, refusal(read(sealed, 9, NOW.plusSeconds(60))));
    }

    @Test
    void changedHeadersDataOrPlaceAreNoticed() {
        Envelope sealed = ORDER.seal("s1", KEY.getPrivate());
        TreeMap<String, String> later = new TreeMap<>(sealed.headers());
        later.put(Headers.EXPIRES, NOW.plusSeconds(3600).toString());
        assertEquals(
                Refusal.BAD_SIGNATURE,
                refusal(read(new Envelope(sealed.topic(), sealed.key(), later, sealed.data()), 9, NOW)));
        byte[] other = "{\"sections\":[]}".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                Refusal.BAD_DIGEST,
                refusal(read(new Envelope(sealed.topic(), sealed.key(), sealed.headers(), other), 9, NOW)));
        InboxRecord forOther = new InboxRecord(
                MessageType.RESEND, new NodeId("lab", "n2"), 10, NOW, NOW.plusSeconds(60), ORDER.data());
        assertEquals(Refusal.MISPLACED, refusal(read(forOther.seal("s1", KEY.getPrivate()), 9, NOW)));
    }
}
