package io.holdfast.agent.report;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/// Ed25519 public keys as they stand in configuration and grants: X.509, base64.
public final class InboxKeys {
    private InboxKeys() {}

    /// The keys by key id.
    ///
    /// @throws IllegalArgumentException names the key id whose text is no key
    public static Map<String, PublicKey> parse(Map<String, String> texts) {
        Map<String, PublicKey> keys = new TreeMap<>();
        texts.forEach((id, text) -> {
            try {
                byte[] bytes = Base64.getDecoder().decode(text);
                keys.put(id, KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(bytes)));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "inbox key \"" + id + "\": expected an Ed25519 public key (X.509, base64)", e);
            }
        });
        return keys;
    }
}
