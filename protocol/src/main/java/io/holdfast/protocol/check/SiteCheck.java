package io.holdfast.protocol.check;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.List;
import java.util.regex.Pattern;

/// A check that a site declares in a file of its own, without a new build: a row like those of the catalog, and how
/// it is read.
///
/// @param check its id starts with `site.`
public record SiteCheck(Check check, Source source, Pick pick) {
    /// What every id of a site's own checks starts with: such an id never collides with one that ships.
    public static final String PREFIX = "site.";

    /// Where the text comes from.
    public sealed interface Source {
        /// A file of the host. One `*` in the path stands for any part of one name, and what it stands for is the
        /// instance of the fact: `/sys/class/net/*/mtu`.
        record File(String path) implements Source {}

        /// A tool of the host with fixed arguments, never run by a shell. It has to end with status 0.
        record Command(List<String> argv) implements Source {
            public Command {
                argv = List.copyOf(argv);
            }
        }
    }

    /// Which part of the text is the value.
    public sealed interface Pick {
        /// All of it, without surrounding blanks.
        record All() implements Pick {}

        /// The first group of the first place where the expression fits.
        record Regex(Pattern pattern) implements Pick {}

        /// What stands behind the key in the first line `key: value`, `key=value` or `key value`.
        record Key(String key) implements Pick {}

        /// The value at a JSON Pointer (RFC 6901).
        record Json(JsonPointer pointer) implements Pick {}
    }
}
