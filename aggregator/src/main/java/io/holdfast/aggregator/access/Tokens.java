package io.holdfast.aggregator.access;

import io.holdfast.protocol.fleet.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// All tokens that are let in, by their hashes.
///
/// ```yaml
/// tokens:
///   - name: ci
///     role: operator
///     hash: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
/// ```
public final class Tokens {
    static final String ROLES = "viewer, operator or admin";
    static final String NAMES = "expected letters, digits, @ . _ - (at most 63, a letter or digit first); not local";

    private static final Map<String, Role> WORDS =
            Map.of("viewer", Role.VIEWER, "operator", Role.OPERATOR, "admin", Role.ADMIN);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._-]{0,62}");

    /// Somebody who showed a token.
    public record Holder(String name, Role role) {}

    /// @param hash as it stands in the file
    record Entry(Holder holder, String hash) {}

    private final List<Entry> entries;

    private Tokens(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /// Whose token this is. Takes as long for any text of one length: every entry is compared, each in constant time.
    public Optional<Holder> holder(String shown) {
        byte[] hash = hash(shown).getBytes(StandardCharsets.US_ASCII);
        Optional<Holder> found = Optional.empty();
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.hash().getBytes(StandardCharsets.US_ASCII), hash)) {
                found = Optional.of(entry.holder());
            }
        }
        return found;
    }

    /// The entry of a name.
    Optional<Entry> entry(String name) {
        return entries.stream()
                .filter(entry -> entry.holder().name().equals(name))
                .findFirst();
    }

    /// Reads a tokens file.
    ///
    /// @param file its name, for errors
    /// @throws TokensException naming file, line, column and key, and what was expected
    public static Tokens parse(String file, String yaml) {
        return new Tokens(new TokensReader(file).entries(yaml));
    }

    /// Whether a name may stand in the file. `local` is whoever asks where there are no tokens.
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.equals("local");
    }

    /// The role of a word of the file; empty for another word.
    public static Optional<Role> role(String word) {
        return Optional.ofNullable(WORDS.get(word));
    }

    /// The hash of a token as it stands in the file.
    static String hash(String token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return "sha256:" + HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// A tokens file that cannot be used.
    public static final class TokensException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TokensException(String message) {
            super(message);
        }

        TokensException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
