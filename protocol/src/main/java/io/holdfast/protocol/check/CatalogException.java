package io.holdfast.protocol.check;

/// A catalog row that cannot be used: which file, which line, which field, what was expected.
public final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CatalogException(String file, int line, String field, String problem) {
        super(file + ":" + line + ": " + field + ": " + problem);
    }
}
