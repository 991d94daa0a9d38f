package io.holdfast.agent.memory;

/// The file could not be read or written. What was to be remembered is not.
public final class MemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
