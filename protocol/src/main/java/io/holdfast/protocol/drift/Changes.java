package io.holdfast.protocol.drift;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.report.NodeEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is known to have changed on a node, and when.
@FunctionalInterface
public interface Changes {
    /// Nothing is known.
    Changes NONE = (_, _, _) -> List.of();

    /// One thing that changed.
    ///
    /// @param check the setting that reads otherwise; empty where it is none
    /// @param text for a person: `6.8.0-40 -> 6.8.0-51`
    record Change(Instant at, Optional<CheckId> check, String text) {
        /// What an edge of a node tells as a change; empty where it tells something else.
        public static Optional<Change> of(NodeEvent event) {
            return switch (event.kind()) {
                case FACT_CHANGED -> Optional.of(new Change(event.observedAt(), event.check(), event.text()));
                case BOOT_CHANGED -> Optional.of(new Change(event.observedAt(), Optional.empty(), "a reboot"));
                case AGENT_STARTED, FINDING_OPENED, FINDING_CLOSED, KERNEL_FAULT, OUTBOX_REPLACED, GAP, UNKNOWN ->
                    Optional.empty();
            };
        }

        /// `os.kernel.release: 6.8.0-40 -> 6.8.0-51`.
        public String words() {
            return check.map(one -> one + ": " + text).orElse(text);
        }
    }

    /// What changed on a node between two times, in any order.
    List<Change> of(NodeId node, Instant from, Instant to);
}
