package io.holdfast.aggregator.waiver;

import io.holdfast.protocol.baseline.Waiver;
import java.time.Instant;
import java.util.Optional;

/// What a person wants done with a waiver: a value of `holdfast.fleet.command.v1`, under a key of its own.
///
/// @param id of the waiver
/// @param granted what is to be waived; empty for all but GRANT
/// @param who asks for it
/// @param why in their words; empty text for none
public record WaiverCommand(Verb verb, String id, Optional<Waiver> granted, String who, String why, Instant at) {
    private static final String KEY = "waiver:";

    /// What can be done with a waiver.
    public enum Verb {
        GRANT,
        END,
        /// A word of a newer writer.
        UNKNOWN
    }

    public String key() {
        return KEY + id;
    }

    /// Key of the commands about a waiver.
    public static String key(String id) {
        return KEY + id;
    }

    /// Whether a record of the topic is about a waiver.
    public static boolean isKey(String key) {
        return key.startsWith(KEY);
    }
}
