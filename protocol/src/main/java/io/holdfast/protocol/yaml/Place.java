package io.holdfast.protocol.yaml;

/// Where something stands in a file; both from 1.
public record Place(int line, int column) {
    /// The beginning of a file.
    public static final Place START = new Place(1, 1);

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
