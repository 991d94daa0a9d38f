package io.holdfast.agent.kernel;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.finding.Severity;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A fault that the kernel's log told of and that is still open.
///
/// @param boot the boot in which it was last heard of
/// @param sticky microseconds after which it is over unless heard of again; -1 for the rest of the boot
public record KernelFault(Subject subject, String boot, Said said, Times times, long sticky) {
    /// Not over before the next boot.
    static final long REST_OF_BOOT = -1;

    /// What it is counted by.
    public record Subject(CheckId check, Instance instance) implements Comparable<Subject> {
        @Override
        public int compareTo(Subject other) {
            int byCheck = check.compareTo(other.check);
            return byCheck != 0 ? byCheck : instance.compareTo(other.instance);
        }
    }

    /// The gravest of what was said.
    ///
    /// @param asks what the driver asks for because of it (Xid 154); may be empty
    public record Said(Severity severity, String text, String asks) {}

    /// When it was said. A burst of three minutes is one time.
    ///
    /// @param count how many bursts there were
    /// @param last time of day of the latest burst
    /// @param lastUsec of the latest line of all
    /// @param bursts begin of the latest burst of each part, in microseconds since boot
    /// @param recent begin of the latest bursts of all parts, oldest first
    public record Times(
            long count, Instant first, Instant last, long lastUsec, SortedMap<String, Long> bursts, List<Long> recent) {
        public Times {
            bursts = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(bursts));
            recent = List.copyOf(recent);
        }
    }

    KernelFault saying(Said other) {
        return new KernelFault(subject, boot, other, times, sticky);
    }

    KernelFault at(Times other) {
        return new KernelFault(subject, boot, said, other, sticky);
    }

    /// Whether it outlives a reboot: a GPU that was in a critical state is not well because its host was restarted.
    boolean outlivesBoot() {
        return subject.check().text().startsWith("gpu.") && said.severity() == Severity.CRITICAL;
    }
}
