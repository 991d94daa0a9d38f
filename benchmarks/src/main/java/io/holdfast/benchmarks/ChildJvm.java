package io.holdfast.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Another Java virtual machine with our class path, so that what runs in it has CPU time and memory of its own. Ends
/// when its standard input does, and so with the benchmark, however that ends.
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static ChildJvm start(List<String> options, Class<?> main, List<String> arguments) throws IOException {
        return start(List.of(), options, main, arguments);
    }

    /// @param before a command that replaces itself with what follows it, or empty
    static ChildJvm start(List<String> before, List<String> options, Class<?> main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        // For the process that writes an AOT cache out: the limits of the trained one are too tight for it.
        builder.environment().put("JAVA_AOT_OPTIONS", "-Xmx512m -XX:MaxMetaspaceSize=512m");
        return new ChildJvm(builder.start());
    }

    long pid() {
        return process.pid();
    }

    /// The next line it prints.
    ///
    /// @throws IOException it ended without one
    String nextLine() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("process " + process.pid() + " ended");
        }
        return line;
    }

    /// Gives it one line to read.
    void tell(String line) throws IOException {
        var input = process.outputWriter(StandardCharsets.UTF_8);
        input.write(line + "\n");
        input.flush();
    }

    @Override
    public void close() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).close();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
