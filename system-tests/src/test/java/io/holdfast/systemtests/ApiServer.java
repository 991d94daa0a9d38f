package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a test that asks for a `RunningApiServer` the one of this test run; tests keep apart by the names they
/// use. Where none is built every test of the class is skipped, and says why.
public final class ApiServer implements BeforeEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(ApiServer.class);
    private static final Path SCRIPT =
            Path.of("../scripts/kube-apiserver").toAbsolutePath().normalize();

    /// Asked once in a test run: where the programs are, else why they are nowhere.
    private record Programs(String folder, String lack) {
        static final Programs BUILT = find();
    }

    /// The folder of what `scripts/kube-apiserver build` made.
    static Path programs() {
        return Path.of(Programs.BUILT.folder());
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        assumeTrue(Programs.BUILT.lack().isEmpty(), Programs.BUILT.lack());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == RunningApiServer.class;
    }

    @Override
    public RunningApiServer resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(RunningApiServer.class, _ -> start(), RunningApiServer.class);
    }

    private static RunningApiServer start() {
        try {
            return new RunningApiServer(SCRIPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Programs find() {
        try {
            Process process = new ProcessBuilder(SCRIPT.toString(), "where").start();
            String said = text(process.getInputStream());
            String why = text(process.getErrorStream());
            return process.waitFor() == 0 ? new Programs(said, "") : new Programs("", why);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Programs("", "interrupted");
        }
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
