package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.holdfast.agent.cli.HoldfastCommand;
import io.holdfast.agent.report.Enroller;
import io.holdfast.agent.report.Proof;
import io.holdfast.aggregator.EnrolmentConfig.TlsFiles;
import io.holdfast.aggregator.KubernetesConfig;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fleet.Enrolment;
import io.holdfast.protocol.wire.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Agents enrol by the tokens of their pods, reviewed by a real API server, over TLS.
@ExtendWith({ApiServer.class, Broker.class})
class TokenEnrolmentTest {
    private static final String NAMESPACE = "token-enrolment";
    private static final String AUDIENCE = "holdfast";
    private static final NodeId NODE = new NodeId("lab", "gpu-1.example");
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    /// An aggregator of the cluster `lab` that may do nothing in it but have tokens reviewed.
    private Stand stand(RunningBroker broker, RunningApiServer server, AgentPods pods, Certificate certificate)
            throws Exception {
        Path way = server.kubeconfig(
                "aggregator.kubeconfig", pods.token(AgentPods.AGGREGATOR, "https://kubernetes.default.svc"));
        return new Stand(broker, folder)
                .startAggregator(
                        new KubernetesConfig(
                                "lab",
                                Optional.of(way),
                                AUDIENCE,
                                Set.of(NAMESPACE + "/" + AgentPods.AGENT),
                                Optional.of("test=" + NAMESPACE)),
                        new TlsFiles(certificate.certificate(), certificate.key()));
    }

    @Test
    void anAgentIsTheNodeThatItsPodRunsOnAndNobodyElse(RunningBroker broker, RunningApiServer server) throws Exception {
        AgentPods pods = new AgentPods(server.admin(), NAMESPACE);
        Pod pod = pods.pod("agent-one", NODE.name());
        Certificate certificate = Certificate.in(folder, "holdfast");
        Path token = Files.writeString(folder.resolve("token"), pods.token(pod, AUDIENCE));
        try (Stand stand = stand(broker, server, pods, certificate)) {
            Enroller.Door door = new Enroller.Door(
                    stand.enrolment(), new Proof.TokenFile(token), Optional.of(certificate.certificate()));
            NodeId other = new NodeId("lab", "gpu-2");
            stand.startAgent(NODE, RecordedHost.in(folder.resolve("host")), "one", door);
            stand.startAgent(other, RecordedHost.in(folder.resolve("other")), "two", door);

            Await.until("the node", () -> stand.state(NODE), "UNDECLARED"::equals);
            assertEquals(
                    "token", stand.node(NODE).path("summary").path("identity").asText());
            Await.until("the refusal", () -> refused(stand, "other-node"), count -> count > 0);
            String told = Await.until("a need", () -> need(stand, other), text -> !text.isEmpty());
            assertTrue(told.contains("a token of lab/gpu-1.example (pod token-enrolment/agent-one"), told);
            assertTrue(told.contains("says that it is lab/gpu-2"), told);
        }
    }

    @Test
    void whatIsNoTokenOfAnAgentsPodIsRefusedForOneReason(RunningBroker broker, RunningApiServer server)
            throws Exception {
        AgentPods pods = new AgentPods(server.admin(), NAMESPACE);
        pods.account("workload");
        Pod pod = pods.pod("agent-two", NODE.name());
        Pod workload = pods.pod("workload", NODE.name(), "workload");
        Certificate certificate = Certificate.in(folder, "holdfast");
        String good = pods.token(pod, AUDIENCE);
        try (Stand stand = stand(broker, server, pods, certificate);
                Caller caller = new Caller(stand, certificate)) {
            caller.expect(200, "", good, NODE);
            caller.expect(401, "wrong-audience", pods.token(pod, "vault"), NODE);
            caller.expect(
                    401, "expired", signed(good, key(server), Instant.now().minusSeconds(600)), NODE);
            PrivateKey stranger = stranger();
            caller.expect(
                    401, "not-vouched-for", signed(good, stranger, Instant.now().plusSeconds(600)), NODE);
            caller.expect(403, "wrong-account", pods.token(workload, AUDIENCE), NODE);
            caller.expect(403, "no-node", pods.token(AgentPods.AGENT, AUDIENCE), NODE);
            caller.expect(403, "other-node", good, new NodeId("lab", "gpu-2"));
            caller.expect(403, "other-node", good, new NodeId("other", NODE.name()));
            caller.expect(401, "no-proof", stand.secrets().bootstrapSecret(), NODE);
        }
    }

