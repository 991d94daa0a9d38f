package io.holdfast.agent.doctor;

import io.holdfast.protocol.diagnosis.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What of the host can be read from here, and with what privileges.
///
/// @param mount where the host's `/` lies here
/// @param lacking paths that every running host has and that are not there, or are empty
/// @param lost privileges of the install profile that this process does not have
/// @param facts what one sweep gave
public record HostSeen(String mount, List<String> lacking, List<String> lost, Facts facts) {
    public HostSeen {
        lacking = List.copyOf(lacking);
        lost = List.copyOf(lost);
    }

    /// Facts of one sweep.
    ///
    /// @param read those with a value
    /// @param absent those the host does not have, or that do not apply to it
    /// @param notPermitted by what they take: a capability, the host's namespaces
    /// @param failed those that could not be read for another reason: a time-out, a file that is malformed
    public record Facts(int read, int absent, SortedMap<String, Integer> notPermitted, List<String> failed) {
        public Facts {
            notPermitted = new TreeMap<>(notPermitted);
            failed = List.copyOf(failed);
        }

        int refused() {
            return notPermitted.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    List<Remark> judge() {
        List<Remark> remarks = new ArrayList<>();
        if (!lacking.isEmpty()) {
            remarks.add(new Remark.Fault(
                    "half-mounted-host",
                    "not all of the host is mounted at " + mount,
                    "empty or not there: " + String.join(", ", lacking),
                    "mount the host's / with all that is mounted below it (hostPath / with mountPropagation"
                            + " HostToContainer; podman -v /:/host:ro,rslave)"));
        } else {
            remarks.add(new Remark.Well("host", "mounted at " + mount));
        }
        String uncovered = facts.notPermitted().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        if (!lost.isEmpty()) {
            remarks.add(new Remark.Fault(
                    "no-privilege",
                    "this process lacks what the install profile gives it",
                    "not in CapEff of /proc/self/status: " + String.join(", ", lost)
                            + (uncovered.isEmpty() ? "" : "; facts not permitted: " + uncovered),
                    "add them (securityContext.capabilities.add), or say --profile observe-unprivileged"));
        }
        if (facts.read() == 0) {
            remarks.add(new Remark.Fault(
                    "nothing-read",
                    "nothing of the host can be read",
                    "0 facts of " + mount,
                    "look at what is mounted there, and as which user this runs"));
        } else {
            remarks.add(new Remark.Well(
                    "reading",
                    facts.read() + " facts read, " + facts.absent() + " this host does not have, " + facts.refused()
                            + " not permitted"));
        }
        if (facts.refused() > 0) {
            remarks.add(new Remark.Note("not covered", "facts by what they take: " + uncovered));
        }
        if (!facts.failed().isEmpty()) {
            remarks.add(new Remark.Note("not read", String.join("; ", facts.failed())));
        }
        return remarks;
    }
}
