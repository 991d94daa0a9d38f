package io.holdfast.protocol.wire;

import io.holdfast.protocol.fact.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/// What an enrolled node shows to be handed a baseline over HTTP: its name and run, and an HMAC under the key of that
/// run. It carries no secret, and whoever repeats it gets the one baseline that the node was given.
public record BaselineClaim(NodeId node, long run, String keyId, String mac) {
    /// A digest follows.
    public static final String PATH = "/api/v1/baselines/by-digest/";

    private static final String SCHEME = "Holdfast";

    /// The claim of a node in its session.
    public static BaselineClaim of(Sender sender, SessionKey key, String digest) {
        return new BaselineClaim(
                sender.node(), sender.run(), sender.keyId(), key.mac(text(sender.node(), sender.run(), digest)));
    }

    /// Another first line than that of records: what is signed for one is nothing for the other.
    private static String text(NodeId node, long run, String digest) {
        return String.join("\n", "holdfast baseline v1", node.toString(), Long.toString(run), digest);
    }

    /// Whether the key of that node's run was used, for this baseline.
    public boolean holds(SessionKey key, String digest) {
        return MessageDigest.isEqual(
                key.mac(text(node, run, digest)).getBytes(StandardCharsets.UTF_8),
                mac.getBytes(StandardCharsets.UTF_8));
    }

    /// As the value of an `Authorization` header.
    public String header() {
        return String.join(" ", SCHEME, node.toString(), Long.toString(run), keyId, mac);
    }

    /// The claim of such a header; empty for anything else.
    public static Optional<BaselineClaim> parse(String header) {
        String[] parts = header.split(" ", -1);
        if (parts.length != 5 || !parts[0].equals(SCHEME)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BaselineClaim(NodeId.parse(parts[1]), Long.parseLong(parts[2]), parts[3], parts[4]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
