package io.holdfast.systemtests;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/// What a DaemonSet, a scheduler and the kubelets would make of the agents in one namespace: pods bound to
/// nodes, and the tokens that are projected into them. The rest of the API server is real, these three are not
/// there.
final class AgentPods {
    static final String AGENT = "agent";
    static final String AGGREGATOR = "aggregator";

    private final KubernetesClient admin;
    private final String namespace;

    AgentPods(KubernetesClient admin, String namespace) {
        this.admin = admin;
        this.namespace = namespace;
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .serverSideApply();
        account(AGENT);
        account(AGGREGATOR);
        admin.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(namespace + "-reviews-tokens")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "system:auth-delegator")
                        .addNewSubject("", "ServiceAccount", AGGREGATOR, namespace)
                        .build())
                .serverSideApply();
        mayWatchNodes();
    }

    /// As the chart's ClusterRole.
    private void mayWatchNodes() {
        admin.resource(new ClusterRoleBuilder()
                        .withNewMetadata()
                        .withName(namespace + "-watches-nodes")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("nodes")
                        .withVerbs("list", "watch")
                        .endRule()
                        .addNewRule()
                        .withApiGroups("maintenance.nvidia.com")
                        .withResources("nodemaintenances")
                        .withVerbs("list", "watch")
                        .endRule()
                        .build())
                .serverSideApply();
        admin.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(namespace + "-watches-nodes")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", namespace + "-watches-nodes")
                        .addNewSubject("", "ServiceAccount", AGGREGATOR, namespace)
                        .build())
                .serverSideApply();
    }

    void account(String name) {
        admin.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    void node(String name, Map<String, String> labels) {
        admin.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    /// A pod of the agent's account on a node.
    Pod pod(String name, String node) {
        return pod(name, node, AGENT);
    }

    Pod pod(String name, String node, String account) {
        node(node, Map.of());
        return admin.pods()
                .inNamespace(namespace)
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node)
                        .withServiceAccountName(account)
                        .withAutomountServiceAccountToken(false)
                        .addNewContainer()
                        .withName("agent")
                        .withImage("holdfast-agent")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    void delete(Pod pod) {
        admin.resource(pod).withGracePeriod(0).delete();
    }

    /// What the kubelet projects into a pod.
    String token(Pod pod, String audience) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience)
                .withExpirationSeconds(600L)
                .withNewBoundObjectRef(
                        "v1",
                        "Pod",
                        pod.getMetadata().getName(),
                        pod.getMetadata().getUid())
                .endSpec()
                .build();
        return token(pod.getSpec().getServiceAccountName(), request);
    }

    /// A token of an account that is bound to nothing.
    String token(String account, String... audiences) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audiences)
                .withExpirationSeconds(3600L)
                .endSpec()
                .build();
        return token(account, request);
    }

    private String token(String account, TokenRequest request) {
        return admin.serviceAccounts()
                .inNamespace(namespace)
                .withName(account)
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }
}
