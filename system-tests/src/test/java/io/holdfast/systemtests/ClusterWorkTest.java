package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.holdfast.agent.report.Enroller;
import io.holdfast.agent.report.Proof;
import io.holdfast.aggregator.EnrolmentConfig.TlsFiles;
import io.holdfast.aggregator.KubernetesConfig;
import io.holdfast.protocol.fact.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The maintenance that others have for a node, on a real API server.
@ExtendWith({ApiServer.class, Broker.class})
class ClusterWorkTest {
    private static final String NAMESPACE = "cluster-work";
    private static final NodeId NODE = new NodeId("lab", "worked-1");
    /// As much of the maintenance operator's definition as anybody reads here.
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: nodemaintenances.maintenance.nvidia.com}
            spec:
              group: maintenance.nvidia.com
              scope: Namespaced
              names: {kind: NodeMaintenance, plural: nodemaintenances, singular: nodemaintenance}
              versions:
              - name: v1alpha1
                served: true
                storage: true
                subresources: {status: {}}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        required: [nodeName, requestorID]
                        properties: {nodeName: {type: string}, requestorID: {type: string}}
                      status: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """;
    private static final String OBJECT = """
            apiVersion: maintenance.nvidia.com/v1alpha1
            kind: NodeMaintenance
            metadata: {name: network-operator-worked-1, namespace: cluster-work}
            spec: {nodeName: worked-1, requestorID: nvidia.doca-driver-upgrade}
            """;

    @TempDir
    Path folder;

    /// The operator comes to the cluster while we run.
    @Test
    void aNodeThatSomebodyMaintainsIsInMaintenanceUntilTheObjectIsGone(RunningBroker broker, RunningApiServer server)
            throws Exception {
        AgentPods pods = new AgentPods(server.admin(), NAMESPACE);
        Pod pod = pods.pod("agent-one", NODE.name());
        pods.node(NODE.name(), Map.of("test", NAMESPACE));
        Certificate certificate = Certificate.in(folder, "holdfast");
        Path token = Files.writeString(folder.resolve("token"), pods.token(pod, "holdfast"));
        Path way = server.kubeconfig(
                "aggregator.kubeconfig", pods.token(AgentPods.AGGREGATOR, "https://kubernetes.default.svc"));
        KubernetesConfig cluster = new KubernetesConfig(
                "lab",
                Optional.of(way),
                "holdfast",
                Set.of(NAMESPACE + "/" + AgentPods.AGENT),
                Optional.of("test=" + NAMESPACE));
        TlsFiles tls = new TlsFiles(certificate.certificate(), certificate.key());
        try (Stand stand = new Stand(broker, folder).startAggregator(cluster, tls)) {
            Enroller.Door door = new Enroller.Door(
                    stand.enrolment(), new Proof.TokenFile(token), Optional.of(certificate.certificate()));
            stand.startAgent(NODE, RecordedHost.in(folder.resolve("host")), "one", door);
            Await.until("the node", () -> stand.state(NODE), "UNDECLARED"::equals);

            define(server.admin());
            Resource<GenericKubernetesResource> object =
                    server.admin().resource(Serialization.unmarshal(OBJECT, GenericKubernetesResource.class));
            object.create();
            say(object, "Draining");
            Await.until("the state", () -> stand.state(NODE), "IN_MAINTENANCE"::equals);
            JsonNode work = stand.node(NODE).path("summary").path("work").path(0);
            assertEquals(
                    "Maintenance by nvidia.doca-driver-upgrade",
                    work.path("words").asText());
            assertEquals("Draining", work.path("said").asText());

            say(object, "RequestorFailed");
            Await.until("the node in service", () -> stand.state(NODE), "UNDECLARED"::equals);
            assertEquals(
                    "FAILED",
                    stand.node(NODE)
                            .path("summary")
                            .path("work")
                            .path(0)
                            .path("stage")
                            .asText());

            object.delete();
            Await.until("no work", () -> stand.node(NODE).path("summary").path("work"), JsonNode::isEmpty);
        }
    }

    private static void define(KubernetesClient admin) {
        Resource<CustomResourceDefinition> definition = admin.apiextensions()
                .v1()
                .customResourceDefinitions()
                .resource(Serialization.unmarshal(DEFINITION, CustomResourceDefinition.class));
        definition.serverSideApply();
        Await.until(
                "the definition",
                () -> definition.get().getStatus(),
                status -> status != null
                        && status.getConditions() != null
                        && status.getConditions().stream()
                                .anyMatch(one -> one.getType().equals("Established")
                                        && one.getStatus().equals("True")));
    }

    /// As the operator does.
    private static void say(Resource<GenericKubernetesResource> object, String reason) {
        object.editStatus(now -> {
            now.setAdditionalProperty(
                    "status",
                    Map.of("conditions", List.of(Map.of("type", "Ready", "status", "False", "reason", reason))));
            return now;
        });
    }
}
