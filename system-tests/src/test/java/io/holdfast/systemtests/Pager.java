package io.holdfast.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A real Prometheus and a real Alertmanager on loopback, with the rules that ship. They look every second, and nothing
/// has to last before it fires: how long is what `promtool test rules` is for.
final class Pager implements AutoCloseable {
    static final Path RULES = Path.of("..", "charts", "holdfast", "files", "alerts.yaml");

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();
    private final int alertmanagerPort;

    /// The programs that are missing here; empty when all are there.
    static List<String> missing() {
        return Stream.of("prometheus", "promtool", "prometheus-alertmanager")
                .filter(name -> installed(name).isEmpty())
                .toList();
    }

    static Optional<Path> installed(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// @param scraped ports on loopback whose `/metrics` are read
    Pager(Path folder, List<Integer> scraped) throws IOException {
        int prometheusPort = freePort();
        alertmanagerPort = freePort();
        Path rules = Files.writeString(
                folder.resolve("alerts.yaml"), Files.readString(RULES).replaceAll("(?m)^    for: .*$", "    for: 0s"));
        String targets =
                scraped.stream().map(port -> "'127.0.0.1:" + port + "'").collect(Collectors.joining(", ", "[", "]"));
        Path prometheus =
                Files.writeString(folder.resolve("prometheus.yaml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                rule_files: ['%s']
                alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:%d']}]}]}
                scrape_configs: [{job_name: holdfast, static_configs: [{targets: %s}]}]
                """.formatted(rules, alertmanagerPort, targets));
        Path alertmanager = Files.writeString(
                folder.resolve("alertmanager.yaml"),
                "{global: {resolve_timeout: 5s}, route: {receiver: nobody}, receivers: [{name: nobody}]}\n");
        run(
                folder,
                "prometheus-alertmanager",
                "--config.file=" + alertmanager,
                "--storage.path=" + folder.resolve("alertmanager"),
                "--web.listen-address=127.0.0.1:" + alertmanagerPort,
                "--cluster.listen-address=");
        run(
                folder,
                "prometheus",
                "--config.file=" + prometheus,
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + prometheusPort,
                "--rules.alert.resend-delay=1s");
    }

    private void run(Path folder, String program, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(installed(program).orElseThrow().toString()));
        command.addAll(List.of(arguments));
        started.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(program + ".log").toFile())
                .start());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// What pages now, each as `<alert>` or `<alert> <node>` or `<alert> <check>`, or with both.
    Set<String> firing() throws IOException, InterruptedException {
        URI alerts = URI.create("http://127.0.0.1:" + alertmanagerPort + "/api/v2/alerts?active=true");
        String body = http.send(HttpRequest.newBuilder(alerts).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        Set<String> firing = new TreeSet<>();
        for (JsonNode alert : JSON.readTree(body)) {
            JsonNode labels = alert.path("labels");
            firing.add(Stream.of("alertname", "node", "check")
                    .map(label -> labels.path(label).asText())
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(" ")));
        }
        return firing;
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
        started.forEach(process -> process.onExit().join());
        http.close();
    }
}
