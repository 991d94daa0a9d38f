package io.holdfast.aggregator.access;

import io.holdfast.protocol.fleet.Role;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;

/// A token that was just made: what its owner is given once, and the lines for the tokens file.
///
/// @param secret 256 random bits behind a prefix by which scanners for leaked secrets can know it
public record NewToken(String name, Role role, String secret) {
    private static final String PREFIX = "holdfast_";
    private static final int BYTES = 32;

    public NewToken {
        if (!Tokens.isName(name)) {
            throw new IllegalArgumentException("name \"" + name + "\": " + Tokens.NAMES);
        }
        if (role == Role.UNKNOWN) {
            throw new IllegalArgumentException("role: expected " + Tokens.ROLES);
        }
    }

    /// Makes a token.
    ///
    /// @throws IllegalArgumentException when the name cannot stand in the file
    public static NewToken make(String name, Role role, SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return new NewToken(
                name, role, PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /// One entry of the list `tokens` in the file.
    public String entry() {
        return "  - name: " + name + "\n    role: " + role.name().toLowerCase(Locale.ROOT) + "\n    hash: "
                + Tokens.hash(secret) + "\n";
    }

    @Override
    public String toString() {
        return "token of " + name + " (" + role + ")";
    }
}
