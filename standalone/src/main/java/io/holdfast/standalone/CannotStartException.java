package io.holdfast.standalone;

/// Something the person at the keyboard has to mend before Holdfast can start: a port in use, a folder that cannot be
/// written. The message is one line that says what, where and, if possible, by whom.
public final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotStartException(String message) {
        super(message);
    }

    public CannotStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
