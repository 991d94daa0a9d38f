package io.holdfast.agent.kernel;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import java.math.BigDecimal;
import java.util.Optional;

/// `/proc/uptime`: seconds since boot, and the sum of all processors' idle seconds.
final class Uptime {
    private static final String FILE = "/proc/uptime";

    private Uptime() {}

    static Optional<Long> micros(HostRoot host) {
        if (!(host.read(FILE) instanceof Attribute.Value<String>(String _, String text))) {
            return Optional.empty();
        }
        int blank = text.indexOf(' ');
        try {
            return Optional.of(new BigDecimal(blank < 0 ? text : text.substring(0, blank))
                    .movePointRight(6)
                    .longValue());
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
