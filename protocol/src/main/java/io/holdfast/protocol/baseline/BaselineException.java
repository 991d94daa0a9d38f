package io.holdfast.protocol.baseline;

import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.Place;

/// A baseline that cannot be used: which file, line and column, which key, and what was expected there.
public final class BaselineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BaselineException(String file, Place place, String key, String problem) {
        super(file + ":" + place + ": " + key + ": " + problem);
    }

    /// About a request rather than a file.
    BaselineException(String problem) {
        super(problem);
    }

    static LocatedYaml.Complaint in(String file) {
        return (place, key, problem) -> new BaselineException(file, place, key, problem);
    }
}
