package io.holdfast.protocol.baseline;

import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.yaml.LocatedYaml;
import io.holdfast.protocol.yaml.NearNames;
import io.holdfast.protocol.yaml.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Reads what a document says of one check, with the variables as they were chosen.
final class EntryReader {
    static final Set<String> OPERATORS =
            new TreeSet<>(Set.of("is", "in", "series", "matches", "subset", "contains", "same_as"));
    static final Set<String> TERMS = new TreeSet<>(Set.of("where", "when", "severity", "repair", "release", "why"));
    private static final Pattern REPAIR = Pattern.compile("[a-z][a-z0-9_.-]*");

    private final Catalog catalog;
    private final Choices choices;
    private final Document document;

    EntryReader(Catalog catalog, Choices choices, Document document) {
        this.catalog = catalog;
        this.choices = choices;
        this.document = document;
    }

    /// What an entry amounts to.
    sealed interface Said {
        Document.Entry entry();

        /// It expects something.
        record Expects(Document.Entry entry, Expectation expectation) implements Said {}

        /// It takes back what an earlier layer expects.
        record TakesBack(Document.Entry entry, CheckId check, Selector where) implements Said {}

        /// It does not count with the chosen variables.
        record Nothing(Document.Entry entry, CheckId check, String why) implements Said {}
    }

    Said read(Document.Entry entry) {
        Check row = row(entry);
        CheckId check = new CheckId(entry.check());
        return switch (entry.value()) {
            case LocatedYaml.Scalar scalar ->
                said(
                        entry,
                        check,
                        row,
                        new LocatedYaml.Mapping(scalar.place(), Map.of("is", scalar), Map.of("is", scalar.place())));
            case LocatedYaml.Mapping terms -> said(entry, check, row, terms);
            case LocatedYaml.Sequence list ->
                throw entry.error(list.place(), entry.check(), "a list in a list; expected {is: ..} or {in: [..]}");
        };
    }

    private Check row(Document.Entry entry) {
        String id = entry.check();
        List<String> names = catalog.rows().stream().map(Check::pattern).toList();
        if (id.indexOf('<') >= 0 || id.indexOf('*') >= 0) {
            throw entry.error(entry.place(), id, "names a family; expected one check of it");
        }
        Optional<Check> row;
        try {
            row = catalog.find(new CheckId(id));
        } catch (IllegalArgumentException _) {
            row = Optional.empty();
        }
        Optional<String> spelt = names.stream()
                .filter(name -> !name.equals(id) && plain(name).equals(plain(id)))
                .findFirst();
        if (row.isEmpty() || (row.get().isFamily() && spelt.isPresent())) {
            throw entry.error(
                    entry.place(),
                    id,
                    "no such check"
                            + spelt.map(name -> "; did you mean \"" + name + "\"?")
                                    .orElseGet(() -> NearNames.hint(id, names)));
        }
        return row.get();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private Said said(Document.Entry entry, CheckId check, Check row, LocatedYaml.Mapping terms) {
        List<String> operators =
                terms.entries().keySet().stream().filter(OPERATORS::contains).toList();
        terms.keys().forEach((key, place) -> {
            if (!OPERATORS.contains(key) && !TERMS.contains(key)) {
                throw entry.error(place, key, noSuchKey(key));
            }
        });
        if (operators.size() != 1) {
            throw entry.error(
                    terms.place(),
                    entry.check(),
                    operators.isEmpty()
                            ? "says nothing; expected one of " + String.join(", ", OPERATORS)
                            : "says two things: " + String.join(" and ", operators)
                                    + "; several constraints are {is: [\">= 1\", \"< 2\"]}");
        }
        Expectation.Terms follows = terms(entry, terms);
        Optional<String> misses = when(entry, terms);
        String operator = operators.getFirst();
        LocatedYaml operand = terms.entries().getOrDefault(operator, terms);
        List<String> open = choices.open(operand);
        if (!open.isEmpty()) {
            return new Said.Nothing(entry, check, "depends on " + String.join(", ", open) + ", which is unset");
        }
        Selector where = terms.entries().containsKey("where")
                ? new SelectorReader(entry, row, text -> choices.fill(entry, terms.place(), text))
                        .read(terms.entries().getOrDefault("where", terms))
                : Selector.ALL;
        if (operator.equals("is") && isUnset(operand)) {
            return misses.<Said>map(why -> new Said.Nothing(entry, check, why))
                    .orElseGet(() -> new Said.TakesBack(entry, check, where));
        }
        Constraint constraint = constraint(entry, row, operator, operand);
        return misses.<Said>map(why -> new Said.Nothing(entry, check, why))
                .orElseGet(() -> new Said.Expects(
                        entry,
                        new Expectation(
                                check,
                                where,
                                constraint,
                                follows,
                                new Expectation.Source(
                                        document.layer(),
                                        document.heading().name(),
                                        entry.file() + ":" + entry.place().line()))));
    }

    private static String noSuchKey(String key) {
        TreeSet<String> all = new TreeSet<>(OPERATORS);
        all.addAll(TERMS);
        return Pattern.matches("[<>=!~^]+", key)
                ? "is no key; write {is: \"" + key + " ..\"}"
                : "no such key here" + NearNames.hint(key, all);
    }

    private static boolean isUnset(LocatedYaml operand) {
        return operand instanceof LocatedYaml.Scalar(Place _, String text)
                && text.strip().equals(ConstraintReader.UNSET);
    }

    private Constraint constraint(Document.Entry entry, Check row, String operator, LocatedYaml operand) {
        ConstraintReader reader = new ConstraintReader(row);
        String key = operand.place().equals(entry.value().place()) ? entry.check() : entry.check() + "." + operator;
        return switch (operator) {
            case "is" -> is(entry, reader, key, operand);
            case "in" -> made(entry, operand, key, () -> reader.in(list(entry, key, operand)));
            case "matches" -> made(entry, operand, key, () -> reader.matches(scalar(entry, key, operand)));
            case "series" -> made(entry, operand, key, () -> reader.series(scalar(entry, key, operand)));
            case "same_as" -> {
                String other = scalar(entry, key, operand);
                row(new Document.Entry(entry.file(), operand.place(), other, operand));
                yield made(entry, operand, key, () -> reader.sameAs(other));
            }
            case "subset" ->
                made(
                        entry,
                        operand,
                        key,
                        () -> reader.words(list(entry, key, operand), Constraint.SubsetOf::new, operator));
            default ->
                made(
                        entry,
                        operand,
                        key,
                        () -> reader.words(list(entry, key, operand), Constraint.Contains::new, operator));
        };
    }

    private Constraint is(Document.Entry entry, ConstraintReader reader, String key, LocatedYaml operand) {
        if (!(operand instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items))) {
            return made(entry, operand, key, () -> reader.is(scalar(entry, key, operand)));
        }
        if (items.size() < 2) {
            throw entry.error(operand.place(), key, "expected several constraints; one stands without [ ]");
        }
        List<Constraint> parts = new ArrayList<>();
        for (LocatedYaml item : items) {
            parts.add(made(entry, item, key, () -> reader.is(scalar(entry, key, item))));
        }
        if (parts.stream().filter(part -> part instanceof Constraint.EqualTo).count() > 1) {
            throw entry.error(operand.place(), key, "several values at once can never be; one of them is {in: [..]}");
        }
        return new Constraint.AllOf(parts);
    }

