package io.holdfast.protocol.wire;

import io.holdfast.protocol.fleet.Enrolment.Identity;
import java.util.Arrays;
import java.util.Locale;

/// The name of a session key's origin, `m1.shared`: which master, and how the node proved who it is. Part
/// of what the session key is
/// derived from, so a node cannot claim a better identity than it was given.
public record KeyId(String master, Identity identity) {
    public static KeyId parse(String text) {
        int dot = text.lastIndexOf('.');
        String word = text.substring(dot + 1);
        Identity identity = Arrays.stream(Identity.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElse(Identity.UNKNOWN);
        return new KeyId(dot < 0 ? text : text.substring(0, dot), identity);
    }

    @Override
    public String toString() {
        return master + "." + identity.name().toLowerCase(Locale.ROOT);
    }
}
