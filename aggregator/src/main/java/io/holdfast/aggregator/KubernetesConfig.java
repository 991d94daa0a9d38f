package io.holdfast.aggregator;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// The Kubernetes cluster whose nodes this aggregator serves.
///
/// @param cluster what its nodes are called: the first half of `<cluster>/<node>`
/// @param kubeconfig file that says where the API server is and who we are; empty inside the cluster, where
/// every pod is told
/// @param audience whom the tokens are meant for that agents show
/// @param serviceAccounts whose tokens let an agent in, each `<namespace>/<name>`
/// @param expected label selector of the nodes that should report, empty text for all of them; none where the
/// API server is not asked for nodes
public record KubernetesConfig(
        String cluster,
        Optional<Path> kubeconfig,
        String audience,
        Set<String> serviceAccounts,
        Optional<String> expected) {
    /// The audience that agents ask for where nothing else is agreed.
    public static final String AUDIENCE = "holdfast";

    public KubernetesConfig {
        serviceAccounts = Set.copyOf(serviceAccounts);
        if (!cluster.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException(
                    "cluster \"" + cluster + "\": expected a DNS label: a-z, 0-9 and -, at most 63");
        }
        if (audience.isBlank()) {
            throw new IllegalArgumentException("the audience of tokens is empty");
        }
        for (String account : serviceAccounts) {
            if (!account.matches("[^/:]+/[^/:]+")) {
                throw new IllegalArgumentException("service account \"" + account + "\": expected <namespace>/<name>");
            }
        }
    }
}
