package io.holdfast.protocol.baseline;

import io.holdfast.protocol.baseline.Document.Named;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.yaml.NearNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Puts baselines together: documents in, a flat list of expectations out.
public final class Baselines {
    private final Catalog catalog;
    private final Library library;

    public Baselines(Catalog catalog, Library library) {
        this.catalog = catalog;
        this.library = library;
    }

    /// A document with its place in the order of layers.
    ///
    /// @param generation 0 for the baseline that all others are made from
    private record Part(Document document, int generation) {}

    private record Slot(CheckId check, Selector where) {}

    /// The baseline of a name.
    ///
    /// @param set values of variables
    /// @throws BaselineException which says what to do
    public Resolved resolve(String name, Map<String, String> set) {
        Library.Text text = library.find(name)
                .orElseThrow(() ->
                        new BaselineException("no baseline \"" + name + "\"" + NearNames.hint(name, library.names())));
        return resolve(text, set);
    }

    /// The baseline of a document.
    public Resolved resolve(Library.Text text, Map<String, String> set) {
        Document top = DocumentReader.read(text);
        if (!top.heading().isBaseline()) {
            throw new BaselineException(text.file() + ": is a layer, and expected is a baseline");
        }
        List<Part> parts = parts(top);
        SortedMap<String, Variable> variables = variables(parts);
        Choices choices = choices(parts, variables, set);
        return new Putting(top, parts, choices).together(variables);
    }

    /// The baseline that all others are made from comes first; within one, documents by layer.
    private List<Part> parts(Document top) {
        List<Document> line = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        Document one = top;
        while (true) {
            line.addFirst(one);
            names.add(one.heading().name());
            if (one.from().isEmpty()) {
                break;
            }
            Named from = one.from().get();
            if (names.contains(from.text())) {
                throw new BaselineException(
                        one.heading().file(), from.place(), "from", "leads back to \"" + from.text() + "\"");
            }
            one = document(one, from, "from", true);
        }
        List<Part> parts = new ArrayList<>();
        for (int generation = 0; generation < line.size(); generation++) {
            Document baseline = line.get(generation);
            for (Named layer : baseline.layers()) {
                parts.add(new Part(document(baseline, layer, "layers", false), generation));
            }
            parts.add(new Part(baseline, generation));
        }
        parts.sort(Comparator.comparing((Part part) -> part.document().layer()).thenComparingInt(Part::generation));
        return parts;
    }

    private Document document(Document by, Named named, String key, boolean isBaseline) {
        Library.Text text = library.find(named.text())
                .orElseThrow(() -> new BaselineException(
                        by.heading().file(),
                        named.place(),
                        key,
                        "no document \"" + named.text() + "\"" + NearNames.hint(named.text(), library.names())));
        Document found = DocumentReader.read(text);
        if (found.heading().isBaseline() != isBaseline) {
            String problem = isBaseline
                    ? "\"" + named.text() + "\" is a layer; it belongs into layers"
                    : "\"" + named.text() + "\" is a baseline; it belongs into from";
            throw new BaselineException(by.heading().file(), named.place(), key, problem);
        }
        return found;
    }

    private static SortedMap<String, Variable> variables(List<Part> parts) {
        SortedMap<String, Variable> variables = new TreeMap<>();
        for (Part part : parts) {
            for (Variable variable : part.document().variables()) {
                if (variables.putIfAbsent(variable.name(), variable) != null) {
                    throw new BaselineException(part.document().heading().file() + ": " + variable.name()
                            + ": an earlier document has a variable of this name; set it with set");
                }
            }
        }
        return variables;
    }

    /// The later set counts, and what the user sets counts most.
    private static Choices choices(List<Part> parts, SortedMap<String, Variable> variables, Map<String, String> set) {
        Choices known = new Choices(variables, Map.of());
        Map<String, String> chosen = new LinkedHashMap<>();
        parts.stream()
                .sorted(Comparator.comparingInt(Part::generation))
                .forEach(part -> part.document().set().forEach((name, value) -> {
                    known.whyNot(name, value.text()).ifPresent(why -> {
                        throw new BaselineException(part.document().heading().file(), value.place(), name, why);
                    });
                    chosen.put(name, value.text());
                }));
        set.forEach((name, value) -> {
            known.whyNot(name, value).ifPresent(why -> {
                throw new BaselineException("--set " + name + ": " + why);
            });
            chosen.put(name, value);
        });
        return new Choices(variables, chosen);
    }

