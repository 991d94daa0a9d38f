package io.holdfast.agent.doctor;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.probe.SiteChecks;
import io.holdfast.agent.probe.Sweep;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Looks at the host as the agent would: one sweep of all probes.
public final class HostLook {
    /// Longer than the slowest tool a probe runs.
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    private static final Path STATUS = Path.of("/proc/self/status");

    /// One of each file system that every running host has.
    private static final List<String> EVERYWHERE = List.of("/proc/1/stat", "/sys/class/net", "/dev/null", "/usr/bin");

    private static final int SHOWN = 5;

    private HostLook() {}

    /// What an install profile gives the agent.
    public enum Profile {
        OBSERVE(Map.of("CAP_SYS_ADMIN", 21, "CAP_SYSLOG", 34, "CAP_SYS_PTRACE", 19, "CAP_SYS_CHROOT", 18)),
        OBSERVE_UNPRIVILEGED(Map.of());

        /// By name, its bit in the kernel's sets.
        private final Map<String, Integer> capabilities;

        Profile(Map<String, Integer> capabilities) {
            this.capabilities = capabilities;
        }

        /// As the chart says it.
        public static Optional<Profile> of(String word) {
            return switch (word) {
                case "observe" -> Optional.of(OBSERVE);
                case "observe-unprivileged" -> Optional.of(OBSERVE_UNPRIVILEGED);
                default -> Optional.empty();
            };
        }

        /// Those that a set of the kernel, as `/proc/<pid>/status` prints it, does not have.
        List<String> lost(long effective) {
            return capabilities.entrySet().stream()
                    .filter(capability -> (effective >> capability.getValue() & 1) == 0)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }
    }

    public static HostSeen look(HostRoot host, Profile profile) throws IOException {
        SiteChecks site = SiteChecks.of(host);
        return new HostSeen(
                host.here("/").map(Path::toString).orElse(host.toString()),
                EVERYWHERE.stream().filter(path -> !host.exists(path)).toList(),
                profile.lost(effective(Files.readString(STATUS))),
                facts(site, Sweep.run(host, site.probes(), DEADLINE).facts()));
    }

    static long effective(String status) {
        return status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> line.substring("CapEff:".length()).strip())
                .map(hex -> Long.parseUnsignedLong(hex, 16))
                .findFirst()
                .orElse(0L);
    }

    private static HostSeen.Facts facts(SiteChecks site, List<Fact> facts) {
        int read = 0;
        int absent = 0;
        SortedMap<String, Integer> refused = new TreeMap<>();
        Map<String, Integer> failed = new LinkedHashMap<>();
        for (Fact fact : facts) {
            if (!(fact.reading() instanceof Reading.Missing(Reading.Why why, String detail))) {
                read++;
                continue;
            }
            switch (why) {
                case ABSENT, NOT_APPLICABLE, UNSUPPORTED -> absent++;
                case NOT_PERMITTED -> refused.merge(needs(site, fact, detail), 1, Integer::sum);
                case UNREADABLE, MALFORMED, TIMEOUT, UNKNOWN ->
                    failed.merge(
                            fact.source() + ": " + detail.lines().findFirst().orElse(""), 1, Integer::sum);
            }
        }
        return new HostSeen.Facts(
                read,
                absent,
                refused,
                failed.entrySet().stream()
                        .limit(SHOWN)
                        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                        .toList());
    }

    /// What the catalog says that the read takes; for what takes nothing, the kernel's words.
    private static String needs(SiteChecks site, Fact fact, String detail) {
        List<Check.Needs> needs = new ArrayList<>(
                site.catalog().find(fact.check()).map(Check::needs).orElse(List.of()));
        return needs.isEmpty()
                ? detail.startsWith("nsenter") ? Check.Needs.HOST_NAMESPACES.name() : detail
                : needs.stream().map(Check.Needs::name).sorted().collect(Collectors.joining("+"));
    }
}
