package io.holdfast.agent.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Runs tools of the live machine: fixed argv, no shell, nothing on standard input, an environment of our own.
///
/// A tool that survives `SIGKILL` sleeps in the kernel (state D). It is remembered, and the same command
/// is not started again while it lives: a hung `nvidia-smi` must not become a thousand. Nor is any other
/// tool that asks the firmware of the same card.
final class LiveCommands implements Commands {
    private static final long SECONDS_TO_DIE = 2;

    private final ToolPlaces places;
    private final List<String> enterHost;
    /// By command; by device for those that ask a card.
    private final Map<List<String>, Process> undying = new ConcurrentHashMap<>();
    private final ToolLanes lanes = new ToolLanes();

    /// @param enterHost the command that enters the host's namespaces, empty where the agent is in them
    LiveCommands(ToolPlaces places, List<String> enterHost) {
        this.places = places;
        this.enterHost = List.copyOf(enterHost);
    }

    @Override
    public CommandResult run(HostCommand command) {
        return lanes.run(command, () -> alone(command));
    }

    @Override
    public Attribute<ToolLines> lines(HostCommand command) {
        String name = command.toString();
        Optional<ToolPlace> tool = places.find(command.argv().getFirst());
        if (tool.isEmpty()) {
            return new Attribute.Absent<>(command.argv().getFirst());
        }
        if (!Files.isExecutable(places.onThisMachine(tool.get()))) {
            return new Attribute.NotPermitted<>(name, tool.get().onHost() + ": Permission denied");
        }
        try {
            return new Attribute.Value<>(name, ToolLines.of(start(command, tool.get())));
        } catch (IOException e) {
            return new Attribute.NotPermitted<>(name, Errno.text(e));
        }
    }

    private static List<String> key(HostCommand command) {
        return command.device().isEmpty() ? command.argv() : List.of(command.device());
    }

    private CommandResult alone(HostCommand command) {
        Optional<Process> stuck = Optional.ofNullable(undying.get(key(command))).filter(Process::isAlive);
        if (stuck.isPresent()) {
            return new CommandResult.TimedOut(
                    command, "an earlier run, pid " + stuck.get().pid() + ", cannot be killed and still lives");
        }
        undying.remove(key(command));
        Optional<ToolPlace> tool = places.find(command.argv().getFirst());
        if (tool.isEmpty()) {
            return new CommandResult.Absent(command);
        }
        if (!Files.isExecutable(places.onThisMachine(tool.get()))) {
            return new CommandResult.NotPermitted(command, tool.get().onHost() + ": Permission denied");
        }
        try {
            return watch(command, start(command, tool.get()));
        } catch (IOException e) {
            return new CommandResult.NotPermitted(command, Errno.text(e));
        }
    }

    private Process start(HostCommand command, ToolPlace tool) throws IOException {
        List<String> argv = new ArrayList<>(enterHost);
        if (!tool.isOnHost()) {
            argv.addAll(List.of("chroot", tool.root()));
        }
        argv.add(tool.path());
        argv.addAll(command.argv().subList(1, command.argv().size()));
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            argv.addFirst("/usr/bin/setsid");
        }
        ProcessBuilder builder = new ProcessBuilder(argv).redirectInput(new File("/dev/null"));
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of("LC_ALL", "C", "LANG", "C", "PATH", String.join(":", ToolPlaces.DIRECTORIES)));
        return builder.start();
    }

    private CommandResult watch(HostCommand command, Process process) {
        ProcessGroup group = new ProcessGroup(process);
        Output stdout = Output.collect(process.getInputStream(), command.outputCap(), group);
        Output stderr = Output.collect(process.getErrorStream(), command.outputCap(), group);
        try {
            if (!process.waitFor(command.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                return new CommandResult.TimedOut(
                        command, "no end in " + command.timeout().toMillis() + " ms" + died(command, process, group));
            }
            // What the tool left running may hold the pipes open: its own output is complete all the same.
            boolean outEnded = stdout.ended(SECONDS_TO_DIE);
            if (!outEnded || !stderr.ended(SECONDS_TO_DIE)) {
                group.kill();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            group.kill();
            return new CommandResult.TimedOut(command, "the runner was told to stop");
        }
        if (stdout.isTooLong() || stderr.isTooLong()) {
            return new CommandResult.TooLong(command);
        }
        return finished(command, process.exitValue(), stdout.text(), stderr.text());
    }

    private String died(HostCommand command, Process process, ProcessGroup group) throws InterruptedException {
        group.kill();
        if (process.waitFor(SECONDS_TO_DIE, TimeUnit.SECONDS)) {
            return "";
        }
        undying.put(key(command), process);
        return "; pid " + process.pid() + " cannot be killed";
    }

    /// `nsenter` and `chroot` speak with their own name when they are not allowed to go where the tool is.
    private CommandResult finished(HostCommand command, int exit, String stdout, String stderr) {
        boolean isRefused = exit != 0
                && List.of("nsenter: ", "chroot: ", "setsid: ").stream().anyMatch(stderr::startsWith);
        return isRefused
                ? new CommandResult.NotPermitted(command, stderr.strip())
                : new CommandResult.Finished(command, exit, stdout, stderr);
    }
}
