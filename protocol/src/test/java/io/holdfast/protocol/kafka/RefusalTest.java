package io.holdfast.protocol.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.diagnosis.Remark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/// What Kafka's clients and the JDK say; the words of a real broker are in the system tests.
class RefusalTest {
    private static final String FILE = "/etc/client.properties";

    @Test
    void anExpiredCertificateIsNotAnUnknownOne() {
        Exception said = new ExecutionException(tls("PKIX path validation failed: validity check failed"));
        assertEquals("kafka-certificate-expired", code(said));
        assertEquals("kafka-unknown-ca", code(tls("PKIX path building failed: unable to find valid path")));
        assertEquals("kafka-tls", code(tls("No appropriate protocol")));
    }

    @Test
    void aStoreThatIsNotWhatItIsCalledSaysWhichAndWhatToSay() {
        Exception said = new IllegalStateException(
                "Failed to create new KafkaAdminClient",
                new IllegalStateException(
                        "Failed to load SSL keystore /ca.crt of type JKS", new IOException("Invalid keystore format")));
        Remark.Fault fault = Refusal.of("kafka:9093", FILE, said).orElseThrow();
        assertEquals("kafka-settings", fault.code());
        assertEquals("Failed to load SSL keystore /ca.crt of type JKS: Invalid keystore format", fault.evidence());
        assertTrue(fault.remedy().contains("ssl.truststore.type=PEM"), fault::remedy);
    }

    @Test
    void whatIsNoRefusalIsNotCalledOne() {
        assertEquals(Optional.empty(), Refusal.of("kafka:9093", FILE, new IOException("Connection refused")));
    }

    @Test
    void thePortSaysByItsFirstByteWhatItSpeaks() {
        ClientSettings tls = new ClientSettings(FILE, Map.of("security.protocol", "SASL_SSL"));
        assertEquals(Optional.of("kafka-speaks-tls"), greeted(ClientSettings.NONE, 0x15));
        assertEquals(Optional.of("kafka-speaks-no-tls"), greeted(tls, 0));
        assertEquals(Optional.empty(), greeted(tls, 0x15));
        assertEquals(Optional.empty(), greeted(ClientSettings.NONE, 0));
        assertEquals(Optional.empty(), greeted(ClientSettings.NONE));
    }

    private static Optional<String> greeted(ClientSettings settings, int... answer) {
        byte[] bytes = new byte[answer.length];
        for (int i = 0; i < answer.length; i++) {
            bytes[i] = (byte) answer[i];
        }
        return Greeting.mismatch("kafka:9093", settings, new ByteArrayInputStream(bytes), new ByteArrayOutputStream())
                .map(Remark.Fault::code);
    }

    private static Exception tls(String words) {
        return new SSLHandshakeException("(certificate_unknown) " + words);
    }

    private static String code(Exception said) {
        return Refusal.of("kafka:9093", FILE, said).map(Remark.Fault::code).orElse("");
    }
}
