package io.holdfast.agent.probe;

import io.holdfast.agent.parse.SmiField;
import io.holdfast.agent.parse.SmiGpu;
import io.holdfast.agent.parse.SmiValue;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Quantity;
import io.holdfast.protocol.fact.Reading.Why;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// How near a GPU is to being slowed down by heat, and whether hardware slows it down already.
final class GpuHeat {
    private static final Set<String> BY_HARDWARE =
            Set.of("hw_slowdown", "hw_thermal_slowdown", "hw_power_brake_slowdown");

    private GpuHeat() {}

    /// Degrees left until the clocks drop. Data-centre parts tell the margin to their highest operating temperature and
    /// at which margin (-2) they slow down; others tell the temperature at which they do.
    static Reading margin(SmiGpu gpu) {
        Reading left = degrees(gpu, SmiField.TEMPERATURE_MARGIN);
        if (left instanceof Quantity(BigDecimal margin, String _)) {
            return degrees(gpu, SmiField.MARGIN_SLOWDOWN) instanceof Quantity(BigDecimal slowdown, String _)
                    ? new Quantity(margin.subtract(slowdown), "C")
                    : left;
        }
        Reading limit = degrees(gpu, SmiField.TEMPERATURE_SLOWDOWN);
        Reading now = degrees(gpu, SmiField.TEMPERATURE);
        if (limit instanceof Quantity(BigDecimal slowdown, String _)) {
            return now instanceof Quantity(BigDecimal temperature, String _)
                    ? new Quantity(slowdown.subtract(temperature), "C")
                    : now;
        }
        return isBroken(left) ? left : limit;
    }

    /// `none`, or the reasons of hardware that hold the clocks down.
    static Reading hardwareSlowdown(SmiGpu gpu) {
        Reading reasons = GpuCounts.clockReasons(gpu);
        if (!(reasons instanceof Reading.Words(var active))) {
            return reasons;
        }
        Set<String> words = new TreeSet<>(active);
        words.retainAll(BY_HARDWARE);
        return new Reading.Text(words.isEmpty() ? "none" : String.join(" ", words));
    }

    private static Reading degrees(SmiGpu gpu, SmiField field) {
        return Optional.ofNullable(gpu.values().get(field))
                .map(raw -> SmiValue.quantity(raw, "C"))
                .orElse(Reading.missing(Why.UNSUPPORTED, "not in the report"));
    }

    private static boolean isBroken(Reading reading) {
        return reading instanceof Reading.Missing(Why why, String _) && why != Why.UNSUPPORTED;
    }
}
