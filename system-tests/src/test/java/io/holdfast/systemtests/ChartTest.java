package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.holdfast.aggregator.Secrets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The Helm chart, by Helm itself, on a real API server.
@ExtendWith(ApiServer.class)
class ChartTest {
    private static final Path CHART =
            Path.of("../charts/holdfast").toAbsolutePath().normalize();
    private static final Path VALUES = Path.of("src/test/resources/chart").toAbsolutePath();
    private static final String VERSION = "v1.37.2";
    private static final String RELEASE = "holdfast";
    /// Every kind of object that the chart makes, and Helm's own notes of the release.
    private static final List<String> KINDS = List.of(
            "v1 Secret",
            "v1 ConfigMap",
            "v1 Service",
            "v1 ServiceAccount",
            "apps/v1 DaemonSet",
            "apps/v1 Deployment",
            "apps/v1 StatefulSet",
            "rbac.authorization.k8s.io/v1 ClusterRole",
            "rbac.authorization.k8s.io/v1 ClusterRoleBinding",
            "monitoring.coreos.com/v1 ServiceMonitor",
            "monitoring.coreos.com/v1 PodMonitor",
            "monitoring.coreos.com/v1 PrometheusRule");

    @TempDir
    Path folder;

    /// The file that the README installs, and the sets that between them turn every switch of the chart.
    static Stream<Path> valueSets() throws IOException {
        List<Path> sets = new ArrayList<>(List.of(CHART.resolve("values-minimal.yaml")));
        try (Stream<Path> files = Files.list(VALUES)) {
            files.sorted().forEach(sets::add);
        }
        return sets.stream();
    }

    @Test
    void theChartIsSound() {
        LintResult lint = new Helm(CHART).lint().strict().call();

        assertFalse(lint.isFailed(), String.join("\n", lint.getMessages()));
    }

