package io.holdfast.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NodeRecordTest {
    private static final byte[] MASTER = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final Sender SENDER = new Sender(NODE, "boot-1", 7, "m1.shared");
    private static final SessionKey KEY = SessionKey.derive(MASTER, NODE, 7, "m1.shared");
    private static final byte[] DATA = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    private static final Envelope SEALED =
            NodeRecord.seal(KEY, SENDER, MessageType.REPORT, 3, Instant.parse("2026-11-23T05:00:00Z"), DATA);

    private static NodeRecord.Verdict verify(Envelope envelope) {
        return NodeRecord.verify(
                envelope,
                sender -> Optional.of(sender.keyId())
                        .filter("m1.shared"::equals)
                        .map(id -> SessionKey.derive(MASTER, sender.node(), sender.run(), id)));
    }

    private static Envelope with(String header, String value) {
        TreeMap<String, String> headers = new TreeMap<>(SEALED.headers());
        headers.put(header, value);
        return new Envelope(SEALED.topic(), SEALED.key(), headers, SEALED.data());
    }

    private static NodeRecord.Refusal refusal(Envelope envelope) {
        return assertInstanceOf(NodeRecord.Verdict.Refused.class, verify(envelope))
                .why();
    }

    @Test
    void aRecordOfTheNodeItselfIsBelieved() {
        NodeRecord record = assertInstanceOf(NodeRecord.Verdict.Accepted.class, verify(SEALED))
                .record();
        assertEquals(SENDER, record.sender());
        assertEquals(3, record.sequence());
        assertEquals(MessageType.REPORT, record.type());
        assertTrue(record.dataHolds(DATA));
    }

    @Test
    void otherDataUnderTheSameHeadersDoesNotHold() {
        NodeRecord record = assertInstanceOf(NodeRecord.Verdict.Accepted.class, verify(SEALED))
                .record();
        assertFalse(record.dataHolds("{\"a\":2}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void everySignedHeaderBreaksTheMacWhenItIsChanged() {
        assertEquals(NodeRecord.Refusal.BAD_MAC, refusal(with(Headers.BOOT, "boot-2")));
        assertEquals(NodeRecord.Refusal.BAD_MAC, refusal(with(Headers.RUN, "8")));
        assertEquals(NodeRecord.Refusal.BAD_MAC, refusal(with(Headers.SEQUENCE, "4")));
        assertEquals(NodeRecord.Refusal.BAD_MAC, refusal(with(Headers.ID, "other")));
        assertEquals(NodeRecord.Refusal.BAD_MAC, refusal(with(Headers.TIME, "2026-11-23T05:00:01Z")));
        assertEquals(NodeRecord.Refusal.BAD_MAC, refusal(with(Headers.DATA_DIGEST, Digests.of(new byte[] {1}))));
    }

    @Test
    void aNodeCannotSpeakForAnother() {
        Envelope asOther = new Envelope(
                SEALED.topic(), "lab/n2", with(Headers.SUBJECT, "lab/n2").headers(), DATA);
        assertEquals(NodeRecord.Refusal.BAD_MAC, refusal(asOther));
        assertEquals(NodeRecord.Refusal.MISPLACED, refusal(with(Headers.SUBJECT, "lab/n2")));
    }

    @Test
    void aRecordMovedToAnotherTopicOrTypeIsRefused() {
        Envelope moved = new Envelope(Topics.NODE_EVENT.name(), SEALED.key(), SEALED.headers(), DATA);
        assertEquals(NodeRecord.Refusal.MISPLACED, refusal(moved));
        assertEquals(NodeRecord.Refusal.MISPLACED, refusal(with(Headers.TYPE, MessageType.EVENT.word())));
        assertEquals(NodeRecord.Refusal.UNKNOWN_TYPE, refusal(with(Headers.TYPE, "io.holdfast.node.report.v9")));
    }

    @Test
    void aBetterIdentityCannotBeClaimed() {
        Envelope claimed = with(Headers.KEY_ID, "m1.token");
        NodeRecord.Verdict verdict = NodeRecord.verify(
                claimed, sender -> Optional.of(SessionKey.derive(MASTER, sender.node(), sender.run(), sender.keyId())));
        assertEquals(
                NodeRecord.Refusal.BAD_MAC,
                assertInstanceOf(NodeRecord.Verdict.Refused.class, verdict).why());
        assertEquals(NodeRecord.Refusal.UNKNOWN_KEY, refusal(claimed));
    }

    @Test
    void headersThatAreMissingOrNonsenseAreMalformed() {
        for (String header : SEALED.headers().keySet()) {
            TreeMap<String, String> without = new TreeMap<>(SEALED.headers());
            without.remove(header);
            Envelope envelope = new Envelope(SEALED.topic(), SEALED.key(), without, DATA);
            boolean signed = !java.util.Set.of(
                            Headers.CONTENT_TYPE,
                            Headers.SPEC_VERSION,
                            Headers.SOURCE,
                            Headers.PARTITION_KEY,
                            Headers.DATA_SCHEMA)
                    .contains(header);
            assertEquals(signed, verify(envelope) instanceof NodeRecord.Verdict.Refused, header);
        }
        assertEquals(NodeRecord.Refusal.MALFORMED, refusal(with(Headers.RUN, "seven")));
        assertEquals(NodeRecord.Refusal.MALFORMED, refusal(with(Headers.TIME, "yesterday")));
        assertEquals(NodeRecord.Refusal.MALFORMED, refusal(with(Headers.SUBJECT, "n1")));
        assertEquals(NodeRecord.Refusal.MALFORMED, refusal(with(Headers.ID, "a\nb")));
    }
}
