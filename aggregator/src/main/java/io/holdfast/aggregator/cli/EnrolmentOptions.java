package io.holdfast.aggregator.cli;

import io.holdfast.aggregator.EnrolmentConfig;
import io.holdfast.aggregator.EnrolmentConfig.TlsFiles;
import io.holdfast.aggregator.KubernetesConfig;
import io.holdfast.aggregator.Listen;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where and by what proof agents enrol, and the cluster that vouches for their tokens.
final class EnrolmentOptions {
    @Option(
            names = "--enrol-listen",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:HOLDFAST_ENROL_LISTEN:-127.0.0.1:9466}",
            description = "Where agents enrol (HOLDFAST_ENROL_LISTEN). Any address but loopback needs --enrol-cert and"
                    + " --enrol-key. Default: 127.0.0.1:9466.")
    private String listen = "";

    @Option(
            names = "--enrol-cert",
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_ENROL_CERT}",
            description = "Certificates of that listener in PEM, its own first (HOLDFAST_ENROL_CERT). A renewed file is"
                    + " used at once.")
    private @Nullable Path certificate;

    @Option(
            names = "--enrol-key",
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_ENROL_KEY}",
            description = "The certificate's key in PEM (HOLDFAST_ENROL_KEY).")
    private @Nullable Path key;

    @Option(
            names = "--enrol-by",
            paramLabel = "PROOF",
            split = ",",
            defaultValue = "${env:HOLDFAST_ENROL_BY}",
            description =
                    "What lets an agent in, separated by commas (HOLDFAST_ENROL_BY): secret, the bootstrap secret;"
                            + " token, the ServiceAccount token of an --agent-account. Default: token where there is such"
                            + " an account, else secret.")
    private Set<String> proofs = new TreeSet<>();

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            defaultValue = "${env:HOLDFAST_CLUSTER}",
            description =
                    "The Kubernetes cluster whose nodes these are, as they call it (HOLDFAST_CLUSTER). Default: no"
                            + " API server is asked.")
    private @Nullable String cluster;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            defaultValue = "${env:HOLDFAST_KUBECONFIG}",
            description = "The way to its API server (HOLDFAST_KUBECONFIG). Default: as every pod is told.")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--agent-account",
            paramLabel = "NAMESPACE/NAME",
            split = ",",
            defaultValue = "${env:HOLDFAST_AGENT_ACCOUNTS}",
            description = "ServiceAccounts of agents, separated by commas (HOLDFAST_AGENT_ACCOUNTS).")
    private Set<String> accounts = new TreeSet<>();

    @Option(
            names = "--expect-nodes",
            paramLabel = "SELECTOR",
            defaultValue = "${env:HOLDFAST_EXPECT_NODES}",
            description =
                    "Label selector of the nodes that should report (HOLDFAST_EXPECT_NODES), * for all. The API server"
                            + " lists them, with their labels. Default: it is not asked.")
    private @Nullable String expected;

    @Option(
            names = "--token-audience",
            paramLabel = "NAME",
            defaultValue = "${env:HOLDFAST_TOKEN_AUDIENCE:-" + KubernetesConfig.AUDIENCE + "}",
            description = "Whom their tokens have to be meant for (HOLDFAST_TOKEN_AUDIENCE). Default: "
                    + KubernetesConfig.AUDIENCE + ".")
    private String audience = KubernetesConfig.AUDIENCE;

    EnrolmentConfig enrolment() {
        Set<String> asked = given(proofs);
        asked.stream()
                .filter(word -> !Set.of("secret", "token").contains(word))
                .findFirst()
                .ifPresent(word -> {
                    throw new IllegalArgumentException("--enrol-by " + word + ": expected secret or token");
                });
        boolean reviews = asked.isEmpty() ? !given(accounts).isEmpty() : asked.contains("token");
        if (reviews && (given(accounts).isEmpty() || kubernetes().isEmpty())) {
            throw new IllegalArgumentException("tokens are reviewed only with --cluster and --agent-account");
        }
        return new EnrolmentConfig(Listen.parse(listen), tls(), asked.isEmpty() ? !reviews : asked.contains("secret"));
    }

    Optional<KubernetesConfig> kubernetes() {
        Set<String> asked = given(proofs);
        boolean reviews = asked.isEmpty() || asked.contains("token");
        return Optional.ofNullable(cluster)
                .filter(name -> !name.isEmpty())
                .map(name -> new KubernetesConfig(
                        name,
                        FleetOptions.given(kubeconfig),
                        audience,
                        reviews ? given(accounts) : Set.of(),
                        Optional.ofNullable(expected)
                                .filter(selector -> !selector.isEmpty())
                                .map(selector -> selector.equals("*") ? "" : selector)));
    }

    private Optional<TlsFiles> tls() {
        Optional<Path> chain = FleetOptions.given(certificate);
        Optional<Path> own = FleetOptions.given(key);
        if (chain.isPresent() != own.isPresent()) {
            throw new IllegalArgumentException("--enrol-cert and --enrol-key: expected both or neither");
        }
        return chain.map(file -> new TlsFiles(file, own.orElseThrow()));
    }

    private static Set<String> given(@Nullable Set<String> words) {
        return words == null
                ? Set.of()
                : new TreeSet<>(Stream.of(words.toArray(String[]::new))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList());
    }
}
