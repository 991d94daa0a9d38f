package io.holdfast.systemtests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.testcontainers.DockerClientFactory;

/// Gives a test that asks for a `RunningBroker` one of its own: Apache Kafka's image where a Docker engine answers,
/// else
/// the embedded broker. Says once which of the two it is.
public final class Broker implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Broker.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Asked once in a test run: an engine that does not answer takes its time.
    private static final class Choice {
        static final boolean CONTAINED = dockerAnswers();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == RunningBroker.class;
    }

    @Override
    public RunningBroker resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getStore(NAMESPACE).computeIfAbsent(RunningBroker.class, _ -> start(), RunningBroker.class);
    }

    private static RunningBroker start() {
        return Choice.CONTAINED ? new RunningBroker.Contained() : new RunningBroker.Embedded();
    }

    private static boolean dockerAnswers() {
        String found = dockerAddress().map(Broker::ask).orElse("no Docker socket on this machine");
        boolean answers = found.isEmpty();
        System.out.println(
                answers
                        ? "Kafka broker: " + RunningBroker.IMAGE + " in Docker"
                        : "Kafka broker: embedded (" + found + ")");
        return answers;
    }

    /// Where an engine would listen: `DOCKER_HOST`, else the usual sockets. Looked at first, because the search that
    /// Testcontainers does takes seconds and speaks at length when there is none.
    private static Optional<String> dockerAddress() {
        String home = System.getProperty("user.home");
        String runtime = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/run/user/0");
        Stream<String> sockets =
                Stream.of("/var/run/docker.sock", runtime + "/docker.sock", home + "/.docker/run/docker.sock");
        return Optional.ofNullable(System.getenv("DOCKER_HOST"))
                .or(() ->
                        sockets.filter(socket -> Files.exists(Path.of(socket))).findFirst());
    }

    /// Empty when the engine answers, else why not.
    private static String ask(String address) {
        CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(
                () -> DockerClientFactory.instance().isDockerAvailable());
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? "" : "no Docker engine answers at " + address;
        } catch (TimeoutException e) {
            return "no Docker engine answered at " + address + " within " + PATIENCE.toSeconds() + " s";
        } catch (ExecutionException e) {
            return "Docker at " + address + ": " + e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
