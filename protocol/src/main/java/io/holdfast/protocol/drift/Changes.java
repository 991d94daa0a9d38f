package io.holdfast.protocol.drift;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.report.NodeEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is known to have changed on a node, and when.
@FunctionalInterface
public interface Changes {
    /// Nothing is known.
    Changes NONE = (_, _, _) -> List.of();

    /// One thing that changed.
    ///
    /// @param check the setting that reads otherwise; empty where it is none
    /// @param text for a person: `6.8.0-40 -> 6.8.0-51`
    /// @param part which part of something larger it was on this node (`canary`); empty text for none
    record Change(Instant at, Optional<CheckId> check, String text, String part) {
        public Change(Instant at, Optional<CheckId> check, String text) {
            this(at, check, text, "");
        }

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

    /// All that is known here and there.
    default Changes and(Changes others) {
        return (node, from, to) -> Stream.concat(of(node, from, to).stream(), others.of(node, from, to).stream())
                .toList();
    }
}
