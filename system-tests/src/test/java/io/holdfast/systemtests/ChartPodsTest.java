package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.dsl.AppsAPIGroupDSL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the chart turned out to lack when its pods ran on a node for the first time.
@ExtendWith(ApiServer.class)
class ChartPodsTest {
    private static final Path CHART =
            Path.of("../charts/holdfast").toAbsolutePath().normalize();
    private static final String NAMESPACE = "chart-pods";

    @Test
    void podsGetThroughTheirStart(RunningApiServer server) {
        new Helm(CHART)
                .install()
                .withName("holdfast")
                .withNamespace(NAMESPACE)
                .createNamespace()
                .withKubeConfig(server.kubeconfig())
                .withValuesFile(CHART.resolve("values-minimal.yaml"))
                .call();
        List<PodSpec> pods = pods(server.admin().apps());

        assertEquals(3, pods.size());
        for (PodSpec pod : pods) {
            Container container = pod.getContainers().getFirst();
            assertEquals(false, pod.getEnableServiceLinks(), container.getName() + " gets variables of every Service");
            assertTrue(
                    container.getStartupProbe().getFailureThreshold() >= 60, container.getName() + " is ended early");
        }
        PodSpec kafka = pods.getLast();
        Map<String, String> environment = kafka.getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(each -> each.getName(), each -> each.getValue()));
        Path log = Path.of(Objects.requireNonNull(environment.get("KAFKA_LOG_DIRS")));
        List<Path> volumes = kafka.getContainers().getFirst().getVolumeMounts().stream()
                .map(VolumeMount::getMountPath)
                .map(Path::of)
                .toList();
        assertTrue(
                volumes.stream().anyMatch(volume -> log.startsWith(volume) && !log.equals(volume)),
                log + " is a volume's own folder, where a fresh file system has lost+found");
    }

    private static List<PodSpec> pods(AppsAPIGroupDSL apps) {
        return Stream.of(
                        apps.daemonSets()
                                .inNamespace(NAMESPACE)
                                .withName("holdfast-agent")
                                .get()
                                .getSpec()
                                .getTemplate(),
                        apps.deployments()
                                .inNamespace(NAMESPACE)
                                .withName("holdfast-aggregator")
                                .get()
                                .getSpec()
                                .getTemplate(),
                        apps.statefulSets()
                                .inNamespace(NAMESPACE)
                                .withName("holdfast-kafka")
                                .get()
                                .getSpec()
                                .getTemplate())
                .map(template -> template.getSpec())
                .toList();
    }
}
