package io.holdfast.agent.cli;

/// What was asked for could not be done. The message is one line for a person and says what to do about it.
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }

    CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
