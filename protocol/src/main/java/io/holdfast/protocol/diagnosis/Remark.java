package io.holdfast.protocol.diagnosis;

/// What a doctor says of one part.
public sealed interface Remark {
    /// One line for a person.
    String line();

    /// The part works.
    record Well(String part, String evidence) implements Remark {
        @Override
        public String line() {
            return "ok     " + part + ": " + evidence;
        }
    }

    /// Worth knowing, and nothing that has to be mended.
    record Note(String part, String evidence) implements Remark {
        @Override
        public String line() {
            return "note   " + part + ": " + evidence;
        }
    }

    /// Something that has to be mended.
    ///
    /// @param code stable, for programs and for searching
    /// @param what in words
    /// @param evidence what was seen
    /// @param remedy what to do about it
    record Fault(String code, String what, String evidence, String remedy) implements Remark {
        @Override
        public String line() {
            return "FAULT  " + code + ": " + what + " (" + evidence + "). Do: " + remedy;
        }
    }
}
