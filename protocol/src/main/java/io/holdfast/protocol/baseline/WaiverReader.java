package io.holdfast.protocol.baseline;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.wire.Digests;
import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.NearNames;
import io.holdfast.protocol.yaml.Place;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Reads waivers as people write them, one or a file of them:
///
///     waivers:
///     - check: nic.firmware.version
///       nodes: [lab/n1, "lab/gpu-*"]
///       where: {role: east-west, label: {pool: train}}
///       reason: the vendor ships the fix in December
///       owner: network team
///       expires: 2026-12-20
public final class WaiverReader {
    static final Set<String> KEYS = new TreeSet<>(Set.of("check", "nodes", "where", "reason", "owner", "expires"));
    private static final Pattern FAMILY = Pattern.compile("[a-z][a-z0-9_]*(\\.[A-Za-z0-9_@:-]+)*\\.\\*");
    private static final Pattern NODE = Pattern.compile("[a-z0-9*-]+/[a-z0-9*.-]+");
    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_OWNER = 100;
    private static final int MOST_NODES = 500;
    /// Checks that only a site has; the aggregator does not know them.
    private static final String OF_A_SITE = "site.";

    private static final String EXPECTED =
            "expected a list of {check: .., nodes: [..], where: {..}, reason: .., owner: .., expires: ..}";

    private final String file;
    private final Catalog catalog;

    private WaiverReader(String file, Catalog catalog) {
        this.file = file;
        this.catalog = catalog;
    }

    /// Waivers of a file. Each is called by a digest of what it says.
    ///
    /// @throws BaselineException naming file, line, column and key, and what was expected
    public static List<Waiver> file(String file, String yaml, Catalog catalog) {
        return new WaiverReader(file, catalog).waivers(parse(file, yaml));
    }

    /// A single one, in YAML or JSON.
    ///
    /// @param id what it is to be called
    /// @throws BaselineException as above
    public static Waiver one(String id, String file, String yaml, Catalog catalog) {
        return new WaiverReader(file, catalog).waiver(parse(file, yaml), id);
    }

    private static LocatedYaml parse(String file, String yaml) {
        return LocatedYaml.parse(yaml, BaselineException.in(file));
    }

