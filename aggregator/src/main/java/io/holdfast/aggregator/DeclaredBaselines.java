package io.holdfast.aggregator;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.BaselineException;
import io.holdfast.protocol.baseline.Baselines;
import io.holdfast.protocol.baseline.Library;
import io.holdfast.protocol.baseline.ShippedBaselines;
import io.holdfast.protocol.check.Catalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts baselines together from the documents of a site and those that ship.
final class DeclaredBaselines {
    private static final Pattern NAME = Pattern.compile("(?m)^(?:baseline|layer):[ \\t]*([^\\s#]+)");

    private DeclaredBaselines() {}

    /// @throws IllegalArgumentException which says what to do
    static Baseline resolve(Map<String, String> documents, String name, Map<String, String> set) {
        try {
            return new Baselines(Catalog.shipped(), new Documents(documents).or(new ShippedBaselines()))
                    .resolve(name, set)
                    .baseline();
        } catch (BaselineException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// Documents by the name they give themselves.
    private static final class Documents implements Library {
        private final Map<String, Text> byName = new TreeMap<>();

        Documents(Map<String, String> texts) {
            texts.forEach((file, yaml) -> {
                Matcher name = NAME.matcher(yaml);
                if (name.find()) {
                    Text before = byName.put(name.group(1), new Text(file, yaml));
                    if (before != null) {
                        throw new IllegalArgumentException(
                                file + ": " + name.group(1) + " is the name of " + before.file() + " too");
                    }
                }
            });
        }

        @Override
        public Optional<Text> find(String name) {
            return Optional.ofNullable(byName.get(name));
        }

        @Override
        public List<String> names() {
            return List.copyOf(byName.keySet());
        }
    }
}
