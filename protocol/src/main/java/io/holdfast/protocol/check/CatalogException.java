package io.holdfast.protocol.check;

import io.holdfast.protocol.yaml.LocatedYaml;

/// A catalog row that cannot be used: which file, which line, which field, what was expected.
public final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Makes errors about one file.
    public static LocatedYaml.Complaint in(String file) {
        return (place, key, problem) -> new CatalogException(file, place.line(), key, problem);
    }

    CatalogException(String file, int line, String field, String problem) {
        super(file + ":" + line + ": " + field + ": " + problem);
    }
}
