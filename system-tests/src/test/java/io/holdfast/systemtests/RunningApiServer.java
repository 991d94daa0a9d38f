package io.holdfast.systemtests;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A real Kubernetes API server on its etcd, without any kubelet or controller: started by
/// `scripts/kube-apiserver`, which ends with this process however it dies. A test can take it away and give it
/// back, at the same address with the same objects.
final class RunningApiServer implements AutoCloseable {
    private static final String UP = "API server is up";

    private final Path script;
    private final Path data;
    private Process process;
    private final KubernetesClient admin;

    RunningApiServer(Path script) throws IOException {
        this.script = script;
        this.data = Files.createTempDirectory("holdfast-kube-");
        this.process = start();
        this.admin = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig().toFile()))
                .build();
    }

    private Process start() throws IOException {
        Process started = new ProcessBuilder(script.toString(), "run", data.toString(), "--until-eof")
                .redirectErrorStream(true)
                .start();
        List<String> said = new ArrayList<>();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(UP)) {
                return started;
            }
            said.add(line);
        }
        throw new IOException("the API server did not start: " + String.join("\n", said));
    }

    /// A way in that may do everything.
    Path kubeconfig() {
        return data.resolve("kubeconfig");
    }

    /// Whoever may do everything.
    KubernetesClient admin() {
        return admin;
    }

    /// A way in for somebody with this token.
    Path kubeconfig(String name, String token) throws IOException {
        String mine = Files.readString(data.resolve("token")).strip();
        return Files.writeString(
                data.resolve(name), Files.readString(kubeconfig()).replace(mine, token));
    }

    void takeAway() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    void restore() throws IOException {
        process = start();
    }

    @Override
    public void close() {
        admin.close();
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Folders.delete(data);
    }
}
