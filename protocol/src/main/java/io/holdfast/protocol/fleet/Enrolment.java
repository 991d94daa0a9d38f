package io.holdfast.protocol.fleet;

import io.holdfast.protocol.fact.NodeId;
import java.util.Map;

/// How an agent becomes a node of the fleet: `POST /api/v1/enrol`.
public sealed interface Enrolment {
    /// What the agent sends, with a proof of membership in the `Authorization` header.
    ///
    /// @param lastRun number of its latest enrolment, 0 for none: the next is above it
    record Request(NodeId node, String bootId, long lastRun) implements Enrolment {}

    /// What it gets back.
    ///
    /// @param run number of this enrolment
    /// @param keyId master key that `sessionKey` was derived from
    /// @param sessionKey base64url; a secret
    /// @param identity how the node proved who it is
    /// @param inboxKeys Ed25519 public keys by key id (X.509, base64), for an agent that has none pinned in
    /// its configuration
    record Grant(long run, String keyId, String sessionKey, Identity identity, Map<String, String> inboxKeys)
            implements Enrolment {
        public Grant {
            inboxKeys = Map.copyOf(inboxKeys);
        }
    }

    /// How far an identity is proved.
    enum Identity {
        /// A secret that all members share: proves membership, not which member.
        SHARED,
        /// A token that the cluster vouches for.
        TOKEN,
        /// A word of a newer writer.
        UNKNOWN
    }
}
