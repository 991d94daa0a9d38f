package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/// What nvidia-smi prints as a value, and what it prints where it has none.
public final class SmiValue {
    private SmiValue() {}

    /// The reason behind a text that stands in place of a value; empty for a value.
    ///
    /// `Unknown Error` and `GPU requires reset` are failures of the device to answer; `N/A` and the
    /// deprecation texts say that there is nothing to ask.
    public static Optional<Reading.Missing> missing(String raw) {
        String word = bare(raw).toLowerCase(Locale.ROOT);
        if (word.isEmpty()) {
            return Optional.of(Reading.missing(Why.MALFORMED, "empty"));
        }
        return reason(word).map(why -> Reading.missing(why, Lines.shortened(raw)));
    }

    private static Optional<Why> reason(String word) {
        return switch (word) {
            case "n/a", "not supported", "not available", "function not found", "argument version mismatch" ->
                Optional.of(Why.UNSUPPORTED);
            case "timeout" -> Optional.of(Why.TIMEOUT);
            case "insufficient permissions", "insufficient permission" -> Optional.of(Why.NOT_PERMITTED);
            default -> {
                if (word.startsWith("requested functionality has been deprecated") || word.startsWith("deprecated")) {
                    yield Optional.of(Why.UNSUPPORTED);
                }
                yield isFailure(word) || NvmlReturn.isText(word) ? Optional.of(Why.UNREADABLE) : Optional.empty();
            }
        };
    }

    /// Whether a text says that the GPU failed to answer.
    public static boolean isFailure(String raw) {
        return switch (bare(raw).toLowerCase(Locale.ROOT)) {
            case "unknown error", "gpu requires reset", "gpu is lost", "err!" -> true;
            default -> false;
        };
    }

    public static Reading text(String raw) {
        return missing(raw).<Reading>map(reason -> reason).orElseGet(() -> new Reading.Text(raw.strip()));
    }

    /// A dotted version; what follows the first blank is a remark (from driver 610: `610.57.04 [Deprecated; ...]`).
    public static Reading version(String raw) {
        return missing(raw).<Reading>map(reason -> reason).orElseGet(() -> {
            String word = Words.first(raw);
            return word.indexOf('.') > 0 && Character.isLetterOrDigit(word.charAt(0))
                    ? new Reading.Version(word)
                    : malformed(raw);
        });
    }

    /// `16x`, `2560 bank(s)` and `150` as whole numbers: the digits in front.
    public static Reading whole(String raw) {
        return missing(raw).<Reading>map(reason -> reason).orElseGet(() -> {
            String word = Words.first(raw);
            String digits = word.endsWith("x") ? word.substring(0, word.length() - 1) : word;
            return Words.whole(digits).<Reading>map(Reading.Whole::new).orElseGet(() -> malformed(raw));
        });
    }

    /// `81559 MiB` where MiB are expected; a bare number is taken to be in that unit, as `--format=csv,nounits`
    /// prints it.
    public static Reading quantity(String raw, String unit) {
        return missing(raw).<Reading>map(reason -> reason).orElseGet(() -> {
            String number = Words.first(raw);
            String rest = raw.strip().substring(number.length()).strip();
            Optional<BigDecimal> amount = Words.decimal(number);
            return amount.isPresent() && (rest.isEmpty() || rest.equals(unit))
                    ? new Reading.Quantity(amount.get(), unit)
                    : malformed(raw);
        });
    }

    /// `Yes`/`No`, `True`/`False`.
    public static Reading flag(String raw) {
        return missing(raw).<Reading>map(reason -> reason).orElseGet(() -> switch (raw.strip()
                .toLowerCase(Locale.ROOT)) {
            case "yes", "true" -> new Reading.Flag(true);
            case "no", "false" -> new Reading.Flag(false);
            default -> malformed(raw);
        });
    }

    public static Reading.Missing malformed(String raw) {
        return Reading.missing(Why.MALFORMED, Lines.shortened(raw));
    }

    private static String bare(String raw) {
        String text = raw.strip();
        return text.startsWith("[") && text.endsWith("]")
                ? text.substring(1, text.length() - 1).strip()
                : text;
    }
}
