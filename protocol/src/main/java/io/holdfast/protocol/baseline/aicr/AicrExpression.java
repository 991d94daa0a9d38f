package io.holdfast.protocol.baseline.aicr;

import io.holdfast.protocol.baseline.Constraint.Verdict;
import java.util.Locale;
import java.util.Optional;

/// The value of an AICR constraint: `>= 1.32.4`, `!= rhel`, `24.04`.
///
/// Without operator the text has to be the same, letter by letter. `==` and `!=` compare versions where both sides are
/// such, else texts. The ordering operators need a version on both sides.
public final class AicrExpression {
    /// In the order in which they are tried.
    enum Operator {
        AT_LEAST(">="),
        AT_MOST("<="),
        NOT_EQUAL("!="),
        EQUAL("=="),
        ABOVE(">"),
        BELOW("<"),
        EXACT("");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }
    }

    private final Operator operator;
    private final String operand;

    private AicrExpression(Operator operator, String operand) {
        this.operator = operator;
        this.operand = operand;
    }

    /// The expression that a text says.
    ///
    /// @throws AicrException where there is nothing to compare with
    public static AicrExpression parse(String text) {
        String trimmed = trim(text);
        if (trimmed.isEmpty()) {
            throw new AicrException("the expression is empty");
        }
        for (Operator operator : Operator.values()) {
            if (trimmed.startsWith(operator.sign)) {
                String operand = trim(trimmed.substring(operator.sign.length()));
                if (operand.isEmpty()) {
                    throw new AicrException("nothing stands after " + operator.sign);
                }
                return new AicrExpression(operator, operand);
            }
        }
        throw new IllegalStateException("the empty sign begins every text");
    }

    Operator operator() {
        return operator;
    }

    String operand() {
        return operand;
    }

    /// Whether a value meets the expression.
    ///
    /// @throws AicrException where an ordering operator has no version on one of its sides
    public boolean holds(String actual) {
        String value = trim(actual);
        return switch (operator) {
            case EXACT -> value.equals(operand);
            case EQUAL -> isSame(value);
            case NOT_EQUAL -> !isSame(value);
            case AT_LEAST -> order(value) >= 0;
            case AT_MOST -> order(value) <= 0;
            case ABOVE -> order(value) > 0;
            case BELOW -> order(value) < 0;
        };
    }

    /// Whether a value that was read meets the expression; unknown where AICR would report an error.
    public Verdict judge(String actual) {
        try {
            return Verdict.of(holds(actual));
        } catch (AicrException _) {
            return Verdict.UNKNOWN;
        }
    }

    /// Of a value that is known not to be there. To AICR it was not found; what should be there drifts, what should
    /// only not be a certain value is unknown.
    public Verdict judgeAbsent() {
        return operator == Operator.NOT_EQUAL ? Verdict.UNKNOWN : Verdict.NOT_MET;
    }

    /// As versions where the operand has a digit and a dot and both sides can be read so; else as text.
    private boolean isSame(String value) {
        Optional<AicrVersion> wanted = looksLikeVersion() ? version(operand) : Optional.empty();
        Optional<AicrVersion> read = version(value);
        if (wanted.isEmpty() || read.isEmpty()) {
            return value.equals(operand);
        }
        return wanted.get().isSame(read.get());
    }

    private boolean looksLikeVersion() {
        return operand.indexOf('.') >= 0 && operand.chars().anyMatch(c -> c >= '0' && c <= '9');
    }

    private static Optional<AicrVersion> version(String text) {
        try {
            return Optional.of(AicrVersion.parse(text));
        } catch (AicrException _) {
            return Optional.empty();
        }
    }

    private int order(String value) {
        AicrVersion wanted = version("expected", operand);
        return version("observed", value).compareAtLowerPrecision(wanted);
    }

    private static AicrVersion version(String side, String text) {
        try {
            return AicrVersion.parse(text);
        } catch (AicrException e) {
            throw new AicrException(String.format(Locale.ROOT, "%s %s", side, e.reason()));
        }
    }

    /// What Go takes for white space, so that a value from a file with a no-break space is the same text to both.
    private static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || c == '\u0085' || Character.isSpaceChar(c);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AicrExpression that && operator == that.operator && operand.equals(that.operand);
    }

    @Override
    public int hashCode() {
        return 31 * operator.hashCode() + operand.hashCode();
    }

    /// With one blank after the operator.
    @Override
    public String toString() {
        return operator == Operator.EXACT ? operand : operator.sign + " " + operand;
    }
}
