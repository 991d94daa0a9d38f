package io.holdfast.protocol.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientSettingsReaderTest {
    private static final String FILE = "/etc/holdfast/kafka/client.properties";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final String LETS_IN = """
            # from the platform team
            security.protocol=SASL_SSL
            sasl.mechanism = SCRAM-SHA-512
            sasl.jaas.config=%s required \\
              username="agent" \\
              password="s3cr3t=;\\\\"x";
            ssl.truststore.type:PEM
            ssl.truststore.location=ca.crt
            """.formatted(SCRAM);

    @Test
    void whatKafkaCallsItsOwnIsTakenAndPathsAreThoseOfTheFolder() {
        Map<String, String> values = read(LETS_IN, Map.of()).values();
        assertEquals("SASL_SSL", values.get("security.protocol"));
        assertEquals("/etc/holdfast/kafka/ca.crt", values.get("ssl.truststore.location"));
        assertEquals("PEM", values.get("ssl.truststore.type"));
        assertEquals(
                SCRAM + " required username=\"agent\" password=\"s3cr3t=;\\\"x\";", values.get("sasl.jaas.config"));
    }

    @Test
    void aSecretMayLieInAFileOfItsOwn() {
        Map<String, String> values = read(
                        """
                        security.protocol=SSL
                        ssl.keystore.key.file=user.key
                        ssl.keystore.certificate.chain.file=user.crt
                        ssl.truststore.certificates.file=/ca/ca.crt
                        """,
                        Map.of(
                                "/etc/holdfast/kafka/user.key", "the key\n",
                                "/etc/holdfast/kafka/user.crt", "the chain\n",
                                "/ca/ca.crt", "the CA"))
                .values();
        assertEquals(
                new TreeMap<>(Map.of(
                        "security.protocol", "SSL",
                        "ssl.keystore.key", "the key",
                        "ssl.keystore.certificate.chain", "the chain",
                        "ssl.keystore.type", "PEM",
                        "ssl.truststore.certificates", "the CA",
                        "ssl.truststore.type", "PEM")),
                new TreeMap<>(values));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bootstrap.servers=a:1 | 1: bootstrap.servers: the brokers are named by --kafka | HOLDFAST_KAFKA",
                "acks=0 | 1: acks: is not to be set here: expected settings of security or connection | ssl.*",
                "group.id=mine | 1: group.id: is not to be set here | sasl.mechanism",
                "~ssl.trustore.location=x | 2: ssl.trustore.location: is not | did you mean ssl.truststore.location?",
                "sasl.jaas.config.fil=x | 1: sasl.jaas.config.fil: | did you mean sasl.jaas.config",
                "config.providers=file | 1: config.providers: providers are left out | the key with .file behind it",
                "sasl.kerberos.service.name=k | 1: sasl.kerberos.service.name: Kerberos is left out | SCRAM",
                "sasl.client.callback.handler.class=x | 1: sasl.client.callback.handler.class: | no class of your own",
                "security.protocol=TLS | 1: security.protocol: is \"TLS\": | PLAINTEXT, SASL_PLAINTEXT, SASL_SSL, SSL",
                "sasl.mechanism=GSSAPI | 1: sasl.mechanism: is \"GSSAPI\" | expected PLAIN, SCRAM-SHA-256, SCRAM-SHA-512",
                "ssl.truststore.location=x | 1: ssl.truststore.location: counts for nothing with security.protocol"
                        + " PLAINTEXT, the default | expected security.protocol=SSL",
                "security.protocol=SASL_SSL | sasl.jaas.config: missing | security.protocol is SASL_SSL",
                "security.protocol= | 1: security.protocol: is empty | expected a value",
                "security.protocol=SSL~security.protocol=SSL | 2: security.protocol: stands already | line 1",
                "security.protocol=SSL~ssl.keystore.key.file=gone | 2: ssl.keystore.key.file:"
                        + " | /etc/holdfast/kafka/gone cannot be read: NoSuchFileException",
                "security.protocol=SSL~ssl.keystore.key=\\u00zz | 2: cannot be understood | <key>=<value>",
            })
    void whatCannotBeUsedIsNamedWithItsPlaceAndWhatWasExpected(String text, String place, String expected) {
        String said = refused(text.replace('~', '\n'));
        assertTrue(said.startsWith(FILE + ":"), said);
        assertTrue(said.contains(place), said);
        assertTrue(said.contains(expected), said);
        assertEquals(1, said.lines().count(), said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "username=agent password=pa55=word; | cannot be understood",
                "username=\"agent\" password=\"pa55word\" | cannot be understood",
                "username=\"agent\" pasword=\"pa55word\"; | has no password",
                "password=\"pa55word\"; | has no username",
            })
    void aSecretIsNotShownWhateverIsWrongWithIt(String options, String words) {
        String line = "sasl.jaas.config=" + SCRAM + " required " + options;
        String said = refused("security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\n" + line);
        assertTrue(said.startsWith(FILE + ":3: sasl.jaas.config: " + words), said);
        assertFalse(said.contains("pa55"), said);
    }

    @Test
    void theModuleHasToFitTheMechanism() {
        String said = refused(LETS_IN.replace("SCRAM-SHA-512", "PLAIN"));
        assertTrue(
                said.contains(":4: sasl.jaas.config: does not fit sasl.mechanism=PLAIN: expected"
                        + " org.apache.kafka.common.security.plain.PlainLoginModule required"),
                said);
    }

    @Test
    void nobodySeesASecretByPrinting() {
        ClientSettings settings = read(LETS_IN, Map.of());
        assertFalse(settings.toString().contains("s3cr3t"), settings::toString);
        assertTrue(settings.toString().contains("sasl.jaas.config"), settings::toString);
        KafkaAccess access = KafkaAccess.of("kafka:9093", FILE, _ -> LETS_IN);
        assertEquals("kafka:9093", access.toString());
    }

    @Test
    void whatWasMendedCountsFromTheNextReadOn() {
        Map<String, String> files = new TreeMap<>(Map.of(FILE, LETS_IN));
        KafkaAccess access = KafkaAccess.of("kafka:9093", FILE, path -> files.getOrDefault(path, ""));
        files.put(FILE, LETS_IN.replace("s3cr3t", "other"));
        String line = access.source().read().values().getOrDefault("sasl.jaas.config", "");
        assertTrue(line.contains("other"), line);
    }

    private static String refused(String text) {
        return String.valueOf(assertThrows(ClientSettingsException.class, () -> read(text, Map.of()))
                .getMessage());
    }

    private static ClientSettings read(String text, Map<String, String> others) {
        return ClientSettingsReader.read(FILE, path -> {
            String content = path.equals(FILE) ? text : others.get(path);
            if (content == null) {
                throw new NoSuchFileException(path);
            }
            return content;
        });
    }
}
