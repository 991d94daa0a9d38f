package io.holdfast.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// One page in a headless Chromium, spoken to by the DevTools protocol over a WebSocket.
final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ANSWER_SECONDS = 20;

    private final Process process;
    private final Path profile;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();

    /// Where Chromium is; empty where it is not installed.
    static Optional<Path> installed() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start() {
        try {
            return new Browser(installed().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Browser(Path chromium) throws IOException {
        profile = Files.createTempDirectory("holdfast-chromium-");
        process = new ProcessBuilder(
                        chromium.toString(),
                        "--headless=new",
                        "--no-sandbox", // in a container root has no user namespaces
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--window-size=1400,900",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile())
                .start();
        String port = Await.until(
                "Chromium's port",
                () -> Files.readAllLines(profile.resolve("DevToolsActivePort")).getFirst(),
                line -> !line.isEmpty());
        socket = http.newWebSocketBuilder()
                .buildAsync(page(port), new Listener())
                .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .join();
        command("Page.enable", Map.of());
        command("Runtime.enable", Map.of());
    }

    private URI page(String port) {
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .build();
        String address = Await.until(
                "Chromium's page",
                () -> JSON.readTree(http.send(list, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .path(0)
                        .path("webSocketDebuggerUrl")
                        .asText(),
                found -> !found.isEmpty());
        return URI.create(address);
    }

    void open(URI address) {
        String error = command("Page.navigate", Map.of("url", address.toString()))
                .path("errorText")
                .asText();
        if (!error.isEmpty()) {
            throw new IllegalStateException(address + ": " + error);
        }
    }

    /// The value of an expression of JavaScript on the page, as JSON.
    JsonNode evaluate(String expression) {
        JsonNode answer = command(
                "Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /// Text of the first element that a CSS selector finds, with single spaces; empty where there is none.
    String text(String selector) {
        String quoted = selector.replace("\\", "\\\\").replace("'", "\\'");
        return evaluate("(document.querySelector('" + quoted + "')?.innerText ?? '').replace(/\\s+/g, ' ').trim()")
                .asText();
    }

    /// Uncaught exceptions and console errors so far.
    List<String> errors() {
        return List.copyOf(errors);
    }

    void screenshot(Path file) {
        try {
            Files.write(
                    file,
                    Base64.getDecoder()
                            .decode(command("Page.captureScreenshot", Map.of())
                                    .path("data")
                                    .asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode command(String method, Map<String, ?> parameters) {
        int id = lastId.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        synchronized (socket) { // one message at a time
            socket.sendText(message.toString(), true).join();
        }
        return answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void take(String text) {
        try {
            JsonNode message = JSON.readTree(text);
            CompletableFuture<JsonNode> answer =
                    waiting.remove(message.path("id").asInt(-1));
            if (answer != null) {
                answer.complete(message.path("result"));
                return;
            }
            String method = message.path("method").asText();
            JsonNode parameters = message.path("params");
            boolean isConsoleError = method.equals("Runtime.consoleAPICalled")
                    && parameters.path("type").asText().equals("error");
            if (isConsoleError || method.equals("Runtime.exceptionThrown")) {
                errors.add(parameters.toString());
            }
        } catch (IOException e) {
            errors.add("not JSON: " + text);
        }
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
        // The children of Chromium outlive it for a moment and write into the profile until their end.
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(member ->
                member.onExit().orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join());
        Folders.delete(profile);
    }
}
