package io.holdfast.agent.report;

import io.holdfast.agent.metrics.AgentMetrics;
import io.holdfast.agent.schedule.Jitter;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.NodeRecord;
import io.holdfast.protocol.wire.SessionKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Enrolments under one master key.
public final class TestingSessions {
    public static final NodeId NODE = new NodeId("lab", "n1");
    private static final byte[] MASTER = "a master key of thirty-two bytes".getBytes(StandardCharsets.UTF_8);
    private static final String KEY_ID = "m1";

    private TestingSessions() {}

    public static Enrolment.Grant grant(NodeId node, long run, Map<String, String> inboxKeys) {
        String key = SessionKey.derive(MASTER, node, run, KEY_ID).encode();
        return new Enrolment.Grant(run, KEY_ID, key, Enrolment.Identity.SHARED, inboxKeys);
    }

    static NodeSession session(String bootId, long run, Loop loop) {
        Enrolment.Request request = new Enrolment.Request(NODE, bootId, run - 1);
        return NodeSession.of(request, grant(NODE, run, Map.of()), loop::now);
    }

    /// The record as the aggregator believes it.
    public static NodeRecord verified(Envelope envelope) {
        NodeRecord.Verdict verdict = NodeRecord.verify(
                envelope,
                sender -> Optional.of(SessionKey.derive(MASTER, sender.node(), sender.run(), sender.keyId())));
        if (verdict instanceof NodeRecord.Verdict.Accepted(NodeRecord record) && record.dataHolds(envelope.data())) {
            return record;
        }
        throw new AssertionError("not believed: " + verdict);
    }

    static Reporter.Outlet outlet(Transport transport, Loop loop, MeterRegistry registry) {
        return new Reporter.Outlet(transport, loop, new AgentMetrics(registry), new Jitter(new Random(3)));
    }

    static Reporter.Outlet outlet(Transport transport, Loop loop) {
        return outlet(transport, loop, new SimpleMeterRegistry());
    }
}
