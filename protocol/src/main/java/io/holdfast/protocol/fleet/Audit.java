package io.holdfast.protocol.fleet;

import java.time.Instant;
import java.util.Optional;

/// Somebody asked for a change over the API, and what came of it. One record for each, the refused ones too.
///
/// @param id of the request; no two are alike
/// @param at when it was answered (aggregator clock)
/// @param who name of the token, `local` for somebody on the machine itself; empty text where nobody known asked
/// @param from address the connection came from
/// @param method of HTTP
/// @param route pattern of the route; empty text where none was reached
/// @param path what was asked for
/// @param what the change in words, as far as it was understood
/// @param status of HTTP; 0 where there was no answer
/// @param why of a refusal or failure; empty text otherwise
public record Audit(
        String id,
        Instant at,
        String who,
        Optional<Role> role,
        String from,
        String method,
        String route,
        String path,
        String what,
        Outcome outcome,
        int status,
        String why) {

    /// What came of it.
    public enum Outcome {
        /// Done, or taken to be done.
        ACCEPTED,
        /// Not let in, or not understood. Nothing changed.
        REFUSED,
        /// It was to be done, and something of ours failed.
        FAILED,
        /// The caller went away before the answer, or a word of a newer writer. It may have been done.
        UNKNOWN
    }
}