    @Test
    void theSmallestInstallationSaysTenLinesAtMost() throws IOException {
        assertTrue(Files.readAllLines(CHART.resolve("values-minimal.yaml")).size() <= 10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    cluster              | ''       | say what this cluster is called, for example --set cluster=lab
                    cluster              | Bad_Name | "Bad_Name" is no DNS label: a-z, 0-9 and -, at most 63 of them
                    agent.profile        | full     | at '/agent/profile': value must be one of 'observe', 'observe-unprivileged'
                    kafka.mode           | external | so name your brokers, for example {kafka-0:9092,kafka-1:9092}
                    kafka.external.configSecret | ours | the bundled broker asks nobody who he is; set kafka.mode to external
                    kafka.partitions     | many     | at '/kafka/partitions': got string, want integer
                    monitoring.interval  | often    | at '/monitoring/interval': 'often' does not match pattern
                    agents.profile       | observe  | additional properties 'agents' not allowed
                    """)
    void aWrongValueIsNamedWithWhatWasExpected(String key, String value, String told) {
        InstallCommand render = render("lab").set(key, value);

        IllegalStateException error = assertThrows(IllegalStateException.class, render::call);

        assertTrue(String.valueOf(error.getMessage()).contains(told), error.getMessage());
    }

    @Test
    void privilegesThatTheProfileForbidsAreRefused() {
        InstallCommand render =
                render("lab").set("agent.profile", "observe-unprivileged").set("agent.privileged", true);

        IllegalStateException error = assertThrows(IllegalStateException.class, render::call);

        assertTrue(String.valueOf(error.getMessage()).contains("observe-unprivileged has no privileges"));
    }

    @Test
    void brokersThatAskWhoIsThereAreToldByEachFromItsOwnSecret() {
        String clear = String.valueOf(render("lab")
                .set("kafka.mode", "external")
                .set("kafka.external.bootstrapServers[0]", "kafka:9093")
                .call()
                .getOutput());
        assertTrue(clear.contains("Your brokers are spoken to in the clear"), clear);

        // With Secrets of its own: this template command would ask a cluster for the chart's.
        TemplateCommand external = new Helm(CHART)
                .template()
                .withName(RELEASE)
                .withKubeVersion(VERSION)
                .set("cluster", "lab")
                .set("keysSecret", "keys")
                .set("enrolment.tls.secret", "certificate")
                .set("kafka.mode", "external")
                .set("kafka.external.bootstrapServers[0]", "kafka:9093");
        assertFalse(external.call().contains("HOLDFAST_KAFKA_CONFIG"));
        String guarded = external.set("kafka.external.configSecret", "for-all")
                .set("kafka.external.agentConfigSecret", "for-agents")
                .call();
        assertSettings(guarded, "DaemonSet", "for-agents");
        assertSettings(guarded, "Deployment", "for-all");
    }

    private static void assertSettings(String rendered, String kind, String secret) {
        String object = Stream.of(rendered.split("\n---\n", -1))
                .filter(one -> one.contains("kind: " + kind + "\n"))
                .findFirst()
                .orElse("no " + kind);
        for (String line : List.of(
                "- {name: HOLDFAST_KAFKA_CONFIG, value: /etc/holdfast/kafka/client.properties}",
                "- {name: kafka, mountPath: /etc/holdfast/kafka, readOnly: true}",
                "- name: kafka\n          secret: {secretName: " + secret + ", defaultMode: 0440}")) {
            assertTrue(object.contains(line), object);
        }
    }

    @Test
    void agentsWithSettingsAndAnAggregatorWithoutAreRefused() {
        InstallCommand render = render("lab")
                .set("kafka.mode", "external")
                .set("kafka.external.bootstrapServers[0]", "kafka:9093")
                .set("kafka.external.agentConfigSecret", "for-agents");

        IllegalStateException error = assertThrows(IllegalStateException.class, render::call);

        assertTrue(String.valueOf(error.getMessage()).contains("set kafka.external.configSecret too"));
    }

    private static InstallCommand render(String cluster) {
        return new Helm(CHART)
                .install()
                .clientOnly()
                .dryRun()
                .withDryRunOption(DryRun.CLIENT)
                .withKubeVersion(VERSION)
                .withName(RELEASE)
                .withNamespace("rendered")
                .set("cluster", cluster);
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void whatIsInstalledIsTakenByTheApiServerAndNothingIsLeftOfIt(Path values, RunningApiServer server)
            throws IOException {
        String namespace = "chart-" + values.getFileName().toString().replaceAll("[^a-z]+", "-") + "x";
        Objects objects = new Objects(server, namespace);
        objects.defineMonitors();
        Set<String> before = objects.all();

        install(server, namespace, values);
        Set<String> installed = objects.all();
        assertTrue(installed.contains("DaemonSet holdfast-agent"), installed::toString);
        assertTrue(installed.contains("Deployment holdfast-aggregator"), installed::toString);
        String told = Helm.uninstall(RELEASE)
                .withNamespace(namespace)
                .withKubeConfig(server.kubeconfig())
                .call();

        assertEquals(before, objects.all(), told);
    }

    @Test
    void keysAreMadeOnceAndKeptAtAnUpgrade(RunningApiServer server) throws Exception {
        String namespace = "chart-keys";
        install(server, namespace, CHART.resolve("values-minimal.yaml"));
        Map<String, String> keys = secret(server, namespace, "holdfast-keys");
        Map<String, String> tls = secret(server, namespace, "holdfast-enrolment-tls");

        new Helm(CHART)
                .upgrade()
                .withName(RELEASE)
                .withNamespace(namespace)
                .withKubeConfig(server.kubeconfig())
                .set("cluster", "lab")
                .set("agent.profile", "observe-unprivileged")
                .call();

        assertEquals(keys, secret(server, namespace, "holdfast-keys"));
        assertEquals(tls, secret(server, namespace, "holdfast-enrolment-tls"));
        keys.forEach((file, text) -> write(folder.resolve(file), text));
        Secrets read = Secrets.loadOrCreate(folder);
        assertEquals(keys.get("bootstrap-secret"), read.bootstrapSecret());
        assertEquals(Set.of("s1"), read.inboxPublicKeys().keySet());
        X509Certificate own = certificate(tls, "tls.crt");
        own.verify(certificate(tls, "ca.crt").getPublicKey());
        assertTrue(
                String.valueOf(own.getSubjectAlternativeNames()).contains("holdfast-aggregator.chart-keys.svc"),
                () -> own.toString());

        String other = "chart-keys-other";
        install(server, other, CHART.resolve("values-minimal.yaml"));
        assertNotEquals(keys, secret(server, other, "holdfast-keys"));
    }

    @Test
    void theAggregatorMayReviewTokensAndSeeNodesAndTheAgentMayNothing(RunningApiServer server) throws IOException {
        String namespace = "chart-rights";
        install(server, namespace, CHART.resolve("values-minimal.yaml"));
        try (KubernetesClient aggregator = as(server, namespace, "holdfast-aggregator");
                KubernetesClient agent = as(server, namespace, "holdfast-agent")) {
            aggregator.nodes().list();
            aggregator
                    .tokenReviews()
                    .create(new TokenReviewBuilder()
                            .withNewSpec()
                            .withToken("a.b.c")
                            .endSpec()
                            .build());
            assertForbidden(() -> aggregator.secrets().inNamespace(namespace).list());
            assertForbidden(() -> aggregator.pods().inAnyNamespace().list());
            assertForbidden(() -> aggregator.nodes().withName("n").edit(node -> node));
            assertForbidden(() -> agent.nodes().list());
            assertForbidden(() -> agent.pods().inNamespace(namespace).list());
        }
    }

    /// As the DaemonSet controller would make it, which is not there.
    @ParameterizedTest
    @MethodSource("valueSets")
    void theAgentsPodIsTakenOnANode(Path values, RunningApiServer server) throws IOException {
        String namespace = "pod-" + values.getFileName().toString().replaceAll("[^a-z]+", "-") + "x";
        new Objects(server, namespace).defineMonitors();
        install(server, namespace, values);
        DaemonSet agents = server.admin()
                .apps()
                .daemonSets()
                .inNamespace(namespace)
                .withName("holdfast-agent")
                .get();
        server.admin()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("agent-one")
                        .withNamespace(namespace)
                        .withLabels(agents.getSpec().getTemplate().getMetadata().getLabels())
                        .endMetadata()
                        .withSpec(agents.getSpec().getTemplate().getSpec())
                        .editSpec()
                        .withNodeName("gpu-1")
                        .endSpec()
                        .build())
                .create();

        Pod pod = server.admin()
                .pods()
                .inNamespace(namespace)
                .withName("agent-one")
                .get();
        assertEquals(2_000_001_000, pod.getSpec().getPriority());
        assertTrue(pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getHostPath() != null
                        && volume.getHostPath().getPath().equals("/"))
                .allMatch(volume -> pod.getSpec().getContainers().getFirst().getVolumeMounts().stream()
                        .filter(mount -> mount.getName().equals(volume.getName()))
                        .allMatch(mount -> Boolean.TRUE.equals(mount.getReadOnly()))));
    }

    private static void install(RunningApiServer server, String namespace, Path values) {
        new Helm(CHART)
                .install()
                .withName(RELEASE)
                .withNamespace(namespace)
                .createNamespace()
                .withKubeConfig(server.kubeconfig())
                .withValuesFile(values)
                .call();
    }

    private static Map<String, String> secret(RunningApiServer server, String namespace, String name) {
        Secret secret =
                server.admin().secrets().inNamespace(namespace).withName(name).get();
        Map<String, String> plain = new TreeMap<>();
        secret.getData()
                .forEach((key, value) ->
                        plain.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return plain;
    }

    private static X509Certificate certificate(Map<String, String> secret, String key) throws Exception {
        byte[] pem = secret.getOrDefault(key, "").getBytes(StandardCharsets.UTF_8);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KubernetesClient as(RunningApiServer server, String namespace, String account) throws IOException {
        String token = server.admin()
                .serviceAccounts()
                .inNamespace(namespace)
                .withName(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        Path way = server.kubeconfig(namespace + "-" + account, token);
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(way.toFile()))
                .build();
    }

    private static void assertForbidden(Runnable asks) {
        KubernetesClientException error = assertThrows(KubernetesClientException.class, asks::run);
        assertEquals(403, error.getCode(), error.getMessage());
    }

    /// What there is in a namespace, and of the release outside of it.
    private record Objects(RunningApiServer server, String namespace) {
        Set<String> all() {
            Set<String> found = new TreeSet<>();
            for (String kind : KINDS) {
                String[] parts = kind.split(" ", -1);
                boolean inCluster = parts[1].startsWith("Cluster");
                var resources = server.admin().genericKubernetesResources(parts[0], parts[1]);
                List<GenericKubernetesResource> items = inCluster
                        ? resources.list().getItems()
                        : resources.inNamespace(namespace).list().getItems();
                items.stream()
                        .map(item -> item.getMetadata().getName())
                        .filter(name -> !inCluster || name.startsWith(namespace + "-"))
                        .forEach(name -> found.add(parts[1] + " " + name));
            }
            return found;
        }

        /// The Prometheus operator's own definitions.
        void defineMonitors() throws IOException {
            try (Stream<Path> files = Files.list(ApiServer.programs().resolve("crds"))) {
                for (Path file : files.toList()) {
                    try (InputStream yaml = Files.newInputStream(file)) {
                        for (HasMetadata definition : server.admin().load(yaml).items()) {
                            server.admin().resource(definition).serverSideApply();
                        }
                    }
                }
            }
            Await.until("the definitions", this::all, found -> found != null);
        }
    }
}
