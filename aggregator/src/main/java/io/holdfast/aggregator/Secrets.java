package io.holdfast.aggregator;

import io.holdfast.protocol.wire.MasterKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/// What the aggregator keeps secret: the master that session keys come from, the key that signs inbox
/// records, and the
/// bootstrap secret that proves membership. Kept as files that only their owner may read.
public final class Secrets {
    private static final String MASTER_ID = "m1";
    private static final String SIGNING_ID = "s1";
    private static final String PEM = "-----BEGIN ";

    private final String bootstrapSecret;
    private final MasterKeys masters;
    private final PrivateKey signingKey;
    private final PublicKey verifyingKey;

    private Secrets(String bootstrapSecret, MasterKeys masters, KeyPair signing) {
        this.bootstrapSecret = bootstrapSecret;
        this.masters = masters;
        this.signingKey = signing.getPrivate();
        this.verifyingKey = signing.getPublic();
    }

    /// Reads the secrets of a folder, and makes those that are not there yet.
    ///
    /// @throws IOException when the folder cannot be written or a file holds no key; the message names the file
    public static Secrets loadOrCreate(Path folder) throws IOException {
        Files.createDirectories(folder);
        byte[] random = new byte[32];
        SecureRandom source = new SecureRandom();
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        Path bootstrap = folder.resolve("bootstrap-secret");
        if (Files.notExists(bootstrap)) {
            source.nextBytes(random);
            write(bootstrap, base64.encodeToString(random));
        }
        Path master = folder.resolve("master-" + MASTER_ID);
        if (Files.notExists(master)) {
            source.nextBytes(random);
            write(master, base64.encodeToString(random));
        }
        Path signing = folder.resolve("inbox-" + SIGNING_ID);
        if (Files.notExists(signing)) {
            write(signing, newSigningKey());
        }
        return new Secrets(
                read(bootstrap),
                new MasterKeys(MASTER_ID, Map.of(MASTER_ID, decode(master, read(master)))),
                signingKey(signing, read(signing)));
    }

    /// What a new agent shows to become a member.
    public String bootstrapSecret() {
        return bootstrapSecret;
    }

    public MasterKeys masters() {
        return masters;
    }

    public String signingKeyId() {
        return SIGNING_ID;
    }

    public PrivateKey signingKey() {
        return signingKey;
    }

    /// Public keys that agents pin: key id to X.509, base64.
    public Map<String, String> inboxPublicKeys() {
        return Map.of(SIGNING_ID, Base64.getEncoder().encodeToString(verifyingKey.getEncoded()));
    }

    private static String newSigningKey() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Base64.Encoder base64 = Base64.getEncoder();
            return base64.encodeToString(pair.getPrivate().getEncoded())
                    + "\n"
                    + base64.encodeToString(pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    private static KeyPair signingKey(Path file, String text) throws IOException {
        return text.startsWith(PEM) ? fromPem(file, text) : fromLines(file, text);
    }

    /// A private key alone, as OpenSSL and Helm make them. The JDK tells the public key that belongs to it only
    /// while it makes the pair; so the pair is made again from the same 32 bytes.
    private static KeyPair fromPem(Path file, String text) throws IOException {
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
            byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();
            KeyPairGenerator again = KeyPairGenerator.getInstance("Ed25519");
            again.initialize(NamedParameterSpec.ED25519, new Given(seed));
            KeyPair pair = again.generateKeyPair();
            if (!Arrays.equals(
                    seed, ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow())) {
                throw new IOException(file + ": this Java does not tell the public key of an Ed25519 key in PEM");
            }
            return pair;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + ": no Ed25519 key in PEM (PKCS 8): " + e.getMessage(), e);
        }
    }

    /// Gives the bytes it was given, for random ones.
    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] bytes;

        Given(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] into) {
            System.arraycopy(bytes, 0, into, 0, Math.min(bytes.length, into.length));
        }
    }

    private static KeyPair fromLines(Path file, String text) throws IOException {
        String[] lines = text.split("\n", -1);
        if (lines.length != 2) {
            throw new IOException(
                    file + ": expected a private and a public Ed25519 key, one a line, or a private one in PEM");
        }
        try {
            KeyFactory keys = KeyFactory.getInstance("Ed25519");
            Base64.Decoder base64 = Base64.getDecoder();
            return new KeyPair(
                    keys.generatePublic(new X509EncodedKeySpec(base64.decode(lines[1]))),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(lines[0]))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + ": no Ed25519 key: " + e.getMessage(), e);
        }
    }

    private static byte[] decode(Path file, String text) throws IOException {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": expected base64url", e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }

    /// Written beside and moved into place, so that a crash leaves no half key.
    private static void write(Path file, String text) throws IOException {
        Path half = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                ".new",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(half, text + "\n", StandardCharsets.US_ASCII);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
