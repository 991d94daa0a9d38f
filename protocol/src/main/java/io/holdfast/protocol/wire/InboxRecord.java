package io.holdfast.protocol.wire;

import io.holdfast.protocol.fact.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/// A record to a node. Signed with Ed25519 by the aggregator under a key the agent has pinned; carries a
/// generation
/// that only grows
/// and an expiry. What fails any of these binds nobody.
@SuppressWarnings("ArrayRecordComponent") // the data of one record, compared by nobody
public record InboxRecord(MessageType type, NodeId node, long generation, Instant time, Instant expires, byte[] data) {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /// Why an order is not followed.
    public enum Refusal {
        MALFORMED,
        UNKNOWN_TYPE,
        MISPLACED,
        UNKNOWN_KEY,
        BAD_SIGNATURE,
        BAD_DIGEST,
        EXPIRED,
        OLD_GENERATION
    }

    /// An order, to be followed or not.
    public sealed interface Verdict {
        record Accepted(InboxRecord record) implements Verdict {}

        record Refused(Refusal why, String detail) implements Verdict {}
    }

    /// Signs an order.
    public Envelope seal(String keyId, PrivateKey key) {
        TreeMap<String, String> headers = new TreeMap<>();
        headers.put(Headers.CONTENT_TYPE, "application/json");
        headers.put(Headers.SPEC_VERSION, "1.0");
        headers.put(Headers.ID, node + "-" + generation);
        headers.put(Headers.SOURCE, "/clusters/" + node.cluster() + "/aggregator");
        headers.put(Headers.TYPE, type.word());
        headers.put(Headers.SUBJECT, node.toString());
        headers.put(Headers.TIME, time.toString());
        headers.put(Headers.PARTITION_KEY, node.toString());
        headers.put(Headers.DATA_SCHEMA, "https://holdfast.io/schemas/" + type.word() + ".json");
        headers.put(Headers.GENERATION, Long.toString(generation));
        headers.put(Headers.EXPIRES, expires.toString());
        headers.put(Headers.KEY_ID, keyId);
        headers.put(Headers.DATA_DIGEST, Digests.of(data));
        Envelope unsigned = new Envelope(type.topic().name(), node.toString(), headers, data);
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(signedText(unsigned));
            headers.put(Headers.SIGNATURE, BASE64.encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with key " + keyId, e);
        }
        return new Envelope(type.topic().name(), node.toString(), headers, data);
    }

    /// Judges a record of the inbox for one node.
    ///
    /// @param pinned public keys by key id
    /// @param lastGeneration highest generation followed so far
    public static Verdict verify(
            Envelope envelope, NodeId self, Map<String, PublicKey> pinned, long lastGeneration, Instant now) {
        InboxRecord record;
        try {
            var type = MessageType.of(NodeRecord.required(envelope, Headers.TYPE));
            if (type.isEmpty()) {
                return new Verdict.Refused(Refusal.UNKNOWN_TYPE, NodeRecord.required(envelope, Headers.TYPE));
            }
            record = new InboxRecord(
                    type.get(),
                    NodeId.parse(NodeRecord.required(envelope, Headers.SUBJECT)),
                    Long.parseLong(NodeRecord.required(envelope, Headers.GENERATION)),
                    Instant.parse(NodeRecord.required(envelope, Headers.TIME)),
                    Instant.parse(NodeRecord.required(envelope, Headers.EXPIRES)),
                    envelope.data());
            PublicKey key = pinned.get(NodeRecord.required(envelope, Headers.KEY_ID));
            if (key == null) {
                return new Verdict.Refused(Refusal.UNKNOWN_KEY, NodeRecord.required(envelope, Headers.KEY_ID));
            }
            if (!signatureHolds(envelope, key)) {
                return new Verdict.Refused(Refusal.BAD_SIGNATURE, "generation " + record.generation());
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            return new Verdict.Refused(Refusal.MALFORMED, String.valueOf(e.getMessage()));
        }
        if (!record.node().equals(self)
                || !envelope.key().equals(self.toString())
                || !record.type().topic().name().equals(envelope.topic())) {
            return new Verdict.Refused(Refusal.MISPLACED, "for " + record.node());
        }
        if (!Digests.of(envelope.data()).equals(NodeRecord.required(envelope, Headers.DATA_DIGEST))) {
            return new Verdict.Refused(Refusal.BAD_DIGEST, "generation " + record.generation());
        }
        if (record.generation() <= lastGeneration) {
            return new Verdict.Refused(Refusal.OLD_GENERATION, record.generation() + " is not above " + lastGeneration);
        }
        if (!record.expires().isAfter(now)) {
            return new Verdict.Refused(Refusal.EXPIRED, "at " + record.expires());
        }
        return new Verdict.Accepted(record);
    }

    private static boolean signatureHolds(Envelope envelope, PublicKey key) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(signedText(envelope));
            return signature.verify(Base64.getUrlDecoder().decode(NodeRecord.required(envelope, Headers.SIGNATURE)));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] signedText(Envelope envelope) {
        return String.join(
                        "\n",
                        "holdfast inbox v1",
                        envelope.topic(),
                        NodeRecord.required(envelope, Headers.SUBJECT),
                        NodeRecord.required(envelope, Headers.TYPE),
                        NodeRecord.required(envelope, Headers.ID),
                        NodeRecord.required(envelope, Headers.TIME),
                        NodeRecord.required(envelope, Headers.GENERATION),
                        NodeRecord.required(envelope, Headers.EXPIRES),
                        NodeRecord.required(envelope, Headers.KEY_ID),
                        NodeRecord.required(envelope, Headers.DATA_DIGEST))
                .getBytes(StandardCharsets.UTF_8);
    }
}
