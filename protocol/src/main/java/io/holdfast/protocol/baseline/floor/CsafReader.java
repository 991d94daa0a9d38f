package io.holdfast.protocol.baseline.floor;

import io.holdfast.protocol.baseline.Versions;
import io.holdfast.protocol.check.CatalogException;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.yaml.LocatedYaml;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes the first safe versions from a CSAF 2.0 document: versions that it calls fixed, and the upper ends of ranges
/// that it calls affected. What it says in other ways is noted, never guessed.
final class CsafReader {
    /// `<580.95.05` of `vers:generic/>=580|<580.95.05`.
    private static final Pattern BELOW = Pattern.compile("<\\s*([0-9v][^\\s|,<>=]*)");

    private static final List<String> FIXED = List.of("first_fixed", "fixed");

    private final String file;
    private final Map<String, Entry> products = new LinkedHashMap<>();
    private final Map<FloorProduct, Floor> floors = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /// @param version a version or a range
    private record Entry(String product, String version, boolean isRange) {}

    private CsafReader(String file) {
        this.file = file;
    }

    /// JSON is YAML too, and YAML knows its lines.
    static Advisory read(String file, String json) {
        return new CsafReader(file).advisory(Fields.of(LocatedYaml.parse(json, CatalogException.in(file))));
    }

    private Advisory advisory(Fields csaf) {
        Fields document = csaf.in("document");
        Fields tracking = document.in("tracking");
        String version = document.text("csaf_version");
        if (!version.equals("2.0")) {
            throw error(document, "document.csaf_version: \"" + version + "\": expected 2.0");
        }
        String id = tracking.text("id");
        if (id.isEmpty()) {
            throw error(document, "document.tracking.id: is required");
        }
        Fields tree = csaf.in("product_tree");
        tree.rows("branches").forEach(branch -> branch(branch, ""));
        tree.rows("relationships").forEach(this::relationship);
        for (Fields vulnerability : csaf.rows("vulnerabilities")) {
            Fields status = vulnerability.in("product_status");
            FIXED.forEach(word -> status.texts(word).forEach(this::fixed));
            status.texts("known_affected").forEach(this::affected);
        }
        if (floors.isEmpty()) {
            notes.add("it names no first safe version of anything that is checked here");
        }
        return new Advisory(
                id,
                document.text("title"),
                date(tracking),
                url(document),
                severity(document.in("aggregate_severity").text("text")),
                List.copyOf(floors.values()),
                List.copyOf(notes));
    }

    /// Branches nest: vendor, family, product, version.
    private void branch(Fields branch, String product) {
        String category = branch.text("category");
        String name = branch.text("name");
        String within = category.equals("product_name") || (category.equals("product_family") && product.isEmpty())
                ? name
                : product;
        String id = branch.in("product").text("product_id");
        if (!id.isEmpty()) {
            boolean isRange = category.equals("product_version_range");
            boolean isVersion = isRange || category.equals("product_version");
            products.put(id, new Entry(within, isVersion ? name : "", isRange));
        }
        branch.rows("branches").forEach(inner -> branch(inner, within));
    }

    /// A product as part of another (a driver on an operating system) is that product.
    private void relationship(Fields relationship) {
        Entry part = products.get(relationship.text("product_reference"));
        if (part != null) {
            products.put(relationship.in("full_product_name").text("product_id"), part);
        }
    }

    private void fixed(String id) {
        known(id).ifPresent(product -> {
            Entry entry = products.getOrDefault(id, new Entry(id, "", false));
            if (entry.isRange() || !Versions.isVersion(entry.version())) {
                notes.add(entry.product() + ": \"" + entry.version() + "\" is no version that could be a floor");
            } else {
                floor(product, entry.version());
            }
        });
    }

    private void affected(String id) {
        known(id).ifPresent(product -> {
            Entry entry = products.getOrDefault(id, new Entry(id, "", false));
            if (entry.isRange()) {
                Matcher below = BELOW.matcher(entry.version());
                if (below.find() && Versions.isVersion(below.group(1))) {
                    floor(product, below.group(1));
                } else {
                    notes.add(entry.product() + ": the range \"" + entry.version() + "\" has no first safe version");
                }
            }
        });
    }

    private Optional<FloorProduct> known(String id) {
        Entry entry = products.get(id);
        String name = entry == null ? id : entry.product();
        Optional<FloorProduct> product = FloorProduct.named(name);
        if (product.isEmpty()) {
            notes.add("\"" + name + "\" is nothing that is checked here");
        }
        return product;
    }

    private void floor(FloorProduct product, String version) {
        if (!product.isOf(version)) {
            notes.add(product.word() + ": \"" + version + "\" is no version of it");
            return;
        }
        SortedMap<String, String> one = new TreeMap<>(Map.of(product.trainOf(version), version));
        Floor known = floors.get(product);
        floors.put(product, known == null ? new Floor(product, one) : known.with(one));
    }

    private LocalDate date(Fields tracking) {
        String text = tracking.text("initial_release_date");
        try {
            return OffsetDateTime.parse(text).toLocalDate();
        } catch (DateTimeParseException _) {
            throw error(tracking, "document.tracking.initial_release_date: \"" + text + "\": expected a time");
        }
    }

    private static String url(Fields document) {
        return document.rows("references").stream()
                .filter(reference -> reference.text("category").equals("self"))
                .map(reference -> reference.text("url"))
                .findFirst()
                .orElse("");
    }

    private static Severity severity(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "critical", "high" -> Severity.DEGRADED;
            default -> Severity.WARNING;
        };
    }

    private AdvisoryException error(Fields place, String problem) {
        return new AdvisoryException(file + ":" + place.line() + ": " + problem);
    }
}
