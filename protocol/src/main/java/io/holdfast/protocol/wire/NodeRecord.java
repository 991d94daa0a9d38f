package io.holdfast.protocol.wire;

import io.holdfast.protocol.fact.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// A record from a node: what its headers claim, and whether the claim holds.
///
/// The HMAC covers topic, node, boot, run, key id, sequence, id, type, time and the digest of the data. So
/// the headers
/// alone can be
/// trusted once the HMAC holds, and the data only when its digest is the one in the headers.
///
/// @param dataDigest digest of the data as the headers claim it
public record NodeRecord(MessageType type, Sender sender, long sequence, Instant time, String dataDigest) {
    private static final String SPEC = "1.0";
    private static final String JSON = "application/json";

    /// Why a record from a node is not believed.
    public enum Refusal {
        /// A header is missing or cannot be read.
        MALFORMED,
        /// The type is not known here: a newer writer.
        UNKNOWN_TYPE,
        /// The record key, the subject and the topic do not belong together.
        MISPLACED,
        /// Made with a master key that is not valid here.
        UNKNOWN_KEY,
        /// The HMAC does not hold.
        BAD_MAC,
        /// The data is not what its digest says.
        BAD_DIGEST,
        /// Verified, but its data cannot be read.
        BAD_DATA
    }

    /// A record from a node, believed or not.
    public sealed interface Verdict {
        record Accepted(NodeRecord record) implements Verdict {}

        record Refused(Refusal why, String detail) implements Verdict {}
    }

    /// Makes the record that a node sends.
    public static Envelope seal(
            SessionKey key, Sender sender, MessageType type, long sequence, Instant time, byte[] data) {
        String id = sender.run() + "-" + sequence;
        String digest = Digests.of(data);
        String node = sender.node().toString();
        TreeMap<String, String> headers = new TreeMap<>();
        headers.put(Headers.CONTENT_TYPE, JSON);
        headers.put(Headers.SPEC_VERSION, SPEC);
        headers.put(Headers.ID, id);
        headers.put(
                Headers.SOURCE,
                "/clusters/" + sender.node().cluster() + "/nodes/"
                        + sender.node().name());
        headers.put(Headers.TYPE, type.word());
        headers.put(Headers.SUBJECT, node);
        headers.put(Headers.TIME, time.toString());
        headers.put(Headers.PARTITION_KEY, node);
        headers.put(Headers.DATA_SCHEMA, "https://holdfast.io/schemas/" + type.word() + ".json");
        headers.put(Headers.BOOT, sender.boot());
        headers.put(Headers.RUN, Long.toString(sender.run()));
        headers.put(Headers.SEQUENCE, Long.toString(sequence));
        headers.put(Headers.KEY_ID, sender.keyId());
        headers.put(Headers.DATA_DIGEST, digest);
        Envelope unsigned = new Envelope(type.topic().name(), node, headers, data);
        headers.put(Headers.MAC, key.mac(signedText(unsigned)));
        return new Envelope(type.topic().name(), node, headers, data);
    }

    /// Judges a record by its headers alone. The data is not looked at: see `dataHolds`.
    ///
    /// @param keys gives the session key of a sender; empty where the key id is not valid here
    public static Verdict verify(Envelope envelope, Function<Sender, Optional<SessionKey>> keys) {
        NodeRecord record;
        try {
            Optional<MessageType> type = MessageType.of(required(envelope, Headers.TYPE));
            if (type.isEmpty()) {
                return new Verdict.Refused(Refusal.UNKNOWN_TYPE, required(envelope, Headers.TYPE));
            }
            record = read(type.get(), envelope);
        } catch (IllegalArgumentException | DateTimeException e) {
            return new Verdict.Refused(Refusal.MALFORMED, String.valueOf(e.getMessage()));
        }
        String node = record.sender().node().toString();
        if (!envelope.key().equals(node) || !record.type().topic().name().equals(envelope.topic())) {
            return new Verdict.Refused(
                    Refusal.MISPLACED, "key " + envelope.key() + ", subject " + node + ", topic " + envelope.topic());
        }
        Optional<SessionKey> key = keys.apply(record.sender());
        if (key.isEmpty()) {
            return new Verdict.Refused(
                    Refusal.UNKNOWN_KEY, "key id " + record.sender().keyId());
        }
        boolean holds = sameText(key.get().mac(signedText(envelope)), required(envelope, Headers.MAC));
        return holds
                ? new Verdict.Accepted(record)
                : new Verdict.Refused(Refusal.BAD_MAC, "run " + record.sender().run());
    }

    /// Whether the data is what the verified headers say.
    public boolean dataHolds(byte[] data) {
        return sameText(Digests.of(data), dataDigest);
    }

    private static NodeRecord read(MessageType type, Envelope envelope) {
        required(envelope, Headers.MAC);
        required(envelope, Headers.ID);
        Sender sender = new Sender(
                NodeId.parse(required(envelope, Headers.SUBJECT)),
                required(envelope, Headers.BOOT),
                Long.parseLong(required(envelope, Headers.RUN)),
                required(envelope, Headers.KEY_ID));
        return new NodeRecord(
                type,
                sender,
                Long.parseLong(required(envelope, Headers.SEQUENCE)),
                WireTime.parse(required(envelope, Headers.TIME)),
                required(envelope, Headers.DATA_DIGEST));
    }

    private static String signedText(Envelope envelope) {
        return String.join(
                "\n",
                "holdfast record v1",
                envelope.topic(),
                required(envelope, Headers.SUBJECT),
                required(envelope, Headers.BOOT),
                required(envelope, Headers.RUN),
                required(envelope, Headers.KEY_ID),
                required(envelope, Headers.SEQUENCE),
                required(envelope, Headers.ID),
                required(envelope, Headers.TYPE),
                required(envelope, Headers.TIME),
                required(envelope, Headers.DATA_DIGEST));
    }

    static String required(Envelope envelope, String header) {
        String value = envelope.header(header)
                .orElseThrow(() -> new IllegalArgumentException("header " + header + " is missing"));
        if (value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("header " + header + " has a line break");
        }
        return value;
    }

    private static boolean sameText(String ours, String theirs) {
        return java.security.MessageDigest.isEqual(
                ours.getBytes(StandardCharsets.UTF_8), theirs.getBytes(StandardCharsets.UTF_8));
    }
}
