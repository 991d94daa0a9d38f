package io.holdfast.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.protocol.fact.NodeId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BaselineClaimTest {
    private static final NodeId NODE = new NodeId("lab", "n1");
    private static final byte[] MASTER = new byte[32];

    private static SessionKey key(NodeId node, long run) {
        return SessionKey.derive(MASTER, node, run, "m1.token");
    }

    @Test
    void aClaimHoldsForItsNodeRunAndBaselineOnly() {
        BaselineClaim claim = BaselineClaim.of(new Sender(NODE, "b", 7, "m1.token"), key(NODE, 7), "digest");
        BaselineClaim read = BaselineClaim.parse(claim.header()).orElseThrow();
        assertEquals(claim, read);
        assertTrue(read.holds(key(NODE, 7), "digest"));
        assertFalse(read.holds(key(NODE, 7), "another"));
        assertFalse(read.holds(key(NODE, 8), "digest"));
        NodeId other = new NodeId("lab", "n2");
        BaselineClaim borrowed = new BaselineClaim(other, 7, read.keyId(), read.mac());
        assertFalse(borrowed.holds(key(other, 7), "digest"));
    }

    @Test
    void whatIsNoClaimIsNone() {
        for (String header : List.of(
                "",
                "Bearer x",
                "Holdfast",
                "Holdfast lab/n1 7 m1.token",
                "Holdfast n1 7 m1.token x",
                "Holdfast lab/n1 seven m1.token x",
                "Holdfast  lab/n1 7 m1.token x")) {
            assertEquals(Optional.empty(), BaselineClaim.parse(header), header);
        }
    }
}
