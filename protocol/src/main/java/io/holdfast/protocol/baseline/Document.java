package io.holdfast.protocol.baseline;

import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One file: a baseline, or a layer that baselines are put together from. As written: nothing is chosen yet.
///
/// @param layer the kind of a layer document; a baseline's own expectations are `ROLE`
/// @param from the baseline this one is made from
/// @param layers documents that it is put together from
/// @param set values of variables
record Document(
        Heading heading,
        Layer layer,
        Optional<Named> from,
        List<Named> layers,
        List<Variable> variables,
        Map<String, Named> set,
        List<Entry> entries) {
    /// What it is.
    record Heading(String file, String name, String title, boolean isBaseline) {}

    /// A word and where it stands.
    record Named(Place place, String text) {}

    /// One expectation as written: a mapping with `is`, `in` ..., or a plain value.
    ///
    /// @param place where its check's name stands
    record Entry(String file, Place place, String check, LocatedYaml value) {
        BaselineException error(Place at, String key, String problem) {
            return new BaselineException(file, at, key, problem);
        }
    }
}
