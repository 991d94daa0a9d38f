package io.holdfast.aggregator.kube;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import io.holdfast.aggregator.topology.ExpectedNodes;
import io.holdfast.aggregator.topology.Inventory;
import io.holdfast.protocol.fact.NodeId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The nodes of the cluster as the API server lists them, with their labels and the maintenance that others have for
/// them. Watched; while the API server is away the last list stays, and until it was read once there is none: nobody
/// is called gone by a list that was never seen.
final class ClusterNodes implements ExpectedNodes, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterNodes.class);
    /// Of Node Feature Discovery: a hundred a node, and none that says where a node is or what it is for.
    private static final String FEATURES = "feature.node.kubernetes.io/";

    private final String cluster;
    private final SharedIndexInformer<Node> informer;
    private final ClusterMaintenance maintenance;
    private final AtomicBoolean hasNews = new AtomicBoolean();
    private volatile Inventory current = Inventory.UNREAD;
    private volatile String told = "";

    /// Starts to watch; returns at once.
    ///
    /// @param selector label selector of the nodes that should report; empty text for all
    ClusterNodes(KubernetesClient client, String cluster, String selector) {
        this.cluster = cluster;
        // Of a node only its labels are kept: a whole one is 20 KB.
        this.informer = client.nodes()
                .withLabelSelector(selector)
                .runnableInformer(0)
                .itemStore(new ReducedStateItemStore<>(
                        ReducedStateItemStore.NAME_KEY_STATE,
                        Node.class,
                        client.getKubernetesSerialization(),
                        "metadata.labels"))
                .addEventHandler(new News())
                .exceptionHandler((wasStarted, why) -> {
                    tell(why);
                    return true;
                });
        informer.start();
        this.maintenance = new ClusterMaintenance(client, cluster, () -> hasNews.set(true));
    }

    @Override
    public Inventory current() {
        return current;
    }

    @Override
    public boolean refresh() {
        if (!informer.hasSynced() || !maintenance.isKnown() || !hasNews.getAndSet(false)) {
            return false;
        }
        TreeMap<NodeId, SortedMap<String, String>> nodes = new TreeMap<>();
        informer.getStore()
                .list()
                .forEach(node -> nodes.put(
                        new NodeId(cluster, node.getMetadata().getName()),
                        labels(node.getMetadata().getLabels())));
        Inventory next = new Inventory(nodes, maintenance.current(), true);
        boolean changed = !next.equals(current);
        current = next;
        return changed;
    }

    /// Asked again every few seconds: told once as long as it is the same.
    private void tell(Throwable why) {
        String reason = Refusal.of(why).words();
        if (!reason.equals(told)) {
            told = reason;
            LOG.warn("TRANSIENT the API server lists no nodes: {}", reason);
        }
    }

    private static SortedMap<String, String> labels(@Nullable Map<String, String> all) {
        TreeMap<String, String> kept = new TreeMap<>(all == null ? Map.of() : all);
        kept.keySet().removeIf(key -> key.startsWith(FEATURES));
        return kept;
    }

    @Override
    public void close() {
        maintenance.close();
        informer.close();
    }

    private final class News implements ResourceEventHandler<Node> {
        @Override
        public void onList(String version, boolean isEmpty) {
            hasNews.set(true);
        }

        @Override
        public void onAdd(Node node) {
            hasNews.set(true);
        }

        @Override
        public void onUpdate(Node before, Node node) {
            hasNews.set(true);
        }

        @Override
        public void onDelete(Node node, boolean isGuess) {
            hasNews.set(true);
        }
    }
}
