package io.holdfast.aggregator.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.holdfast.aggregator.KubernetesConfig;
import io.holdfast.aggregator.access.MemberTokens;
import io.holdfast.aggregator.topology.ExpectedNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The way to the API server, which may be away when we start.
public final class Cluster implements AutoCloseable {
    private static final int CONNECT_MILLIS = 3_000;
    /// Below the ten seconds that an agent waits for its enrolment.
    private static final int REQUEST_MILLIS = 6_000;

    private final KubernetesConfig config;
    private final KubernetesClient client;
    private final Optional<ClusterNodes> nodes;

    private Cluster(KubernetesConfig config, KubernetesClient client) {
        this.config = config;
        this.client = client;
        this.nodes = config.expected().map(selector -> new ClusterNodes(client, config.cluster(), selector));
    }

    /// Makes the way and begins to watch the nodes. Waits for nothing.
    ///
    /// @throws IOException when the kubeconfig cannot be used; the message names it
    public static Cluster of(KubernetesConfig config) throws IOException {
        Config way = config.kubeconfig().isPresent() ? read(config.kubeconfig().get()) : new ConfigBuilder().build();
        Config patient = new ConfigBuilder(way)
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(REQUEST_MILLIS)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new Cluster(
                config, new KubernetesClientBuilder().withConfig(patient).build());
    }

    private static Config read(Path kubeconfig) throws IOException {
        if (!Files.isReadable(kubeconfig)) {
            throw new IOException(kubeconfig + ": no kubeconfig that can be read");
        }
        try {
            return Config.fromKubeconfig(kubeconfig.toFile());
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new IOException(kubeconfig + ": no kubeconfig: " + e.getMessage(), e);
        }
    }

    public MemberTokens tokens() {
        return new TokenReviews(client, new TokenJudgement(config.audience(), config.serviceAccounts()));
    }

    /// The nodes that should report, as the API server lists them; empty where it is not asked.
    public Optional<ExpectedNodes> nodes() {
        return nodes.map(watched -> watched);
    }

    @Override
    public void close() {
        nodes.ifPresent(ClusterNodes::close);
        client.close();
    }
}