    private List<Waiver> waivers(LocatedYaml yaml) {
        if (!(yaml instanceof LocatedYaml.Mapping top)) {
            throw error(yaml.place(), "waivers", EXPECTED);
        }
        only(top, Set.of("waivers"));
        LocatedYaml all = top.entries().get("waivers");
        List<Waiver> waivers = new ArrayList<>();
        if (all instanceof LocatedYaml.Scalar(Place _, String text) && text.isEmpty()) {
            return waivers;
        }
        if (!(all instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items))) {
            throw error(all == null ? top.place() : all.place(), "waivers", EXPECTED);
        }
        Set<String> ids = new TreeSet<>();
        for (LocatedYaml item : items) {
            Waiver read = waiver(item, "");
            String id = "file-"
                    + Digests.of(read.toString().getBytes(StandardCharsets.UTF_8))
                            .substring(0, 12);
            if (!ids.add(id)) {
                throw error(item.place(), "check", "the same waiver of " + read.check() + " stands twice");
            }
            waivers.add(new Waiver(
                    id, read.check(), read.nodes(), read.where(), read.reason(), read.owner(), read.expires()));
        }
        return waivers;
    }

    private Waiver waiver(LocatedYaml yaml, String id) {
        if (!(yaml instanceof LocatedYaml.Mapping terms)) {
            throw error(yaml.place(), "waiver", "expected a mapping {check: .., reason: .., owner: .., expires: ..}");
        }
        only(terms, KEYS);
        LocatedYaml.Scalar check = scalar(terms, "check");
        Check row = row(check);
        LocatedYaml where = terms.entries().get("where");
        return new Waiver(
                id,
                check.text().strip(),
                nodes(terms),
                where == null
                        ? Selector.ALL
                        : new SelectorReader(
                                        new Document.Entry(file, check.place(), check.text(), where),
                                        row,
                                        UnaryOperator.identity())
                                .read(where),
                line(terms, "reason", LONGEST_REASON),
                line(terms, "owner", LONGEST_OWNER),
                expires(scalar(terms, "expires")));
    }

    /// The row of a check, or one of the family.
    private Check row(LocatedYaml.Scalar check) {
        String name = check.text().strip();
        List<String> names = catalog.rows().stream().map(Check::pattern).toList();
        if (name.endsWith("*") || name.indexOf('<') >= 0) {
            if (!FAMILY.matcher(name).matches()) {
                throw error(check.place(), "check", "\"" + name + "\": a family is written as gpu.xid.*");
            }
            return catalog.rows().stream()
                    .filter(row -> Selector.fits(List.of(name), row.pattern()))
                    .findFirst()
                    .orElseThrow(() -> noCheck(check, name, names));
        }
        try {
            CheckId id = new CheckId(name);
            Optional<Check> row = catalog.find(id);
            return name.startsWith(OF_A_SITE)
                    ? row.orElseGet(() -> Check.unlisted(id))
                    : row.orElseThrow(() -> noCheck(check, name, names));
        } catch (IllegalArgumentException e) {
            throw noCheck(check, name, names);
        }
    }

    private BaselineException noCheck(LocatedYaml.Scalar at, String name, List<String> names) {
        return error(at.place(), "check", "\"" + name + "\" is no check" + NearNames.hint(name, names));
    }

    private List<String> nodes(LocatedYaml.Mapping terms) {
        LocatedYaml value = terms.entries().get("nodes");
        if (value == null) {
            return List.of();
        }
        List<LocatedYaml> items =
                value instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> all) ? all : List.of(value);
        if (items.isEmpty()) {
            throw error(value.place(), "nodes", "is an empty list; leave it out to mean all nodes");
        }
        if (items.size() > MOST_NODES) {
            throw error(value.place(), "nodes", items.size() + " names; at most " + MOST_NODES + ", or a label");
        }
        List<String> nodes = new ArrayList<>();
        for (LocatedYaml item : items) {
            if (!(item instanceof LocatedYaml.Scalar(Place place, String text))
                    || !NODE.matcher(text.strip()).matches()) {
                throw error(item.place(), "nodes", "expected names as <cluster>/<node>, * for any letters");
            }
            nodes.add(text.strip());
        }
        return nodes;
    }

    private String line(LocatedYaml.Mapping terms, String key, int longest) {
        LocatedYaml.Scalar value = scalar(terms, key);
        String text = value.text().strip();
        if (text.length() > longest) {
            throw error(value.place(), key, text.length() + " letters; expected at most " + longest);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw error(value.place(), key, "expected one line");
        }
        return text;
    }

    private Instant expires(LocatedYaml.Scalar value) {
        String text = value.text().strip();
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw error(
                    value.place(),
                    "expires",
                    "\"" + text + "\": expected a day as 2026-12-20 (its beginning, UTC) or 2026-12-20T18:00:00Z");
        }
    }

    private LocatedYaml.Scalar scalar(LocatedYaml.Mapping terms, String key) {
        LocatedYaml value = terms.entries().get(key);
        if (value == null) {
            throw error(terms.place(), key, "is required");
        }
        if (value instanceof LocatedYaml.Scalar scalar && !scalar.text().isBlank()) {
            return scalar;
        }
        throw error(value.place(), key, "is required, as a plain value");
    }

    private void only(LocatedYaml.Mapping mapping, Set<String> keys) {
        mapping.keys().forEach((key, place) -> {
            if (!keys.contains(key)) {
                throw error(place, key, "no such key here" + NearNames.hint(key, keys));
            }
        });
    }

    private BaselineException error(Place place, String key, String problem) {
        return new BaselineException(file, place, key, problem);
    }
}
