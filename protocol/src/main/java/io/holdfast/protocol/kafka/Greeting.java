package io.holdfast.protocol.kafka;

import io.holdfast.protocol.diagnosis.Remark;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// Asks a port for the versions it speaks, in the clear, and looks at the first byte of the answer. A client in the
/// clear takes a TLS alert for the length of an answer, 352 MB, and ends for want of memory: so it has to be known
/// before.
public final class Greeting {
    /// ApiVersions, version 0: the one request that every listener answers before it asks who is there.
    private static final byte[] VERSIONS = {
        0, 0, 0, 18, 0, 18, 0, 0, 0, 0, 0, 1, 0, 8, 'h', 'o', 'l', 'd', 'f', 'a', 's', 't'
    };

    /// The first byte of a TLS record that says no.
    private static final int ALERT = 0x15;

    private Greeting() {}

    /// What is wrong where the brokers speak otherwise than a client would; empty where they do not, or did not answer.
    ///
    /// @param in of a fresh connection with a time-out
    public static Optional<Remark.Fault> mismatch(
            String address, ClientSettings settings, InputStream in, OutputStream out) {
        try {
            out.write(VERSIONS);
            out.flush();
            return judge(address, settings, in.read());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// @param first byte of the answer; -1 for none
    static Optional<Remark.Fault> judge(String address, ClientSettings settings, int first) {
        if (!settings.usesTls() && first == ALERT) {
            return Optional.of(new Remark.Fault(
                    "kafka-speaks-tls",
                    "the brokers speak TLS on this port, and this program does not",
                    address + " answers with a TLS alert",
                    settings.file().isEmpty()
                            ? "name a settings file with --kafka-config that says security.protocol=SSL or SASL_SSL,"
                                    + " or another port with --kafka"
                            : "say security.protocol=" + (settings.usesSasl() ? "SASL_SSL" : "SSL or SASL_SSL") + " in "
                                    + settings.file() + ", or name another port with --kafka"));
        }
        if (settings.usesTls() && first == 0) {
            return Optional.of(new Remark.Fault(
                    "kafka-speaks-no-tls",
                    "this program speaks TLS, and the brokers do not on this port",
                    address + " answers in the clear",
                    "name the port of their TLS listener with --kafka, or mend security.protocol in "
                            + settings.file()));
        }
        return Optional.empty();
    }
}
