package io.holdfast.agent.kernel;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.kernel.KernelFault.Subject;
import io.holdfast.agent.memory.Edge;
import io.holdfast.agent.memory.MemoryLane;
import io.holdfast.agent.parse.LogMessages;
import io.holdfast.agent.parse.Sighting;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.SectionFacts;
import io.holdfast.protocol.report.NodeEvent;
import io.holdfast.protocol.wire.Wire;
import io.holdfast.protocol.wire.WireException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches the kernel's log: what is said there is a fact at once, and an edge that is stored together with how far the
/// log was read. So a restart repeats no edge and loses none.
///
/// All methods but `start` and `stop` are called on the loop.
public final class KernelWatch {
    private static final Logger LOG = LoggerFactory.getLogger(KernelWatch.class);
    private static final Duration LOOK = Duration.ofMillis(25);
    private static final long QUIET_NANOS = Duration.ofMillis(60).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofSeconds(20);
    /// The log may tell of an error a moment later than NVML does.
    private static final Duration LOG_FIRST = Duration.ofSeconds(10);
    private static final Duration STORE_AGAIN = Duration.ofMinutes(1);
    /// Edges that wait for a disk that fails. The outbox has a bound of its own.
    private static final int MOST_EDGES = 5_000;

    /// Who hears of it. Called on the loop.
    public interface Listener {
        /// All that is known by the log now, in every section that it has facts for.
        void told(List<SectionFacts> facts);

        void edgesStored();
    }

    private final LogSource source;
    private final MemoryLane memory;
    private final Loop loop;
    private final Listener listener;
    private final Handover handover;
    private KernelFaults faults;
    private Optional<Reading.Missing> refusal = Optional.empty();
    private List<Fact> told = List.of();
    private boolean hasTold;
    private final Map<String, Edge> unstored = new LinkedHashMap<>();
    private KernelFaults stored;
    private boolean isStoring;
    private boolean isStopped;

    /// @param kept what `Memory.kernelLog` holds
    public KernelWatch(HostRoot host, String bootId, Optional<byte[]> kept, MemoryLane memory, Loop loop, Listener to) {
        this.source = host.isLive() ? LogChain.of(host, loop::now) : new LogFile(host, loop::now);
        this.memory = memory;
        this.loop = loop;
        this.listener = to;
        this.handover = new Handover(() -> loop.run(this::take));
        this.faults = remembered(kept, bootId);
        this.stored = faults;
    }

    private static KernelFaults remembered(Optional<byte[]> kept, String bootId) {
        try {
            return kept.map(data -> Wire.decode(data, KernelFaults.class))
                    .orElseGet(() -> KernelFaults.none(bootId))
                    .inBoot(bootId);
        } catch (WireException e) {
            LOG.warn("OPERATOR what was remembered of the kernel's log cannot be read: {}", e.getMessage());
            return KernelFaults.none(bootId);
        }
    }

    /// Begins to read. What was heard before the last stop is not heard again.
    public void start() {
        LogPosition position = faults.place();
        Thread.ofPlatform().daemon().name("holdfast-kernel-log").start(() -> {
            try {
                source.run(handover, position);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("INTERNAL the kernel's log is no longer read", e);
                handover.refused(Reading.missing(Reading.Why.UNREADABLE, "its reader failed: " + e));
            }
        });
        loop.run(() -> {
            awaitEnd(PATIENCE);
            tick();
        });
    }

    public void stop() {
        source.close();
        loop.run(() -> {
            isStopped = true;
            store();
        });
    }

    /// Tells nothing before the log was read to its end once: half a log would look like a node whose faults are gone.
    private void awaitEnd(Duration patience) {
        if (isStopped || hasTold) {
            return;
        }
        if (handover.isCaughtUp(QUIET_NANOS) || patience.isNegative()) {
            hasTold = true;
            take();
            tell();
        } else {
            loop.after(LOOK, () -> awaitEnd(patience.minus(LOOK)));
        }
    }

