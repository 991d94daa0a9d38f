package io.holdfast.agent.report;

import java.util.Optional;
import org.slf4j.Logger;

/// Tells of a trouble when it begins, when it changes, and when it is over; not each time it is met again. An hour
/// without a broker is two lines.
final class Complaint {
    private final Logger log;
    private Optional<String> told = Optional.empty();

    Complaint(Logger log) {
        this.log = log;
    }

    /// For what passes by itself.
    void warn(String trouble) {
        if (isNew(trouble)) {
            log.warn("TRANSIENT {}", trouble);
        }
    }

    /// For what a person has to mend.
    void error(String trouble) {
        if (isNew(trouble)) {
            log.error("OPERATOR {}", trouble);
        }
    }

    /// For a record that could not be sent. Who is not let in has been told of by the transport.
    void unsent(String what, Throwable why) {
        if (!(why instanceof NotLetInException)) {
            warn(what + ": " + why);
        }
    }

    void over() {
        told.ifPresent(trouble -> log.info("no more: {}", trouble));
        told = Optional.empty();
    }

    private boolean isNew(String trouble) {
        boolean isNew = !told.equals(Optional.of(trouble));
        told = Optional.of(trouble);
        return isNew;
    }
}
