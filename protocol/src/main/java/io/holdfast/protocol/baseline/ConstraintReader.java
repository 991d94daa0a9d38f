package io.holdfast.protocol.baseline;

import io.holdfast.protocol.baseline.Constraint.Order;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Makes a constraint of what is written about a check: the check's row says what kind of value it has.
///
/// Every method throws an `IllegalArgumentException` whose message says what was expected.
final class ConstraintReader {
    /// Removes what an earlier layer says.
    static final String UNSET = "unset";

    private static final Pattern SIGN =
            Pattern.compile("(>=|<=|!=|==|=>|=<|=~|~=|~>|\\^=|[<>=~^])\\s*(.*)", Pattern.DOTALL);
    private static final Pattern QUANTITY = Pattern.compile("([-+]?[0-9.]+(?:[eE][-+]?\\d+)?)\\s*([^0-9.\\s]\\S*)?");
    private static final Pattern WILD = Pattern.compile(".*\\*.*|(.*\\.)?[xX](\\..*)?");

    private final Check row;

    ConstraintReader(Check row) {
        this.row = row;
    }

    /// A plain value, or a sign and a value; `present` or `absent`.
    Constraint is(String text) {
        String written = text.strip();
        if (written.equalsIgnoreCase("present")) {
            return new Constraint.Present();
        }
        if (written.equalsIgnoreCase("absent")) {
            return new Constraint.Absent();
        }
        Matcher sign = SIGN.matcher(written);
        if (!sign.matches()) {
            return new Constraint.EqualTo(value(written));
        }
        String operand = sign.group(2);
        if (operand.isEmpty()) {
            throw new IllegalArgumentException("\"" + written + "\" has no value behind " + sign.group(1));
        }
        return signed(sign.group(1), operand);
    }

    private Constraint signed(String sign, String operand) {
        return switch (sign) {
            case "==" -> new Constraint.EqualTo(value(operand));
            case "!=" -> new Constraint.NotEqualTo(value(operand));
            case ">=" -> ordered(Order.AT_LEAST, operand);
            case "<=" -> ordered(Order.AT_MOST, operand);
            case ">" -> ordered(Order.ABOVE, operand);
            case "<" -> ordered(Order.BELOW, operand);
            case "=" -> throw unknown(sign, "==");
            case "=>" -> throw unknown(sign, ">=");
            case "=<" -> throw unknown(sign, "<=");
            default ->
                throw new IllegalArgumentException(
                        "\"" + sign + "\" is no operator; a regular expression is {matches: ..}");
        };
    }

    private static IllegalArgumentException unknown(String sign, String meant) {
        return new IllegalArgumentException("\"" + sign + "\" is no operator; did you mean \"" + meant + "\"?");
    }

    Constraint in(List<String> values) {
        return new Constraint.OneOf(values.stream().map(this::value).toList());
    }

    Constraint matches(String expression) {
        Check.Type type = row.type();
        if (type == Check.Type.FLAG || type == Check.Type.WHOLE || type == Check.Type.QUANTITY) {
            throw new IllegalArgumentException("matches compares text, and " + what());
        }
        try {
            return new Constraint.Matches(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "\"" + expression + "\" is no regular expression: "
                            + e.getDescription().toLowerCase(Locale.ROOT),
                    e);
        }
    }

    Constraint series(String version) {
        if (row.type() != Check.Type.VERSION && row.type() != Check.Type.TEXT) {
            throw new IllegalArgumentException("series compares versions, and " + what());
        }
        return new Constraint.Series(version(version));
    }

    Constraint sameAs(String check) {
        return new Constraint.SameAs(new CheckId(check));
    }

    Constraint words(Collection<String> words, Function<SortedSet<String>, Constraint> make, String operator) {
        if (row.type() != Check.Type.WORDS && row.type() != Check.Type.TEXT) {
            throw new IllegalArgumentException(operator + " compares words, and " + what());
        }
        words.stream().filter(word -> word.strip().contains(" ")).findFirst().ifPresent(word -> {
            throw new IllegalArgumentException("\"" + word + "\" is several words; write each as one of the list");
        });
        return make.apply(new TreeSet<>(words));
    }

    private Constraint ordered(Order order, String operand) {
        return switch (row.type()) {
            case WHOLE, QUANTITY -> new Constraint.Ordered(order, value(operand));
            case VERSION -> new Constraint.Ordered(order, version(operand));
            case TEXT -> {
                if (!Versions.isVersion(operand)) {
                    throw new IllegalArgumentException(
                            "\"" + operand + "\": " + order.sign() + " compares numbers and versions");
                }
                yield new Constraint.Ordered(order, operand);
            }
            case FLAG, WORDS ->
                throw new IllegalArgumentException(order.sign() + " compares numbers and versions, and " + what());
        };
    }

    private String value(String text) {
        return switch (row.type()) {
            case FLAG -> flag(text);
            case WHOLE -> whole(text);
            case QUANTITY -> quantity(text);
            case VERSION -> version(text);
            case TEXT, WORDS -> text;
        };
    }

    private String flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on", "y", "1" -> "yes";
            case "no", "false", "off", "n", "0" -> "no";
            default -> throw new IllegalArgumentException("\"" + text + "\": " + what());
        };
    }

    private String whole(String text) {
        try {
            return text.startsWith("0x")
                    ? Long.toString(Long.parseLong(text.substring(2), 16))
                    : new BigDecimal(text).toBigIntegerExact().toString();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\": " + what(), e);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\": " + what(), e);
        }
    }

    private String quantity(String text) {
        String unit = row.unit().orElse("");
        Matcher parts = QUANTITY.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + text + "\": " + what());
        }
        BigDecimal amount;
        try {
            amount = new BigDecimal(parts.group(1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\": " + what(), e);
        }
        String written = parts.group(2) == null ? unit : parts.group(2);
        return Units.convert(amount, written, unit)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + written + "\" is no unit here; expected " + String.join(", ", Units.like(unit))))
                .toPlainString();
    }

    private String version(String text) {
        if (WILD.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" holds a placeholder, and versions are compared as they stand; use >=, < or {matches: ..}");
        }
        if (!Versions.isVersion(text)) {
            throw new IllegalArgumentException("\"" + text + "\": " + what());
        }
        return text;
    }

    /// What values the check has, in words.
    private String what() {
        return row.pattern()
                + switch (row.type()) {
                    case TEXT -> " is text";
                    case WHOLE -> " is a whole number";
                    case QUANTITY -> " is a number in " + row.unit().orElse("");
                    case FLAG -> " is yes or no";
                    case VERSION -> " is a version such as 580.82.07";
                    case WORDS -> " is a list of words";
                };
    }
}
