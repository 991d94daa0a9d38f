package io.holdfast.protocol.wire;

/// Data that is no message of ours: what was read, and what was expected.
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }

    public WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
