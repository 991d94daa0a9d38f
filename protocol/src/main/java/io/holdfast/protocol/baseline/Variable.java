package io.holdfast.protocol.baseline;

import java.util.List;

/// A choice that a baseline leaves to those who use it.
///
/// @param values all there are; empty for any text
/// @param fallback the value where nobody chose; `UNSET` leaves out all that depends on it
/// @param why what the sources say, and where they say two things
public record Variable(String name, String title, List<String> values, String fallback, String why) {
    /// The value that leaves out all that depends on the variable.
    public static final String UNSET = "unset";

    public Variable {
        values = List.copyOf(values);
    }
}
