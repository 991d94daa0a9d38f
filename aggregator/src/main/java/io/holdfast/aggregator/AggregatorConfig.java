package io.holdfast.aggregator;

import io.holdfast.protocol.kafka.KafkaAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Everything an aggregator is told.
///
/// @param kafka where it is, and what lets in there
/// @param data writable folder: Streams state. May be deleted while stopped; everything is in the topics
/// @param web dashboard and API
/// @param enrolment where agents enrol, and by what proof
/// @param management `/metrics`, `/healthz`, `/readyz`
/// @param inventory file that lists the nodes there should be; empty for none
/// @param partitions of every topic; fixed once the topics exist
/// @param heartbeat interval at which agents report; three missed ones are silence
/// @param baselines what nodes are judged by
/// @param kubernetes the cluster that the nodes are of; empty for none
public record AggregatorConfig(
        KafkaAccess kafka,
        Path data,
        WebConfig web,
        EnrolmentConfig enrolment,
        Listen management,
        Secrets secrets,
        Optional<Path> inventory,
        int partitions,
        Duration heartbeat,
        BaselineConfig baselines,
        Optional<KubernetesConfig> kubernetes) {
    /// With Kafka in the clear, and without Kubernetes.
    public AggregatorConfig(
            String kafka,
            Path data,
            WebConfig web,
            EnrolmentConfig enrolment,
            Listen management,
            Secrets secrets,
            Optional<Path> inventory,
            int partitions,
            Duration heartbeat,
            BaselineConfig baselines) {
        this(
                KafkaAccess.plain(kafka),
                data,
                web,
                enrolment,
                management,
                secrets,
                inventory,
                partitions,
                heartbeat,
                baselines,
                Optional.empty());
    }

    /// With Kafka in the clear, and without Kubernetes and baselines.
    public AggregatorConfig(
            String kafka,
            Path data,
            WebConfig web,
            EnrolmentConfig enrolment,
            Listen management,
            Secrets secrets,
            Optional<Path> inventory,
            int partitions,
            Duration heartbeat) {
        this(kafka, data, web, enrolment, management, secrets, inventory, partitions, heartbeat, BaselineConfig.NONE);
    }

    public AggregatorConfig {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions " + partitions + ": expected 1 or more");
        }
    }
}
