package io.holdfast.aggregator.access;

/// Somebody who can tell whose a token is.
public interface MemberTokens {
    /// Asks for one token. Blocks.
    Verdict review(String token);

    /// What is known of a token.
    sealed interface Verdict {}

    /// It is a node's.
    ///
    /// @param node its name, without the cluster
    /// @param pod the pod that it was given to, for the log
    record Vouched(String node, String pod) implements Verdict {}

    record Refused(EnrolmentRefusal why, String detail) implements Verdict {}
}
