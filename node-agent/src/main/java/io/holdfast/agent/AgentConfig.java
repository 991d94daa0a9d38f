package io.holdfast.agent;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.report.Enroller;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.kafka.KafkaAccess;
import io.holdfast.protocol.report.Origin;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/// All that one agent is told.
///
/// @param host what it reads
/// @param origin what that is, for those who see the reports
/// @param kafka where it is, and what lets in there
/// @param enrolment where it enrols, and what it shows there
/// @param inboxKeys Ed25519 public keys by key id (X.509, base64); empty: those of the grant are believed
/// @param data folder of its own, writable
/// @param management where `/metrics` and the health pages are served
/// @param baseline what the node is judged by until it is assigned another; `Baseline.NONE` for health alone
public record AgentConfig(
        NodeId node,
        HostRoot host,
        Origin origin,
        KafkaAccess kafka,
        Enroller.Door enrolment,
        Map<String, String> inboxKeys,
        Path data,
        Management management,
        Timing timing,
        Baseline baseline) {
    private static final int NO_PORT = -1;

    /// Where the management pages are served.
    ///
    /// @param port 0 for any free one, -1 for no pages at all
    public record Management(String host, int port) {
        /// On this machine only.
        public static Management loopback(int port) {
            return new Management("127.0.0.1", port);
        }

        boolean isServed() {
            return port != NO_PORT;
        }
    }

    public AgentConfig {
        inboxKeys = Map.copyOf(inboxKeys);
    }

    /// With Kafka in the clear, a bootstrap secret, and the management pages on loopback.
    ///
    /// @param managementPort 0 for any free one, -1 for no pages at all
    public AgentConfig(
            NodeId node,
            HostRoot host,
            Origin origin,
            String kafka,
            URI enrolment,
            String bootstrapSecret,
            Map<String, String> inboxKeys,
            Path data,
            int managementPort,
            Timing timing) {
        this(
                node,
                host,
                origin,
                KafkaAccess.plain(kafka),
                new Enroller.Door(enrolment, bootstrapSecret),
                inboxKeys,
                data,
                Management.loopback(managementPort),
                timing,
                Baseline.NONE);
    }

    @Override
    public String toString() {
        return node + " of " + host + ", kafka " + kafka + ", enrolment " + enrolment + ", data " + data;
    }
}
