package io.holdfast.agent;

/// The agent cannot start. The message says what a person has to change.
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AgentException(String message, Throwable cause) {
        super(message, cause);
    }
}
