package io.holdfast.aggregator.correlate;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.protocol.fact.CheckId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What makes nodes peers: rows of `cohort.yaml`.
public record CohortRule(List<Row> rows) {
    /// One thing that peers share.
    ///
    /// @param by `count` or `kind`
    public record Row(String check, String by) {
        public Row {
            if (!by.equals("count") && !by.equals("kind")) {
                throw new IllegalArgumentException("cohort.yaml: " + check + ": by " + by + ": expected count or kind");
            }
        }

        /// What counts of a node's value.
        String part(String value) {
            if (by.equals("count")) {
                return value;
            }
            return java.util.Arrays.stream(value.split(", "))
                    .map(part -> part.replaceFirst("^\\d+ x ", ""))
                    .collect(Collectors.toCollection(TreeSet::new))
                    .stream()
                    .collect(Collectors.joining(", "));
        }
    }

    public CohortRule {
        rows = List.copyOf(rows);
    }

    public static CohortRule shipped() {
        try (InputStream data = CohortRule.class.getResourceAsStream("/cohort.yaml")) {
            return new CohortRule(
                    new YAMLMapper().readValue(Objects.requireNonNull(data), new TypeReference<List<Row>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("cohort.yaml", e);
        }
    }

    public boolean names(CheckId check) {
        return rows.stream().anyMatch(row -> row.check().equals(check.text()));
    }
}
