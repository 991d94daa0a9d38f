package io.holdfast.protocol.wire;

import io.holdfast.protocol.fact.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// What a node signs its records with for one run: HKDF-SHA256(master, node, run, key id). Every replica
/// that holds
/// the master
/// derives the
/// same key, so replicas share no state.
public final class SessionKey {
    private static final String MAC = "HmacSHA256";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecretKey key;

    private SessionKey(SecretKey key) {
        this.key = key;
    }

    public static SessionKey derive(byte[] master, NodeId node, long run, String keyId) {
        try {
            return new SessionKey(KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            MAC,
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(master)
                                    .addSalt("holdfast session v1".getBytes(StandardCharsets.UTF_8))
                                    .thenExpand(
                                            (node + "\n" + run + "\n" + keyId).getBytes(StandardCharsets.UTF_8), 32)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF-SHA256 is part of JDK 25", e);
        }
    }

    /// The key as an enrolled agent got it.
    public static SessionKey decode(String base64url) {
        return new SessionKey(new SecretKeySpec(Base64.getUrlDecoder().decode(base64url), MAC));
    }

    /// The key as it is handed to the enrolled agent.
    public String encode() {
        return BASE64.encodeToString(key.getEncoded());
    }

    /// HMAC-SHA256 of a text, base64url.
    String mac(String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return BASE64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }

    @Override
    public String toString() {
        return "SessionKey(secret)";
    }
}
