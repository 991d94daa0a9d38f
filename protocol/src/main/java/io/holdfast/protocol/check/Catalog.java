package io.holdfast.protocol.check;

import io.holdfast.protocol.fact.CheckId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All checks there are. Loaded once from `checks/*.yaml`; a bad row is an error that names file, line and field.
public final class Catalog {
    /// In the order of the files: nothing is scanned.
    static final List<String> FILES = List.of("os", "module", "hardware", "gpu", "nic", "port", "pcie");

    private static final class Shipped {
        static final Catalog CATALOG = load();

        private static Catalog load() {
            Map<String, Check> rows = new LinkedHashMap<>();
            for (String file : FILES) {
                String name = "checks/" + file + ".yaml";
                for (Check check : CatalogReader.read(name, LocatedYaml.resource(name))) {
                    if (rows.putIfAbsent(check.pattern(), check) != null) {
                        throw new CatalogException(name, 0, "id", "\"" + check.pattern() + "\" stands twice");
                    }
                }
            }
            return new Catalog(rows.values());
        }
    }

    private final SortedMap<String, Check> byPattern = new TreeMap<>();
    private final SortedMap<String, Check> familyByPrefix = new TreeMap<>();

    Catalog(Collection<Check> rows) {
        for (Check check : rows) {
            byPattern.put(check.pattern(), check);
            if (check.isFamily()) {
                familyByPrefix.put(check.pattern().substring(0, check.pattern().indexOf('<')), check);
            }
        }
    }

    /// The catalog that ships with this version.
    public static Catalog shipped() {
        return Shipped.CATALOG;
    }

    /// The row of a check: its own, else that of the family with the longest fitting prefix.
    public Optional<Check> find(CheckId id) {
        Check own = byPattern.get(id.text());
        if (own != null && !own.isFamily()) {
            return Optional.of(own);
        }
        return familyByPrefix.entrySet().stream()
                .filter(family -> id.text().startsWith(family.getKey())
                        && id.text().length() > family.getKey().length())
                .reduce((shorter, longer) ->
                        longer.getKey().length() >= shorter.getKey().length() ? longer : shorter)
                .map(Map.Entry::getValue);
    }

    /// All rows, by id.
    public Collection<Check> rows() {
        return java.util.Collections.unmodifiableCollection(byPattern.values());
    }
}