    private static Constraint made(Document.Entry entry, LocatedYaml operand, String key, Supplier<Constraint> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw entry.error(operand.place(), key, String.valueOf(e.getMessage()));
        }
    }

    private String scalar(Document.Entry entry, String key, LocatedYaml value) {
        if (!(value instanceof LocatedYaml.Scalar(Place place, String text))) {
            throw entry.error(value.place(), key, "expected a plain value; one of several is {in: [..]}");
        }
        if (text.isBlank()) {
            throw entry.error(
                    place, key, "has no value; what must not be there is absent, what is not judged is unset");
        }
        return choices.fill(entry, place, text.strip());
    }

    private List<String> list(Document.Entry entry, String key, LocatedYaml value) {
        if (!(value instanceof LocatedYaml.Sequence(Place _, List<LocatedYaml> items))) {
            throw entry.error(value.place(), key, "expected a list [.., ..]");
        }
        if (items.isEmpty()) {
            throw entry.error(value.place(), key, "is an empty list");
        }
        return items.stream().map(item -> scalar(entry, key, item)).toList();
    }

    private Expectation.Terms terms(Document.Entry entry, LocatedYaml.Mapping terms) {
        Optional<Severity> severity = text(entry, terms, "severity").map(word -> severity(entry, terms, word));
        Optional<String> repair = text(entry, terms, "repair");
        repair.filter(step -> !REPAIR.matcher(step).matches()).ifPresent(step -> {
            throw entry.error(place(terms, "repair"), "repair", "\"" + step + "\" is no name of a step");
        });
        boolean release = text(entry, terms, "release")
                .map(word -> switch (word) {
                    case "true", "yes" -> true;
                    case "false", "no" -> false;
                    default ->
                        throw entry.error(
                                place(terms, "release"), "release", "\"" + word + "\": expected true or false");
                })
                .orElse(false);
        return new Expectation.Terms(
                severity, repair.orElse(""), release, text(entry, terms, "why").orElse(""));
    }

    private static Severity severity(Document.Entry entry, LocatedYaml.Mapping terms, String word) {
        List<Severity> all = Arrays.stream(Severity.values())
                .filter(one -> one != Severity.UNKNOWN)
                .toList();
        return all.stream()
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> entry.error(
                        place(terms, "severity"),
                        "severity",
                        "\"" + word + "\" is no severity"
                                + NearNames.hint(
                                        word,
                                        all.stream()
                                                .map(one -> one.name().toLowerCase(Locale.ROOT))
                                                .toList())));
    }

    /// Why the entry does not count; empty where it does.
    private Optional<String> when(Document.Entry entry, LocatedYaml.Mapping terms) {
        LocatedYaml when = terms.entries().get("when");
        if (when == null) {
            return Optional.empty();
        }
        if (!(when instanceof LocatedYaml.Mapping conditions)) {
            throw entry.error(when.place(), "when", "expected a mapping such as {network: ethernet}");
        }
        List<String> misses = new ArrayList<>();
        conditions.entries().forEach((name, value) -> {
            List<String> wanted = value instanceof LocatedYaml.Sequence
                    ? list(entry, name, value)
                    : List.of(scalar(entry, name, value));
            Place place = conditions.keys().getOrDefault(name, when.place());
            wanted.forEach(one -> choices.mustBeValue(entry, place, name, one));
            String chosen = choices.value(entry, place, name);
            if (!wanted.contains(chosen)) {
                misses.add(name + " is " + chosen);
            }
        });
        return misses.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", misses));
    }

    private Optional<String> text(Document.Entry entry, LocatedYaml.Mapping terms, String key) {
        LocatedYaml value = terms.entries().get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof LocatedYaml.Scalar(Place place, String text)) || text.isBlank()) {
            throw entry.error(value.place(), key, "expected a plain value");
        }
        return Optional.of(text.strip());
    }

    private static Place place(LocatedYaml.Mapping terms, String key) {
        LocatedYaml value = terms.entries().get(key);
        return value == null ? terms.place() : value.place();
    }
}
