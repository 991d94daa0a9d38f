package io.holdfast.agent.kernel;

import io.holdfast.agent.kernel.KernelFault.Subject;
import io.holdfast.protocol.fact.Instance;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// All open faults of the kernel's log. A value; every change of it is a pure function.
///
/// @param boot the boot that the log is of
/// @param place how far it was read
/// @param lost how many records were overwritten before they were read, in this boot
/// @param gap the latest of them, as long as it leaves unknown what the log would have told
public record KernelFaults(String boot, LogPosition place, long lost, List<KernelFault> open, Optional<LogGap> gap) {
    public KernelFaults {
        open = List.copyOf(open);
    }

    public static KernelFaults none(String boot) {
        return new KernelFaults(boot, LogPosition.START, 0, List.of(), Optional.empty());
    }

    /// What came of a change.
    public record Step(KernelFaults faults, List<KernelEdge> edges) {
        public Step {
            edges = List.copyOf(edges);
        }
    }

    /// Takes in what was heard, in the order of the log.
    public Step after(Collection<Heard> heard) {
        if (heard.isEmpty()) {
            return new Step(this, List.of());
        }
        KernelFold fold = new KernelFold(boot, byKey());
        heard.forEach(fold::take);
        return new Step(new KernelFaults(boot, place, lost, List.copyOf(fold.open()), gap), fold.edges());
    }

    private SortedMap<Subject, KernelFault> byKey() {
        SortedMap<Subject, KernelFault> faults = new TreeMap<>();
        open.forEach(fault -> faults.put(fault.subject(), fault));
        return faults;
    }

    /// Whether the log told of this within one burst of that time.
    boolean hasTold(Subject subject, long usec) {
        return open.stream()
                .anyMatch(fault -> fault.subject().equals(subject)
                        && fault.boot().equals(boot)
                        && Math.abs(fault.times().lastUsec() - usec) < KernelFold.BURST);
    }

    /// The log was read to here.
    ///
    /// @param moreLost records that were overwritten before they were read
    /// @param usec when that showed, on the log's own time line
    public KernelFaults readTo(LogPosition to, long moreLost, long usec) {
        Optional<LogGap> next = moreLost == 0 ? gap : Optional.of(LogGap.after(gap, moreLost, usec));
        return new KernelFaults(boot, place.to(to), lost + moreLost, open, next);
    }

    /// Without what is over: faults that were not heard of for long enough, and a gap that is long ago. What is left of
    /// an earlier boot stays until it is
    /// verified.
    public KernelFaults at(long usec) {
        Optional<LogGap> still = gap.filter(one -> usec < one.untilUsec());
        KernelFaults now = still.equals(gap) ? this : new KernelFaults(boot, place, lost, open, still);
        return now.withOnly(open.stream()
                .filter(fault -> !fault.boot().equals(boot)
                        || fault.sticky() == KernelFault.REST_OF_BOOT
                        || usec - fault.times().lastUsec() < fault.sticky())
                .toList());
    }

    /// In another boot the log begins anew. Critical states of GPUs stay open until they are verified.
    public KernelFaults inBoot(String other) {
        if (other.equals(boot)) {
            return this;
        }
        return new KernelFaults(
                other,
                LogPosition.START,
                0,
                open.stream().filter(KernelFault::outlivesBoot).toList(),
                Optional.empty());
    }

    /// These GPUs were looked at in this boot and are well: what an earlier boot left open of them is over.
    public KernelFaults verified(Set<Instance> gpus) {
        return withOnly(open.stream()
                .filter(fault -> fault.boot().equals(boot)
                        || !gpus.contains(fault.subject().instance()))
                .toList());
    }

    private KernelFaults withOnly(List<KernelFault> fewer) {
        return fewer.size() == open.size() ? this : new KernelFaults(boot, place, lost, fewer, gap);
    }
}
