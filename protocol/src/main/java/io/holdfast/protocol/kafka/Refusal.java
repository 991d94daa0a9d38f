package io.holdfast.protocol.kafka;

import io.holdfast.protocol.diagnosis.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What it means that a broker does not let a client in, by the names of Kafka's and Java's exceptions.
public final class Refusal {
    private static final int DEEPEST = 12;

    /// An exception by the end of its class's name.
    private record Said(String type, String words) {}

    private Refusal() {}

    /// What has to be mended where a client got this exception.
    ///
    /// @param file the settings file; empty for none
    /// @return empty where it is no refusal: nobody answers, or an error of another kind
    public static Optional<Remark.Fault> of(String address, String file, Throwable failure) {
        List<Said> chain = chain(failure);
        String mend = file.isEmpty() ? "the file that --kafka-config names" : file;
        return settings(chain, mend)
                .or(() -> sasl(address, mend, chain))
                .or(() -> tls(address, mend, chain))
                .or(() -> rights(address, chain));
    }

    /// One line for a log.
    public static String line(Remark.Fault fault) {
        return fault.what() + " (" + fault.evidence() + "). Do: " + fault.remedy();
    }

    private static Optional<Remark.Fault> settings(List<Said> chain, String mend) {
        return find(chain, said -> said.type().equals("ClientSettingsException"))
                .or(() -> find(
                                chain,
                                said -> said.type().equals("ConfigException")
                                        || said.words().startsWith("Failed to load")
                                        || said.words().startsWith("Failed to create new")
                                        || said.words().startsWith("Failed to construct"))
                        .map(_ -> deepest(chain)))
                .map(said -> new Remark.Fault(
                        "kafka-settings",
                        "the settings for Kafka cannot be used",
                        said.words(),
                        "mend " + mend
                                + (said.words().contains("Invalid keystore format")
                                        ? ": say ssl.truststore.type=PEM and ssl.keystore.type=PEM where they are PEM"
                                        : "")));
    }

    /// The innermost words are about a file; those around it name which.
    private static Said deepest(List<Said> chain) {
        return find(chain, said -> said.words().startsWith("Failed to load"))
                .map(said -> new Said(
                        said.type(),
                        said.words().equals(chain.getLast().words())
                                ? said.words()
                                : said.words() + ": " + chain.getLast().words()))
                .orElseGet(chain::getLast);
    }

    private static Optional<Remark.Fault> sasl(String address, String mend, List<Said> chain) {
        return find(chain, said -> said.type().equals("SaslAuthenticationException"))
                .map(said -> new Remark.Fault(
                        "kafka-password",
                        "the brokers accept no such user and password",
                        address + ": " + said.words(),
                        "mend sasl.jaas.config in " + mend + ", or the user at the brokers"))
                .or(() -> find(
                                chain,
                                said -> said.type().equals("UnsupportedSaslMechanismException")
                                        || said.type().equals("IllegalSaslStateException"))
                        .map(said -> new Remark.Fault(
                                "kafka-mechanism",
                                "the brokers do not take names and passwords in this form",
                                address + ": " + said.words(),
                                "mend sasl.mechanism and security.protocol in " + mend)));
    }

    private static Optional<Remark.Fault> tls(String address, String mend, List<Said> chain) {
        if (find(chain, said -> said.type().startsWith("SSL") || said.type().startsWith("Ssl"))
                .isEmpty()) {
            return Optional.empty();
        }
        Said last = chain.getLast();
        String evidence = address + ": " + last.words();
        if (has(chain, "No name matching") || has(chain, "No subject alternative")) {
            return Optional.of(new Remark.Fault(
                    "kafka-host-name",
                    "the brokers' certificate is not for this address",
                    evidence,
                    "name the brokers with --kafka (and in their advertised.listeners) as their certificate does"));
        }
        if (has(chain, "Received fatal alert") || has(chain, "post-handshake")) {
            return Optional.of(new Remark.Fault(
                    "kafka-client-certificate",
                    "the brokers do not accept this program's certificate",
                    evidence,
                    "mend ssl.keystore.* in " + mend + ": a certificate and its key that the brokers' CA signed"));
        }
        if (has(chain, "NotAfter") || has(chain, "NotBefore") || has(chain, "validity check failed")) {
            return Optional.of(new Remark.Fault(
                    "kafka-certificate-expired",
                    "the brokers' certificate is not valid now",
                    evidence,
                    "renew it at the brokers, or see to this machine's clock"));
        }
        if (has(chain, "PKIX") || has(chain, "trustAnchors")) {
            return Optional.of(new Remark.Fault(
                    "kafka-unknown-ca",
                    "the brokers' certificate is signed by nobody that is trusted here",
                    evidence,
                    "put the CA of the brokers into ssl.truststore.* of " + mend));
        }
        return Optional.of(new Remark.Fault(
                "kafka-tls", "no TLS connection to the brokers comes about", evidence, "mend ssl.* in " + mend));
    }

    private static Optional<Remark.Fault> rights(String address, List<Said> chain) {
        return find(chain, said -> said.type().endsWith("AuthorizationException"))
                .map(said -> new Remark.Fault(
                        "kafka-not-allowed",
                        "the brokers let this program in and forbid what it needs",
                        address + ": " + said.words(),
                        "give its user the ACLs that docs/install.md lists"));
    }

    private static Optional<Said> find(List<Said> chain, Predicate<Said> wanted) {
        return chain.stream().filter(wanted).findFirst();
    }

    private static boolean has(List<Said> chain, String words) {
        return chain.stream().anyMatch(said -> said.words().contains(words));
    }

    private static List<Said> chain(Throwable failure) {
        List<Said> chain = new ArrayList<>();
        for (Throwable at = failure; at != null && chain.size() < DEEPEST; at = at.getCause()) {
            String words = at.getMessage();
            chain.add(new Said(
                    at.getClass().getSimpleName(),
                    words == null
                            ? at.getClass().getSimpleName()
                            : words.lines().findFirst().orElse("")));
        }
        return chain;
    }
}