    private void tick() {
        if (!isStopped) {
            loop.after(TICK, this::tick);
            take();
            store();
        }
    }

    private void take() {
        Handover.Taken taken = handover.take();
        fold(taken.heard());
        long now = source.now();
        faults = faults.readTo(taken.position(), taken.lost(), now).at(now);
        refusal = taken.refusal();
        if (hasTold) {
            tell();
        }
        if (!unstored.isEmpty() || faults.lost() != stored.lost()) {
            store();
        }
    }

    private static Edge edge(KernelEdge edge) {
        return new Edge(
                NodeEvent.Kind.KERNEL_FAULT,
                Optional.of(edge.check()),
                List.of(edge.instance()),
                edge.text(),
                edge.at());
    }

    private void tell() {
        List<Fact> facts = refusal.map(why -> KernelFacts.unread(why, faults)).orElseGet(() -> KernelFacts.of(faults));
        if (!facts.equals(told)) {
            told = facts;
            listener.told(KernelFacts.sections(facts, loop.now()));
        }
    }

    /// NVML told of an error of a GPU. The log has it too, with its text, and is given time to say so first.
    ///
    /// @param number of the event, in this boot and process
    void xid(String address, long xid, long number) {
        long usec = source.now();
        Sighting sighting = LogMessages.ofNvml(new Instance(address), xid);
        Heard heard = new Heard("nvml-" + usec + "-" + number, usec, loop.now(), List.of(sighting));
        loop.after(isLogProof() ? LOG_FIRST : Duration.ZERO, () -> {
            take();
            Subject subject = new Subject(sighting.check(), sighting.instance());
            if (!faults.hasTold(subject, usec)) {
                fold(List.of(heard));
                tell();
                store();
            }
        });
    }

    /// Whether the log is read from where only the kernel writes: then it tells all that NVML could.
    boolean isLogProof() {
        return refusal.isEmpty() && !LogFiles.PLACES.contains(faults.place().source());
    }

    private void fold(List<Heard> heard) {
        KernelFaults.Step step = faults.after(heard);
        step.edges().forEach(edge -> unstored.put(edge.id(), edge(edge)));
        faults = step.faults();
    }

    /// The node runs in another boot; its log begins anew.
    public void bootChanged(String bootId) {
        faults = faults.inBoot(bootId);
        source.bootChanged();
        if (hasTold) {
            tell();
        }
    }

    /// GPUs that were seen and found well in this boot.
    public void verified(Set<Instance> gpus) {
        faults = faults.verified(gpus);
        tell();
    }

    /// Whether anything of an earlier boot waits for somebody to verify it.
    public boolean isAwaitingProof() {
        return faults.open().stream().anyMatch(fault -> !fault.boot().equals(faults.boot()));
    }

    /// Not waited for: a report never waits for the disk.
    private void store() {
        if (isStoring || faults.equals(stored)) {
            return;
        }
        isStoring = true;
        KernelFaults newest = faults;
        Map<String, Edge> edges = new LinkedHashMap<>(unstored);
        byte[] data = Wire.encode(newest);
        memory.tell(file -> file.heard(newest.boot(), data, edges))
                .onComplete(result -> loop.run(() -> stored(result.succeeded(), newest, edges.keySet())));
    }

    private void stored(boolean isDone, KernelFaults newest, Set<String> edges) {
        isStoring = false;
        if (isDone) {
            edges.forEach(unstored::remove);
            stored = newest;
            if (!edges.isEmpty()) {
                listener.edgesStored();
            }
            if (!unstored.isEmpty()) {
                store();
            }
            return;
        }
        if (unstored.size() > MOST_EDGES) {
            Set<String> oldest = unstored.keySet().stream()
                    .limit(unstored.size() - MOST_EDGES)
                    .collect(Collectors.toSet());
            oldest.forEach(unstored::remove);
            LOG.warn("TRANSIENT {} edges of the kernel's log are lost: the disk does not take them", oldest.size());
        }
        loop.after(STORE_AGAIN, this::store);
    }
}
