package io.holdfast.agent.kernel;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.SectionFacts;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which GPUs are proved to be well after a reboot: their driver asks for nothing, and no row waits to be remapped.
/// What
/// the driver cannot tell counts neither way, but one of the two has to be read.
public final class ProvedGpus {
    /// What each reads where all is well.
    private static final Map<String, String> WELL =
            Map.of("gpu.recovery_action", "None", "gpu.row_remap.pending", "no");

    private ProvedGpus() {}

    public static Set<Instance> of(Collection<SectionFacts> sections) {
        Set<Instance> well = new HashSet<>();
        Set<Instance> others = new HashSet<>();
        for (SectionFacts section : sections) {
            for (Fact fact : section.facts()) {
                String expected = WELL.get(fact.check().text());
                if (expected == null) {
                    continue;
                }
                if (fact.reading() instanceof Reading.Missing(Reading.Why why, String _)) {
                    if (!isWithoutAnswer(why)) {
                        others.add(fact.instance());
                    }
                } else {
                    (fact.reading().shown().equalsIgnoreCase(expected) ? well : others).add(fact.instance());
                }
            }
        }
        well.removeAll(others);
        return well;
    }

    private static boolean isWithoutAnswer(Reading.Why why) {
        return switch (why) {
            case ABSENT, UNSUPPORTED, NOT_APPLICABLE -> true;
            case UNREADABLE, NOT_PERMITTED, MALFORMED, TIMEOUT, UNKNOWN -> false;
        };
    }
}