    @Test
    void theDoctorTellsATokenForAnotherAudienceFromOneThatIsLetIn(RunningBroker broker, RunningApiServer server)
            throws Exception {
        AgentPods pods = new AgentPods(server.admin(), NAMESPACE);
        Pod pod = pods.pod("agent-five", NODE.name());
        Certificate certificate = Certificate.in(folder, "holdfast");
        try (Stand stand = stand(broker, server, pods, certificate)) {
            String well = doctor(stand, certificate, pods.token(pod, AUDIENCE));
            assertTrue(well.contains("lets this node in, identity token"), well);
            String foreign = doctor(stand, certificate, pods.token(pod, "vault"));
            assertTrue(foreign.contains("wrong-audience: the token is meant for somebody else"), foreign);
        }
    }

    private String doctor(Stand stand, Certificate certificate, String token) throws IOException {
        StringWriter said = new StringWriter();
        CommandLine line = HoldfastCommand.commandLine().setOut(new PrintWriter(said));
        line.execute(
                "doctor",
                "--cluster=" + NODE.cluster(),
                "--node=" + NODE.name(),
                "--data=" + folder,
                "--enrol-url=" + stand.enrolment(),
                "--token-file=" + Files.writeString(folder.resolve("shown"), token),
                "--ca-file=" + certificate.certificate());
        return said.toString();
    }

    @Test
    void aTokenIsWorthNothingOnceItsPodIsGone(RunningBroker broker, RunningApiServer server) throws Exception {
        AgentPods pods = new AgentPods(server.admin(), NAMESPACE);
        Pod pod = pods.pod("agent-three", NODE.name());
        Certificate certificate = Certificate.in(folder, "holdfast");
        String token = pods.token(pod, AUDIENCE);
        try (Stand stand = stand(broker, server, pods, certificate);
                Caller caller = new Caller(stand, certificate)) {
            assertEquals(200, caller.enrol(token, NODE).statusCode());
            pods.delete(pod);

            // The API server believes for some seconds what it has verified before.
            HttpResponse<String> answer =
                    Await.until("a refusal", () -> caller.enrol(token, NODE), response -> response.statusCode() != 200);

            assertEquals(401, answer.statusCode());
            assertTrue(answer.body().contains("the API server does not vouch for the token"), answer.body());
        }
    }

    @Test
    void withoutTheApiServerNobodyNewEnrolsAndAllElseGoesOn(RunningBroker broker, RunningApiServer server)
            throws Exception {
        AgentPods pods = new AgentPods(server.admin(), NAMESPACE);
        Pod pod = pods.pod("agent-four", NODE.name());
        Certificate certificate = Certificate.in(folder, "holdfast");
        Path token = Files.writeString(folder.resolve("token"), pods.token(pod, AUDIENCE));
        RecordedHost host = RecordedHost.in(folder.resolve("host"));
        try (Stand stand = stand(broker, server, pods, certificate);
                Caller caller = new Caller(stand, certificate)) {
            Enroller.Door door = new Enroller.Door(
                    stand.enrolment(), new Proof.TokenFile(token), Optional.of(certificate.certificate()));
            stand.startAgent(NODE, host, "one", door);
            Await.until("the node", () -> stand.state(NODE), "UNDECLARED"::equals);
            server.takeAway();
            try {
                caller.expect(503, "undecided", Files.readString(token), NODE);
                host.withKernel("6.8.0-90-generic");
                Await.until("news", () -> stand.fact(NODE, "os.kernel.release"), "6.8.0-90-generic"::equals);
            } finally {
                server.restore();
            }
            Await.until(
                    "a grant", () -> caller.enrol(Files.readString(token), NODE).statusCode(), status -> status == 200);
        }
    }

