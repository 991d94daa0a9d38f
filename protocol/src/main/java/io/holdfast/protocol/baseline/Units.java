package io.holdfast.protocol.baseline;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Units that mean the same thing in another size, so that `>= 256 GB` can be said of a check in GiB. Case counts: Gb
/// are bits and GB are bytes.
final class Units {
    private static final BigDecimal KILO = BigDecimal.valueOf(1000);
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

    /// Units of one kind, each with its size in the smallest of them.
    private static final List<Map<String, BigDecimal>> KINDS = List.of(
            bytes(),
            scale(KILO, "b/s", "kb/s", "Mb/s", "Gb/s", "Tb/s"),
            scale(KILO, "B/s", "kB/s", "MB/s", "GB/s", "TB/s"),
            scale(KILO, "us", "ms", "s"),
            scale(KILO, "Hz", "kHz", "MHz", "GHz"),
            scale(KILO, "MT/s", "GT/s"),
            scale(KILO, "mW", "W", "kW"),
            scale(BigDecimal.ONE, "C", "°C"));

    private Units() {}

    private static Map<String, BigDecimal> scale(BigDecimal step, String... units) {
        Map<String, BigDecimal> sizes = new TreeMap<>();
        BigDecimal size = BigDecimal.ONE;
        for (String unit : units) {
            sizes.put(unit, size);
            size = size.multiply(step);
        }
        return sizes;
    }

    private static Map<String, BigDecimal> bytes() {
        Map<String, BigDecimal> sizes = scale(KILO, "B", "kB", "MB", "GB", "TB");
        sizes.put("KB", KILO);
        sizes.putAll(scale(KIBI, "B", "KiB", "MiB", "GiB", "TiB"));
        return sizes;
    }

    /// An amount in another unit, to two places; empty where the units mean different things.
    static Optional<BigDecimal> convert(BigDecimal amount, String from, String to) {
        if (from.equals(to)) {
            return Optional.of(amount);
        }
        return KINDS.stream()
                .filter(kind -> kind.containsKey(from) && kind.containsKey(to))
                .findFirst()
                .map(kind -> amount.multiply(kind.getOrDefault(from, BigDecimal.ONE))
                        .divide(kind.getOrDefault(to, BigDecimal.ONE), MathContext.DECIMAL64)
                        .setScale(2, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros());
    }

    /// The units that can be said of a check in this one.
    static List<String> like(String unit) {
        return KINDS.stream()
                .filter(kind -> kind.containsKey(unit))
                .findFirst()
                .map(kind -> List.copyOf(kind.keySet()))
                .orElse(List.of(unit));
    }
}
