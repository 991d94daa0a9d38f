package io.holdfast.agent.kernel;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.DeviceLanes;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.NvmlReturn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The driver's management library on a running machine: finds and loads `libnvidia-ml.so.1`, and opens sessions.
///
/// The library is loaded anew when its file is another one: after an upgrade the old code would call the new driver a
/// mismatch.
public final class Nvml {
    /// Says where the library lies on this machine, or `off`.
    private static final String SETTING = "HOLDFAST_NVML";

    private static final String OFF = "off";

    private static final String DRIVER = "/proc/driver/nvidia";

    /// More than a GPU needs that has to be initialised for the question; less than a probe may take.
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /// Host paths: below the root of the driver container, then the host's own.
    static final List<String> PLACES = List.of(
            "/run/nvidia/driver/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1",
            "/run/nvidia/driver/usr/lib/aarch64-linux-gnu/libnvidia-ml.so.1",
            "/run/nvidia/driver/usr/lib64/libnvidia-ml.so.1",
            "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1",
            "/usr/lib/aarch64-linux-gnu/libnvidia-ml.so.1",
            "/usr/lib64/libnvidia-ml.so.1",
            "/usr/lib/libnvidia-ml.so.1",
            "/home/kubernetes/bin/nvidia/lib64/libnvidia-ml.so.1");

    private final String setting;
    private final DeviceLanes lanes;
    private @Nullable Loaded loaded;

    /// What came of asking for a session.
    public sealed interface Opened {
        record Open(NvmlSession session) implements Opened {}

        /// There is nothing to ask here: a recorded host, no driver, or it was switched off.
        record NotMeant(String why) implements Opened {}

        /// No such library.
        record NoLibrary(String why) implements Opened {}

        /// It is there, and could not be loaded or initialised.
        record Refused(String why) implements Opened {}

        record Late(String why) implements Opened {}
    }

    /// @param file what the library was when it was loaded
    /// @param sessions how many use it
    private record Loaded(Identity file, NvmlLibrary library, AtomicInteger sessions) {}

    /// One file, as long as nobody replaces it.
    private record Identity(Path path, @Nullable Object key, long modified) {}

    /// Somebody who waits for a session, or has left: then a session that comes after all is ended at once.
    private static final class Waiting {
        private @Nullable Opened came;
        private boolean hasLeft;

        synchronized Opened take(Opened opened) {
            came = opened;
            if (hasLeft) {
                end(opened);
            }
            return opened;
        }

        synchronized void leave() {
            hasLeft = true;
            if (came != null) {
                end(came);
            }
        }

        private static void end(Opened opened) {
            if (opened instanceof Opened.Open(NvmlSession session)) {
                session.leave();
            }
        }
    }

    Nvml(String setting, DeviceLanes lanes) {
        this.setting = setting;
        this.lanes = lanes;
    }

    /// As the environment has it.
    public static Nvml ofThisMachine() {
        return new Nvml(Optional.ofNullable(System.getenv(SETTING)).orElse(""), DeviceLanes.ofDaemons(DEADLINE));
    }

    /// Another deadline.
    public static Nvml within(Duration deadline) {
        return new Nvml("", DeviceLanes.ofDaemons(deadline));
    }

    public Opened open(HostRoot host) {
        if (!host.exists(DRIVER)) {
            return new Opened.NotMeant("no driver is loaded");
        }
        if (!host.isLive()) {
            return new Opened.NotMeant("a recorded host");
        }
        if (setting.equals(OFF)) {
            return new Opened.NotMeant(SETTING + " is off");
        }
        String init = NvmlFunction.INIT.symbol();
        Waiting waiting = new Waiting();
        Attribute<Opened> read =
                lanes.read("nvml", init, () -> new Attribute.Value<>(init, waiting.take(initialised(host))));
        return switch (read) {
            case Attribute.Value<Opened>(String _, Opened opened) -> opened;
            case Attribute.TimedOut<Opened>(String _, String detail) -> {
                waiting.leave();
                yield new Opened.Late(init + ": " + detail);
            }
            case Attribute.Absent<Opened> _, Attribute.NotPermitted<Opened> _, Attribute.Unreadable<Opened> _ ->
                throw new IllegalStateException(String.valueOf(read));
        };
    }

    private synchronized Opened initialised(HostRoot host) {
        Optional<Identity> file = find(host);
        if (file.isEmpty()) {
            return new Opened.NoLibrary(
                    setting.isEmpty() ? "no libnvidia-ml.so.1 where drivers put it" : "no " + setting);
        }
        Loaded ready;
        try {
            ready = loaded(file.get());
        } catch (IllegalArgumentException | IllegalCallerException e) {
            return new Opened.Refused(file.get().path() + " cannot be loaded here: " + e.getMessage());
        }
        int code = ready.library().call(NvmlFunction.INIT);
        if (code != NvmlReturn.SUCCESS) {
            return new Opened.Refused(NvmlFunction.INIT.symbol() + ": " + NvmlReturn.text(code));
        }
        ready.sessions().incrementAndGet();
        return new Opened.Open(new NvmlSession(ready.library(), lanes, () -> ended(ready)));
    }

    private synchronized void ended(Loaded used) {
        used.sessions().decrementAndGet();
    }

    /// The old library stays while a call in it has not returned.
    private Loaded loaded(Identity file) {
        Loaded before = loaded;
        if (before != null) {
            boolean isFree = before.sessions().get() == 0;
            if (before.file().equals(file) || !isFree || !before.library().unload()) {
                return before;
            }
            loaded = null;
        }
        Loaded now = new Loaded(file, NvmlLibrary.load(file.path()), new AtomicInteger());
        loaded = now;
        return now;
    }

    private Optional<Identity> find(HostRoot host) {
        if (!setting.isEmpty()) {
            return identity(Path.of(setting));
        }
        return PLACES.stream()
                .filter(host::exists)
                .flatMap(place -> host.here(place).flatMap(Nvml::identity).stream())
                .findFirst();
    }

    private static Optional<Identity> identity(Path path) {
        try {
            Path real = path.toRealPath();
            BasicFileAttributes file = Files.readAttributes(real, BasicFileAttributes.class);
            return Optional.of(
                    new Identity(real, file.fileKey(), file.lastModifiedTime().toMillis()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
