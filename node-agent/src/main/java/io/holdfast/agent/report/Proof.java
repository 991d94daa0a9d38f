package io.holdfast.agent.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What an agent shows when it enrols.
public sealed interface Proof {
    /// What goes into the request. Blocks.
    ///
    /// @throws IOException naming the file, where it cannot be read
    String read() throws IOException;

    /// A secret that all members share: proves that this is one of them.
    record Secret(String secret) implements Proof {
        public Secret {
            if (secret.isBlank()) {
                throw new IllegalArgumentException("the bootstrap secret is empty");
            }
        }

        @Override
        public String read() {
            return secret;
        }

        @Override
        public String toString() {
            return "a bootstrap secret";
        }
    }

    /// A projected ServiceAccount token: proves which node this is. Read anew each time, for the kubelet replaces it
    /// before its
    /// time is over.
    record TokenFile(Path file) implements Proof {
        @Override
        public String read() throws IOException {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new IOException(file + " is empty");
            }
            return token;
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }
}