    /// One baseline in the making.
    private final class Putting {
        private final Document top;
        private final List<Part> parts;
        private final Choices choices;
        private final Map<Slot, Expectation> kept = new LinkedHashMap<>();
        private final List<Resolved.LeftOut> leftOut = new ArrayList<>();

        Putting(Document top, List<Part> parts, Choices choices) {
            this.top = top;
            this.parts = parts;
            this.choices = choices;
        }

        Resolved together(SortedMap<String, Variable> variables) {
            Conflicts conflicts = new Conflicts();
            for (Part part : parts) {
                EntryReader reader = new EntryReader(catalog, choices, part.document());
                for (Document.Entry entry : part.document().entries()) {
                    take(part, reader.read(entry), conflicts);
                }
            }
            Baseline baseline = new Baseline(
                    top.heading().name(), top.heading().title(), choices.values(), List.copyOf(kept.values()));
            return new Resolved(baseline, List.copyOf(variables.values()), leftOut);
        }

        private void take(Part part, EntryReader.Said said, Conflicts conflicts) {
            switch (said) {
                case EntryReader.Said.Expects(Document.Entry entry, Expectation one) -> {
                    conflicts.check(part.generation(), part.document().layer(), entry, one);
                    Expectation before = kept.put(new Slot(one.check(), one.where()), one);
                    if (before != null) {
                        leftOut(before.check(), before.from(), "replaced by " + words(one.from()));
                    }
                }
                case EntryReader.Said.TakesBack(Document.Entry entry, CheckId check, Selector where) -> {
                    Expectation before = kept.remove(new Slot(check, where));
                    if (before == null) {
                        throw entry.error(
                                entry.place(), entry.check(), "is not set by an earlier layer for these instances");
                    }
                    leftOut(
                            check,
                            before.from(),
                            "taken back by " + part.document().heading().name());
                }
                case EntryReader.Said.Nothing(Document.Entry _, CheckId check, String why) ->
                    leftOut(
                            check,
                            new Expectation.Source(
                                    part.document().layer(),
                                    part.document().heading().name()),
                            why);
            }
        }

        private void leftOut(CheckId check, Expectation.Source from, String why) {
            leftOut.add(new Resolved.LeftOut(check, from, why));
        }
    }

    private static String words(Expectation.Source from) {
        return from.layer().word() + " (" + from.document() + ")";
    }

    /// Within one layer nothing may be said twice of one instance: which of the two counts would be chance.
    private static final class Conflicts {
        private record Where(int generation, Layer layer, CheckId check) {}

        private record Seen(Document.Entry entry, Expectation one) {}

        private final Map<Where, List<Seen>> seen = new LinkedHashMap<>();

        void check(int generation, Layer layer, Document.Entry entry, Expectation one) {
            List<Seen> others = seen.computeIfAbsent(new Where(generation, layer, one.check()), _ -> new ArrayList<>());
            for (Seen other : others) {
                conflict(other, one).ifPresent(problem -> {
                    throw entry.error(
                            entry.value().place(),
                            entry.check(),
                            problem + " (" + other.entry().file() + ":"
                                    + other.entry().value().place() + ")");
                });
            }
            others.add(new Seen(entry, one));
        }

        private static Optional<String> conflict(Seen other, Expectation one) {
            Selector mine = one.where();
            Selector theirs = other.one().where();
            if (mine.equals(theirs)) {
                return Optional.of("is said twice of the same instances in one layer");
            }
            boolean isOpen = !mine.excludes(theirs)
                    && mine.specificity() == theirs.specificity()
                    && !one.constraint().equals(other.one().constraint());
            return isOpen
                    ? Optional.of("one instance may have both " + mine.words() + " and " + theirs.words()
                            + ", and the layer says two things of it")
                    : Optional.empty();
        }
    }
}
