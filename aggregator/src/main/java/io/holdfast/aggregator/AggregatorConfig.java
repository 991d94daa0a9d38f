package io.holdfast.aggregator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Everything an aggregator is told.
///
/// @param kafka `bootstrap.servers`
/// @param data writable folder: Streams state. May be deleted while stopped; everything is in the topics
/// @param web dashboard and API
/// @param enrolment where agents enrol: loopback only until it speaks TLS
/// @param management `/metrics`, `/healthz`, `/readyz`
/// @param inventory file that lists the nodes there should be; empty for none
/// @param partitions of every topic; fixed once the topics exist
/// @param heartbeat interval at which agents report; three missed ones are silence
/// @param baselines what nodes are judged by
public record AggregatorConfig(
        String kafka,
        Path data,
        WebConfig web,
        Listen enrolment,
        Listen management,
        Secrets secrets,
        Optional<Path> inventory,
        int partitions,
        Duration heartbeat,
        BaselineConfig baselines) {
    /// Without baselines.
    public AggregatorConfig(
            String kafka,
            Path data,
            WebConfig web,
            Listen enrolment,
            Listen management,
            Secrets secrets,
            Optional<Path> inventory,
            int partitions,
            Duration heartbeat) {
        this(kafka, data, web, enrolment, management, secrets, inventory, partitions, heartbeat, BaselineConfig.NONE);
    }

    public AggregatorConfig {
        if (!enrolment.isLoopback()) {
            throw new IllegalArgumentException("listener " + enrolment.host() + ":" + enrolment.port()
                    + ": agents enrol over loopback only until the listener speaks TLS");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions " + partitions + ": expected 1 or more");
        }
    }
}
