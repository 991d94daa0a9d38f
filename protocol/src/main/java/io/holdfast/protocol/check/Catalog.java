package io.holdfast.protocol.check;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.yaml.LocatedYaml;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All checks there are. Loaded once from `checks/*.yaml`; a bad row is an error that names file, line and field.
public final class Catalog {
    /// In the order of the files: nothing is scanned.
    static final List<String> FILES = List.of(
            "os",
            "sysctl",
            "module",
            "hardware",
            "gpu",
            "nic",
            "netdev",
            "doca",
            "nvconfig",
            "link",
            "port",
            "port-counters",
            "roce",
            "pcie",
            "storage",
            "service",
            "kernel-log");

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
            for (Check check : KernelTables.shipped().checks()) {
                if (rows.putIfAbsent(check.pattern(), check) != null) {
                    throw new CatalogException(KernelTables.FOLDER, 0, "code", check.pattern() + " stands twice");
                }
            }
            return new Catalog(rows.values());
        }
    }

    private final SortedMap<String, Check> byPattern = new TreeMap<>();
    private final List<Family> families;

    /// A row whose id has a varying word, `systemd.unit.<name>.active`: what stands before it and after it.
    private record Family(String prefix, String suffix, Check check) {
        static Family of(Check check) {
            String pattern = check.pattern();
            return new Family(
                    pattern.substring(0, pattern.indexOf('<')), pattern.substring(pattern.indexOf('>') + 1), check);
        }

        boolean fits(String id) {
            return id.length() > fixed() && id.startsWith(prefix) && id.endsWith(suffix);
        }

        int fixed() {
            return prefix.length() + suffix.length();
        }
    }

    Catalog(Collection<Check> rows) {
        for (Check check : rows) {
            byPattern.put(check.pattern(), check);
        }
        families = rows.stream().filter(Check::isFamily).map(Family::of).toList();
    }

    /// The catalog that ships with this version.
    public static Catalog shipped() {
        return Shipped.CATALOG;
    }

    /// This catalog and rows that a site declares.
    public Catalog with(Collection<Check> more) {
        Map<String, Check> rows = new LinkedHashMap<>(byPattern);
        more.forEach(check -> rows.put(check.pattern(), check));
        return new Catalog(rows.values());
    }

    /// The row of a check: its own, else that of the family that fixes most of its letters.
    public Optional<Check> find(CheckId id) {
        Check own = byPattern.get(id.text());
        if (own != null && !own.isFamily()) {
            return Optional.of(own);
        }
        return families.stream()
                .filter(family -> family.fits(id.text()))
                .max(Comparator.comparingInt(Family::fixed))
                .map(Family::check);
    }

    /// All rows, by id.
    public Collection<Check> rows() {
        return java.util.Collections.unmodifiableCollection(byPattern.values());
    }
}
