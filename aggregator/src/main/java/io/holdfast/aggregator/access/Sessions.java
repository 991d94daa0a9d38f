package io.holdfast.aggregator.access;

import io.holdfast.aggregator.access.Tokens.Holder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Sessions of browsers: a signed note that somebody showed a token, until when it counts, and nothing of the token
/// itself. Nothing is kept: every replica knows the key, and a token that is taken out of the file takes its notes
/// along.
///
///     <name>.<end in seconds>.<HMAC of both and of the token's hash>      each but the end in base64url
public final class Sessions {
    /// How long one counts.
    public static final Duration LENGTH = Duration.ofHours(12);

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "holdfast web session";

    private final byte[] key;

    /// Somebody who signed in.
    public record Session(Holder holder, Instant until) {}

    /// Signs with a key of its own.
    ///
    /// @param master that it is derived from
    public Sessions(byte[] master) {
        this.key = hmac(master, PURPOSE);
    }

    /// A note for the holder of a token; empty where the token is not known.
    public Optional<String> begin(String token, Tokens tokens, Instant now) {
        long end = now.plus(LENGTH).getEpochSecond();
        return tokens.holder(token)
                .flatMap(holder -> tokens.entry(holder.name()))
                .map(entry -> encode(entry.holder().name(), end, entry.hash()));
    }

    /// Who signed in; empty where the note is forged, over, or its token is no more let in.
    public Optional<Session> read(String note, Tokens tokens, Instant now) {
        String[] parts = note.split("\\.", -1);
        if (parts.length != 3 || !parts[1].matches("\\d{1,12}")) {
            return Optional.empty();
        }
        long end = Long.parseLong(parts[1]);
        return name(parts[0])
                .flatMap(name -> tokens.entry(name)
                        .filter(entry -> isEqual(encode(name, end, entry.hash()), note))
                        .filter(_ -> now.getEpochSecond() < end)
                        .map(entry -> new Session(entry.holder(), Instant.ofEpochSecond(end))));
    }

    private static Optional<String> name(String encoded) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String encode(String name, long end, String hash) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String said = base64.encodeToString(name.getBytes(StandardCharsets.UTF_8)) + "." + end;
        return said + "." + base64.encodeToString(hmac(key, said + "." + hash));
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
