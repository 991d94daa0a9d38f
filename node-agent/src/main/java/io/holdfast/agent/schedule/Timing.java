package io.holdfast.agent.schedule;

import io.holdfast.protocol.check.Check.Cadence;
import java.time.Duration;
import java.util.Optional;

/// How often an agent does what.
///
/// @param heartbeat between two reports while nothing changes
/// @param digests between two records that name the digests of all sections
/// @param full between two times that all sections are sent, changed or not
/// @param probes the same for the probes
/// @param enrolment between two enrolments within one boot: an old session key is worth little
public record Timing(Duration heartbeat, Duration digests, Duration full, Probes probes, Duration enrolment) {
    /// How often probes run, and how long they may.
    ///
    /// @param fast cadence FAST
    /// @param config cadence CONFIG
    /// @param rare cadence RARE
    /// @param deadline after which a FAST probe is given up
    /// @param longDeadline the same for all others: `nvidia-smi` alone may take a minute on a node of
    ///     eight GPUs. RARE ones have four times as long: a firmware tool may take two minutes, and waits
    ///     for others
    public record Probes(Duration fast, Duration config, Duration rare, Duration deadline, Duration longDeadline) {
        /// After which a probe is given up.
        public Duration deadline(Cadence cadence) {
            return switch (cadence) {
                case FAST -> deadline;
                case CONFIG, BOOT -> longDeadline;
                case RARE -> longDeadline.multipliedBy(4);
            };
        }

        /// Empty for what runs once per boot.
        public Optional<Duration> between(Cadence cadence) {
            return switch (cadence) {
                case FAST -> Optional.of(fast);
                case CONFIG -> Optional.of(config);
                case RARE -> Optional.of(rare);
                case BOOT -> Optional.empty();
            };
        }
    }

    /// On a machine.
    public static Timing live() {
        return of(Duration.ofSeconds(30), Duration.ofMinutes(5));
    }

    /// On a recorded host, where reading costs nothing and somebody edits files and waits.
    public static Timing recorded() {
        return of(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    private static Timing of(Duration fast, Duration config) {
        return new Timing(
                Duration.ofSeconds(30),
                Duration.ofMinutes(15),
                Duration.ofHours(6),
                new Probes(fast, config, Duration.ofMinutes(30), Duration.ofSeconds(25), Duration.ofSeconds(90)),
                Duration.ofHours(24));
    }

    public Timing withHeartbeat(Duration other) {
        return new Timing(other, digests, full, probes, enrolment);
    }

    public Timing withProbes(Probes other) {
        return new Timing(heartbeat, digests, full, other, enrolment);
    }
}