    @Test
    void nodesOfTheClusterAreExpectedUntilTheyAreGoneFromIt(RunningBroker broker, RunningApiServer server)
            throws Exception {
        AgentPods pods = new AgentPods(server.admin(), NAMESPACE);
        Map<String, String> labels = Map.of("test", NAMESPACE, "topology.example/rack", "r01");
        pods.node("listed-1", labels);
        pods.node("cpu-1", Map.of("test", "another"));
        NodeId first = new NodeId("lab", "listed-1");
        NodeId second = new NodeId("lab", "listed-2");
        try (Stand stand = stand(broker, server, pods, Certificate.in(folder, "holdfast"))) {
            Await.until("the listed node", () -> stand.state(first), "UNENROLLED"::equals);
            assertEquals("r01", rack(stand, first));
            assertEquals(1, stand.nodes().size(), () -> stand.nodes().toString());

            server.takeAway();
            server.restore();
            pods.node("listed-2", labels);
            Await.until("a node that came later", () -> stand.state(second), "UNENROLLED"::equals);
            pods.node("listed-1", Map.of("test", NAMESPACE, "topology.example/rack", "r02"));
            Await.until("a new label", () -> rack(stand, first), "r02"::equals);

            server.admin().nodes().withName("listed-2").delete();
            Await.until("a node less", stand::nodes, nodes -> nodes.size() == 1);
            server.admin().nodes().withName("listed-1").delete();
            Await.until("none", stand::nodes, JsonNode::isEmpty);
        }
    }

    private static String rack(Stand stand, NodeId node) {
        return stand.node(node)
                .path("summary")
                .path("labels")
                .path("topology.example/rack")
                .asText();
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestart(RunningBroker broker, RunningApiServer server) throws Exception {
        AgentPods pods = new AgentPods(server.admin(), NAMESPACE);
        Certificate first = Certificate.in(folder, "holdfast");
        Certificate second = Certificate.in(folder, "another");
        try (Stand stand = stand(broker, server, pods, first);
                Caller trusting = new Caller(stand, second)) {
            Files.copy(second.key(), first.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.copy(second.certificate(), first.certificate(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

            Await.until(
                    "the new certificate", () -> trusting.enrol("none", NODE).statusCode(), code -> code == 401);
        }
    }

    private static String need(Stand stand, NodeId node) {
        for (JsonNode need : stand.fleet().path("needsYou")) {
            if (need.path("kind").asText().equals("enrolment")
                    && need.path("node").asText().equals(node.toString())) {
                return need.path("text").asText();
            }
        }
        return "";
    }

    private static double refused(Stand stand, String reason) {
        String count =
                stand.metric("holdfast_aggregator_enrolments_total{outcome=\"refused\",reason=\"" + reason + "\"}");
        return count.isEmpty() ? -1 : Double.parseDouble(count);
    }

    /// Somebody with a token in his hand, who trusts one certificate.
    private static final class Caller implements AutoCloseable {
        private final Stand stand;
        private final HttpClient http;

        Caller(Stand stand, Certificate trusted) throws Exception {
            this.stand = stand;
            this.http = HttpClient.newBuilder().sslContext(trusted.trusting()).build();
        }

        HttpResponse<String> enrol(String token, NodeId node) throws IOException, InterruptedException {
            Enrolment.Request request = new Enrolment.Request(node, "0b2b7c9e-2222-4000-8000-000000000002", 0);
            return http.send(
                    HttpRequest.newBuilder(stand.enrolment().resolve("/api/v1/enrol"))
                            .header("authorization", "Bearer " + token)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(Wire.encode(request)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        /// Enrols, and sees that the answer is counted under its reason.
        void expect(int status, String reason, String token, NodeId node) throws Exception {
            double before = reason.isEmpty() ? 0 : refused(stand, reason);
            HttpResponse<String> answer = enrol(token, node);
            assertEquals(status, answer.statusCode(), reason + ": " + answer.body());
            if (!reason.isEmpty()) {
                assertEquals(before + 1, refused(stand, reason), reason + ": " + answer.body());
            }
        }

        @Override
        public void close() {
            http.close();
        }
    }

    /// The key that the API server signs tokens with.
    private static PrivateKey key(RunningApiServer server) throws Exception {
        String pem = Files.readString(server.kubeconfig().resolveSibling("sa.key"));
        byte[] der = Base64.getMimeDecoder()
                .decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static PrivateKey stranger() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        return keys.generateKeyPair().getPrivate();
    }

    /// A token with the claims of another, its end aside, signed anew.
    private static String signed(String token, PrivateKey key, Instant end) throws Exception {
        String[] parts = token.split("\\.", -1);
        ObjectNode claims = (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        claims.put("exp", end.getEpochSecond());
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String signed = parts[0] + "." + base64.encodeToString(JSON.writeValueAsBytes(claims));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + base64.encodeToString(signature.sign());
    }
}
