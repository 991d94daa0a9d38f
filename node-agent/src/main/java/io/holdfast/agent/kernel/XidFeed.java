package io.holdfast.agent.kernel;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.protocol.fact.DeviceId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Xid errors as NVML tells them, as a second source beside the kernel's log. While it listens the driver is in use: no
/// GPU can be reset and the driver not be unloaded. So by itself it listens only where the kernel's log cannot be read
/// from a place to which only the kernel writes, and lets go when it can.
///
/// Methods are called on the loop.
public final class XidFeed {
    private static final Logger LOG = LoggerFactory.getLogger(XidFeed.class);
    private static final String GPUS = "/proc/driver/nvidia/gpus";
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

    /// When to listen.
    public enum Mode {
        /// Where the kernel's log cannot be read with proof.
        AUTO,
        /// Always: nobody resets GPUs or replaces the driver while the agent runs.
        ON,
        OFF;

        private static final String SETTING = "HOLDFAST_XID_EVENTS";

        /// As the environment has it; `auto` for what is no such word.
        public static Mode ofThisMachine() {
            return switch (Optional.ofNullable(System.getenv(SETTING))
                    .orElse("")
                    .toLowerCase(Locale.ROOT)) {
                case "on" -> ON;
                case "off" -> OFF;
                default -> AUTO;
            };
        }
    }

    private final HostRoot host;
    private final Nvml nvml;
    private final Mode mode;
    private final KernelWatch watch;
    private final Loop loop;
    private final Executor threads;
    private Optional<XidWatch> listening = Optional.empty();
    private boolean isOpening;
    private boolean isStopped;
    private long heard;

    /// Who hears of it, and where it runs.
    public record Setting(KernelWatch watch, Loop loop, Executor threads) {}

    public XidFeed(HostRoot host, Nvml nvml, Mode mode, Setting setting) {
        this.host = host;
        this.nvml = nvml;
        this.mode = mode;
        this.watch = setting.watch();
        this.loop = setting.loop();
        this.threads = setting.threads();
    }

    public void start() {
        if (mode != Mode.OFF && host.isLive()) {
            loop.after(FIRST_LOOK, this::look);
        }
    }

    private void look() {
        if (isStopped) {
            return;
        }
        boolean isWanted = mode == Mode.ON || !watch.isLogProof();
        if (!isWanted) {
            listening.ifPresent(XidWatch::close);
            listening = Optional.empty();
        } else if (listening.isEmpty() && !isOpening) {
            isOpening = true;
            threads.execute(this::open);
        }
        loop.after(LOOK, this::look);
    }

    private void open() {
        Nvml.Opened opened = nvml.open(host);
        List<String> gpus = host.list(GPUS).stream()
                .flatMap(name -> DeviceId.parse(name).stream())
                .map(id -> id.instance().text())
                .toList();
        loop.run(() -> {
            isOpening = false;
            if (!(opened instanceof Nvml.Opened.Open(NvmlSession session))) {
                return; // no driver now; there may be one at the next look
            }
            if (isStopped || gpus.isEmpty()) {
                threads.execute(session::close);
                return;
            }
            LOG.info("Xid errors of {} GPUs are heard from NVML too", gpus.size());
            listening = Optional.of(XidWatch.start(session, gpus, new Ear()));
        });
    }

    /// In the thread of the watch.
    private final class Ear implements XidListener {
        @Override
        public void xid(String address, long xid) {
            loop.run(() -> watch.xid(address, xid, heard++));
        }

        @Override
        public void ended(String why) {
            LOG.info("NVML tells no errors any more: {}", why);
            loop.run(() -> listening = Optional.empty());
        }
    }

    public void stop() {
        loop.run(() -> {
            isStopped = true;
            listening.ifPresent(XidWatch::close);
        });
    }
}
