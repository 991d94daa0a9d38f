package io.holdfast.aggregator.web;

import io.holdfast.aggregator.EnrolmentConfig.TlsFiles;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A listener's certificates and key, as files that somebody renews.
final class PemFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PemFiles.class);

    private final TlsFiles files;
    private volatile Pair pair;

    private record Pair(String certificates, String key, Instant expires) {}

    /// Reads both for the first time.
    ///
    /// @throws IOException when they cannot be read; the message names the file
    PemFiles(TlsFiles files) throws IOException {
        this.files = files;
        this.pair = read();
    }

    PemKeyCertOptions current() {
        Pair now = pair;
        return new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(now.certificates()))
                .addKeyValue(Buffer.buffer(now.key()));
    }

    /// When the listener's own certificate is no longer good.
    Instant expires() {
        return pair.expires();
    }

    /// Looks whether the files have changed. Files that cannot be used leave the last good ones.
    boolean refresh() {
        try {
            Pair next = read();
            boolean changed = !next.equals(pair);
            pair = next;
            return changed;
        } catch (IOException e) {
            LOG.warn("the enrolment listener's certificate is kept as it was: {}", e.getMessage());
            return false;
        }
    }

    private Pair read() throws IOException {
        String certificates = Files.readString(files.certificates(), StandardCharsets.ISO_8859_1);
        try {
            X509Certificate own = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificates.getBytes(StandardCharsets.ISO_8859_1)));
            return new Pair(
                    certificates,
                    Files.readString(files.key(), StandardCharsets.ISO_8859_1),
                    own.getNotAfter().toInstant());
        } catch (CertificateException e) {
            throw new IOException(files.certificates() + ": no certificate in PEM: " + e.getMessage(), e);
        }
    }
}
