package io.holdfast.aggregator.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.holdfast.protocol.fact.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who has a maintenance for which node: the objects `NodeMaintenance` of NVIDIA's maintenance operator, in all
/// namespaces, whoever made them. A cluster without that operator has none.
final class ClusterMaintenance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterMaintenance.class);
    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("maintenance.nvidia.com")
            .withVersion("v1alpha1")
            .withKind("NodeMaintenance")
            .withPlural("nodemaintenances")
            .withNamespaced(true)
            .build();
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;

    private final String cluster;
    private final Runnable whenChanged;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private volatile Optional<Refusal> refused = Optional.empty();

    /// Starts to watch; returns at once.
    ///
    /// @param whenChanged called from a thread of the client
    ClusterMaintenance(KubernetesClient client, String cluster, Runnable whenChanged) {
        this.cluster = cluster;
        this.whenChanged = whenChanged;
        this.informer = client.genericKubernetesResources(KIND)
                .inAnyNamespace()
                .runnableInformer(0)
                .addEventHandler(new News())
                .exceptionHandler((wasStarted, why) -> {
                    refused(Refusal.of(why));
                    return true;
                });
        informer.start();
    }

    /// Whether the objects were listed, or there can be none that we may see.
    boolean isKnown() {
        return informer.hasSynced()
                || refused.filter(why -> why.code() == NOT_FOUND || why.code() == FORBIDDEN)
                        .isPresent();
    }

    /// For each node the requestors, with the reason of the condition `Ready`; empty text before there is one.
    SortedMap<NodeId, SortedMap<String, String>> current() {
        TreeMap<NodeId, SortedMap<String, String>> byNode = new TreeMap<>();
        for (GenericKubernetesResource one : informer.getStore().list()) {
            Object node = one.get("spec", "nodeName");
            Object requestor = one.get("spec", "requestorID");
            if (node instanceof String name && requestor instanceof String by) {
                byNode.computeIfAbsent(new NodeId(cluster, name), _ -> new TreeMap<>())
                        .put(by, reason(one));
            }
        }
        return byNode;
    }

    private static String reason(GenericKubernetesResource one) {
        if (!(one.get("status", "conditions") instanceof List<?> conditions)) {
            return "";
        }
        return conditions.stream()
                .filter(condition -> condition instanceof Map<?, ?> fields && "Ready".equals(fields.get("type")))
                .map(condition -> ((Map<?, ?>) condition).get("reason"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst()
                .orElse("");
    }

    /// Asked again every few seconds: told once as long as it is the same.
    private void refused(Refusal why) {
        if (refused.filter(why::equals).isPresent()) {
            return;
        }
        refused = Optional.of(why);
        whenChanged.run();
        if (why.code() == NOT_FOUND) {
            LOG.info("the API server knows no NodeMaintenance: nobody's maintenance is looked at");
        } else {
            LOG.warn("TRANSIENT the API server lists no NodeMaintenance: {}", why.words());
        }
    }

    @Override
    public void close() {
        informer.close();
    }

    private final class News implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onList(String version, boolean isEmpty) {
            whenChanged.run();
        }

        @Override
        public void onAdd(GenericKubernetesResource one) {
            whenChanged.run();
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource one) {
            whenChanged.run();
        }

        @Override
        public void onDelete(GenericKubernetesResource one, boolean isGuess) {
            whenChanged.run();
        }
    }
}
