package io.holdfast.agent.schedule;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.probe.Probe;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs each probe at its cadence, each in a thread of its own, and hands on what came of it. The FAST ones, which
/// read files for the most part, run together, so that what they read is judged together; all others each at a time of
/// its own, so that
/// a node never starts all its tools at once but when the agent starts.
///
/// Three rules keep a hung source from spoiling more than its own facts:
///
/// - a probe that has not ended at its deadline is given up, and what it says later is thrown away;
/// - a probe that is under way, given up or not, is never started a second time;
/// - one that comes back after it was given up is run again soon, not at once: it may be slow rather than hung.
public final class ProbeSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeSchedule.class);

    /// One probe and its run under way. Owned by the loop.
    private static final class Lane {
        private final Probe probe;
        /// Number of the latest run.
        private long run;
        private boolean isRunning;
        private boolean isGivenUp;

        Lane(Probe probe) {
            this.probe = probe;
        }
    }

    /// What the schedule needs of the world.
    ///
    /// @param threads starts a task at once, whatever hangs in the others
    public record Setting(HostRoot host, Timing.Probes timing, Loop loop, Executor threads, Jitter jitter) {}

    private final List<Lane> lanes;
    private final Setting setting;
    private final Consumer<Attempt> listener;
    private boolean isStopped;

    /// @param listener called on the loop
    public ProbeSchedule(List<Probe> probes, Setting setting, Consumer<Attempt> listener) {
        this.lanes = probes.stream().map(Lane::new).toList();
        this.setting = setting;
        this.listener = listener;
    }

    /// Runs every probe now, and from now on at its cadence.
    public void start() {
        setting.loop().run(() -> {
            lanes.forEach(this::start);
            again(lanes.stream()
                    .filter(lane -> lane.probe.cadence() == Cadence.FAST)
                    .toList());
            lanes.stream().filter(lane -> lane.probe.cadence() != Cadence.FAST).forEach(lane -> again(List.of(lane)));
        });
    }

    /// Runs what is read once per boot: there is another boot.
    public void bootChanged() {
        setting.loop()
                .run(() -> lanes.stream()
                        .filter(lane -> lane.probe.cadence() == Cadence.BOOT)
                        .forEach(this::start));
    }

    public void stop() {
        setting.loop().run(() -> isStopped = true);
    }

    /// @param together probes of one cadence
    private void again(List<Lane> together) {
        together.stream()
                .findFirst()
                .flatMap(lane -> setting.timing().between(lane.probe.cadence()))
                .ifPresent(interval -> setting.loop().after(setting.jitter().around(interval), () -> {
                    if (!isStopped) {
                        together.forEach(this::start);
                        again(together);
                    }
                }));
    }

    private void start(Lane lane) {
        if (lane.isRunning) {
            listener.accept(new Attempt.StillRunning(lane.probe, setting.loop().now()));
            return;
        }
        lane.isRunning = true;
        lane.isGivenUp = false;
        long run = ++lane.run;
        Duration deadline = setting.timing().deadline(lane.probe.cadence());
        setting.loop().after(deadline, () -> giveUp(lane, run, deadline));
        setting.threads().execute(() -> observe(lane));
    }

    private void giveUp(Lane lane, long run, Duration deadline) {
        if (lane.isRunning && lane.run == run && !isStopped) {
            lane.isGivenUp = true;
            LOG.warn("TRANSIENT probe {} has not answered within {} s", lane.probe.name(), deadline.toSeconds());
            listener.accept(new Attempt.Overdue(lane.probe, setting.loop().now(), deadline));
        }
    }

    private void observe(Lane lane) {
        long began = System.nanoTime();
        Attempt attempt;
        try {
            List<Fact> facts = lane.probe.observe(setting.host());
            attempt = new Attempt.Answered(lane.probe, setting.loop().now(), since(began), facts);
        } catch (RuntimeException | Error e) {
            LOG.error("INTERNAL probe {} failed", lane.probe.name(), e);
            attempt = new Attempt.Broken(lane.probe, setting.loop().now(), since(began), e.toString());
        }
        Attempt result = attempt;
        setting.loop().run(() -> ended(lane, result));
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void ended(Lane lane, Attempt attempt) {
        lane.isRunning = false;
        if (isStopped) {
            return;
        }
        if (lane.isGivenUp) {
            LOG.info("probe {} has come back", lane.probe.name());
            long run = lane.run;
            setting.loop().after(setting.jitter().around(setting.timing().config()), () -> {
                if (lane.run == run && !isStopped) {
                    start(lane);
                }
            });
        } else {
            listener.accept(attempt);
        }
    }
}
