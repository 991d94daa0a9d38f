package io.holdfast.aggregator.access;

import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Enrolment.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/// Decides whether who asks is the node that it says it is, or at least a member.
public final class Doorkeeper {
    private static final String BEARER = "Bearer ";

    private final Optional<String> bootstrapSecret;
    private final Optional<Members> members;

    /// Nodes of one cluster, told by their tokens.
    public record Members(String cluster, MemberTokens tokens) {}

    /// Lets in by either of the two.
    ///
    /// @param bootstrapSecret what proves membership; empty where that is not enough
    public Doorkeeper(Optional<String> bootstrapSecret, Optional<Members> members) {
        this.bootstrapSecret = bootstrapSecret;
        this.members = members;
    }

    public sealed interface Answer {}

    /// It is let in.
    ///
    /// @param by what it proved itself by, for the log
    public record Admitted(Identity identity, String by) implements Answer {}

    public record Refused(EnrolmentRefusal why, String detail) implements Answer {}

    /// Whether an answer takes another's word, and time.
    public boolean hasToAsk(String authorization) {
        return members.isPresent() && isToken(authorization);
    }

    /// Judges who asks. Blocks where `hasToAsk` says so.
    ///
    /// @param authorization of the request's header; empty where it has none
    /// @param node what the one who asks says that it is
    public Answer judge(String authorization, NodeId node) {
        if (bootstrapSecret.filter(secret -> isSame(authorization, secret)).isPresent()) {
            return new Admitted(Identity.SHARED, "the bootstrap secret");
        }
        if (members.isEmpty() || !isToken(authorization)) {
            return new Refused(EnrolmentRefusal.NO_PROOF, expected());
        }
        String token = authorization.substring(BEARER.length());
        return switch (members.get().tokens().review(token)) {
            case MemberTokens.Refused(EnrolmentRefusal why, String detail) -> new Refused(why, detail);
            case MemberTokens.Vouched vouched ->
                judge(vouched, node, members.get().cluster());
        };
    }

    private static Answer judge(MemberTokens.Vouched vouched, NodeId node, String cluster) {
        NodeId proved = new NodeId(cluster, vouched.node());
        if (!proved.equals(node)) {
            return new Refused(
                    EnrolmentRefusal.OTHER_NODE,
                    "this is a token of " + proved + " (pod " + vouched.pod() + "), and the agent says that it is "
                            + node);
        }
        return new Admitted(Identity.TOKEN, "a token of pod " + vouched.pod());
    }

    private String expected() {
        if (members.isEmpty()) {
            return bootstrapSecret.isPresent()
                    ? "the bootstrap secret is not ours"
                    : "nobody is let in: there is neither a bootstrap secret nor a cluster that vouches for tokens";
        }
        return bootstrapSecret.isPresent()
                ? "neither our bootstrap secret nor a ServiceAccount token"
                : "expected the ServiceAccount token of an agent's pod";
    }

    private static boolean isSame(String authorization, String secret) {
        return MessageDigest.isEqual(
                authorization.getBytes(StandardCharsets.UTF_8), (BEARER + secret).getBytes(StandardCharsets.UTF_8));
    }

    /// A JSON web token has three parts (RFC 7515).
    private static boolean isToken(String authorization) {
        return authorization.startsWith(BEARER)
                && authorization.substring(BEARER.length()).split("\\.", -1).length == 3;
    }
}
