package io.holdfast.agent.host;

/// A recorded host that cannot be used as it stands. The message names the file, and the line or field in it.
public final class RecordedHostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RecordedHostException(String message) {
        super(message);
    }

    RecordedHostException(String message, Throwable cause) {
        super(message, cause);
    }
}
