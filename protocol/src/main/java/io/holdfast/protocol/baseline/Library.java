package io.holdfast.protocol.baseline;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where documents are found by name.
public interface Library {
    /// A document as written.
    ///
    /// @param file its name for errors
    record Text(String file, String yaml) {}

    Optional<Text> find(String name);

    /// The names of all baselines in it, for those who mistyped one.
    List<String> names();

    /// This library and another one for what it lacks.
    default Library or(Library other) {
        Library first = this;
        return new Library() {
            @Override
            public Optional<Text> find(String name) {
                return first.find(name).or(() -> other.find(name));
            }

            @Override
            public List<String> names() {
                return Stream.concat(first.names().stream(), other.names().stream())
                        .distinct()
                        .toList();
            }
        };
    }
}
