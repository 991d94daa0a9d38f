package io.holdfast.protocol.baseline.aicr;

/// What AICR calls an error, as opposed to a constraint that fails: a path, a value or a document it cannot use.
public final class AicrException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public AicrException(String reason) {
        super(reason);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
