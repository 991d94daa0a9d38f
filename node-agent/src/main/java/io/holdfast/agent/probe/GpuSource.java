package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.kernel.Nvml;
import io.holdfast.agent.kernel.NvmlAnswer;
import io.holdfast.agent.kernel.NvmlSession;
import io.holdfast.agent.parse.Words;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Who tells what about the GPUs: NVML all that it can as long as a session with it can be had, nvidia-smi the rest.
///
///     nvidia-smi alone --- a session opens ---> NVML, nvidia-smi the rest
///          ^                                        |
///          +------ nvidia-smi has answered ---- no session: told by NVML, now unknown
///
/// Shared by the probes of both. A check has one of them as its source at any time.
final class GpuSource {
    /// What NVML tells of the node.
    private static final List<CheckId> OF_NODE = Stream.of(
                    "gpu.nvml.status",
                    "gpu.nvml.count",
                    "gpu.nvml.answer",
                    "gpu.driver.version",
                    "gpu.driver.version.userspace")
            .map(CheckId::new)
            .toList();

    private final Nvml nvml;
    private boolean hasAsked;
    private boolean isHandedOver = true;
    private Set<CheckId> told = Set.of();
    private Set<Instance> distrusted = Set.of();

    GpuSource(Nvml nvml) {
        this.nvml = nvml;
    }

    /// Opens a session, or takes note that there is none to be had. To be closed by the caller.
    Nvml.Opened open(HostRoot host) {
        Nvml.Opened opened = nvml.open(host);
        Set<CheckId> now = opened instanceof Nvml.Opened.Open(NvmlSession session) ? told(session) : Set.of();
        synchronized (this) {
            isHandedOver = now.isEmpty() && (isHandedOver && told.isEmpty());
            told = now;
            hasAsked = true;
        }
        return opened;
    }

    private static Set<CheckId> told(NvmlSession session) {
        Set<CheckId> checks = new HashSet<>(OF_NODE);
        for (Cadence cadence : List.of(Cadence.FAST, Cadence.CONFIG)) {
            checks.addAll(GpuRows.checks(
                    NvmlRows.plan(session, branch(session), cadence).fields()));
        }
        return Set.copyOf(checks);
    }

    /// The driver branch: 580 of 580.105.08. 0 where it is not told.
    static int branch(NvmlSession session) {
        return session.driverVersion() instanceof NvmlAnswer.Told<String>(String version)
                ? Optional.of(version.split("\\.", 2)[0])
                        .flatMap(Words::whole)
                        .map(Long::intValue)
                        .orElse(0)
                : 0;
    }

    /// The checks that are not nvidia-smi's to tell.
    Set<CheckId> told(HostRoot host) {
        synchronized (this) {
            if (hasAsked) {
                return told;
            }
        }
        if (open(host) instanceof Nvml.Opened.Open(NvmlSession session)) {
            session.close();
        }
        synchronized (this) {
            return told;
        }
    }

    /// nvidia-smi has told all that there is to tell.
    synchronized void nvidiaSmiToldAll() {
        isHandedOver |= told.isEmpty();
    }

    /// The boards whose infoROM nvidia-smi called invalid, and nothing else can.
    synchronized void distrust(Set<Instance> boards) {
        distrusted = Set.copyOf(boards);
    }

    synchronized boolean isDistrusted(Instance board) {
        return distrusted.contains(board);
    }

    /// Whether nobody waits for nvidia-smi to tell what NVML told before.
    synchronized boolean isHandedOver() {
        return isHandedOver;
    }
}
