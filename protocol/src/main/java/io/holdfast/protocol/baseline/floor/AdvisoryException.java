package io.holdfast.protocol.baseline.floor;

/// An advisory file that cannot be used: which file, where, and what was expected.
public final class AdvisoryException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public AdvisoryException(String reason) {
        super(reason);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
