package io.holdfast.aggregator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder;

    @Test
    void whatWasMadeOnceIsReadAgainAndOnlyTheOwnerMayReadIt() throws IOException {
        Secrets made = Secrets.loadOrCreate(folder);
        Secrets read = Secrets.loadOrCreate(folder);
        assertEquals(made.bootstrapSecret(), read.bootstrapSecret());
        assertEquals(made.inboxPublicKeys(), read.inboxPublicKeys());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
    }

    @Test
    void aPrivateKeyInPemAloneSignsWhatAgentsCanVerify() throws Exception {
        PrivateKey key =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        Files.writeString(
                folder.resolve("inbox-s1"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");

        Secrets read = Secrets.loadOrCreate(folder);

        byte[] order = "an order".getBytes(StandardCharsets.UTF_8);
        Signature signing = Signature.getInstance("Ed25519");
        signing.initSign(read.signingKey());
        signing.update(order);
        Signature verifying = Signature.getInstance("Ed25519");
        verifying.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(
                        Base64.getDecoder().decode(read.inboxPublicKeys().get("s1")))));
        verifying.update(order);
        assertTrue(verifying.verify(signing.sign()));
        assertArrayEquals(key.getEncoded(), read.signingKey().getEncoded());
    }

    @Test
    void aFileThatHoldsNoKeyIsNamed() throws IOException {
        Secrets.loadOrCreate(folder);
        Path key = folder.resolve("inbox-s1");
        Files.writeString(key, "nonsense\n");
        IOException error = assertThrows(IOException.class, () -> Secrets.loadOrCreate(folder));
        assertTrue(String.valueOf(error.getMessage()).startsWith(key.toString()));
    }
}
