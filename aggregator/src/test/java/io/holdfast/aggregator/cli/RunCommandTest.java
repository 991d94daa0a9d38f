package io.holdfast.aggregator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.AggregatorConfig;
import io.holdfast.aggregator.EnrolmentConfig;
import io.holdfast.aggregator.EnrolmentConfig.TlsFiles;
import io.holdfast.aggregator.KubernetesConfig;
import io.holdfast.aggregator.Listen;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunCommandTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsNotSaidIsServedToThisMachineOnly() throws IOException {
        AggregatorConfig config = config("--kafka", "k:9092", "--data", folder.toString());
        assertEquals(new Listen("127.0.0.1", 8080), config.web().listen());
        assertEquals(EnrolmentConfig.loopback(9466), config.enrolment());
        assertEquals(Optional.empty(), config.kubernetes());
        assertEquals(new Listen("127.0.0.1", 9467), config.management());
        assertEquals(Duration.ofSeconds(30), config.heartbeat());
        assertTrue(Files.exists(folder.resolve("keys").resolve("bootstrap-secret")));
    }

    @Test
    void everyPartCanBeElsewhere() throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens.yaml"), "tokens: []\n");
        AggregatorConfig config = config(
                "--kafka=k1:9092,k2:9092",
                "--data=" + folder,
                "--secrets=" + folder.resolve("other"),
                "--listen=0.0.0.0:80",
                "--tokens=" + tokens,
                "--management-listen=[::]:9000",
                "--baselines=" + folder,
                "--partitions=3",
                "--heartbeat=5");
        assertEquals(new Listen("0.0.0.0", 80), config.web().listen());
        assertEquals(new Listen("::", 9000), config.management());
        assertEquals(List.of(folder), config.baselines().places());
        assertEquals(3, config.partitions());
        assertTrue(Files.exists(folder.resolve("other").resolve("bootstrap-secret")));
    }

    @Test
    void inAClusterTokensLetInAndTheSecretNoMore() throws IOException {
        String[] cluster = {
            "--kafka=k:9092",
            "--data=" + folder,
            "--cluster=lab",
            "--agent-account=holdfast/agent,holdfast/agent-unprivileged",
            "--enrol-listen=0.0.0.0:9466",
            "--enrol-cert=/tls/tls.crt",
            "--enrol-key=/tls/tls.key",
            "--expect-nodes=pool=gpu"
        };
        AggregatorConfig config = config(cluster);
        assertEquals(
                new EnrolmentConfig(
                        new Listen("0.0.0.0", 9466),
                        Optional.of(new TlsFiles(Path.of("/tls/tls.crt"), Path.of("/tls/tls.key"))),
                        false),
                config.enrolment());
        assertEquals(
                Optional.of(new KubernetesConfig(
                        "lab",
                        Optional.empty(),
                        "holdfast",
                        Set.of("holdfast/agent", "holdfast/agent-unprivileged"),
                        Optional.of("pool=gpu"))),
                config.kubernetes());

        String[] both = Arrays.copyOf(cluster, cluster.length + 1);
        both[cluster.length] = "--enrol-by=secret,token";
        assertTrue(config(both).enrolment().admitsSecret());
    }

    @Test
    void whatCannotBeServedIsAUsageErrorThatSaysWhy() {
        assertUsage("--listen=8080", "listener \"8080\": expected <host>:<port>");
        assertUsage("--listen=0.0.0.0:8080", "only loopback is served until a tokens file says who may come in");
        assertUsage("--heartbeat=0", "--heartbeat 0: expected 1 s or more");
        assertUsage("--partitions=0", "partitions 0: expected 1 or more");
        assertUsage("--enrol-listen=0.0.0.0:9466", "unless a certificate and its key are given");
        assertUsage("--enrol-cert=/tls.crt", "expected both or neither");
        assertUsage("--enrol-by=token", "only with --cluster and --agent-account");
        assertUsage("--enrol-by=password", "--enrol-by password: expected secret or token");
        assertUsage("--agent-account=holdfast/agent", "only with --cluster and --agent-account");
        assertUsage("--cluster=My_Lab", "cluster \"My_Lab\": expected a DNS label");
    }

    private void assertUsage(String argument, String expected) {
        StringWriter err = new StringWriter();
        CommandLine command = HoldfastAggregator.commandLine();
        command.setErr(new PrintWriter(err, true));
        assertEquals(2, command.execute("run", "--kafka=k:9092", "--data=" + folder, argument));
        assertTrue(err.toString().contains(expected), err::toString);
    }

    private static AggregatorConfig config(String... arguments) throws IOException {
        RunCommand command = new RunCommand();
        new CommandLine(command).parseArgs(arguments);
        return command.config();
    }
}
