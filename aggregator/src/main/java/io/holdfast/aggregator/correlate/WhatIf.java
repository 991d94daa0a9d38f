package io.holdfast.aggregator.correlate;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.drift.Difference;
import io.holdfast.protocol.drift.NodeDrift;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.judge.Judgement;
import io.holdfast.protocol.judge.Question;
import java.nio.IntBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What a baseline would find on nodes that nobody judges by it yet. Nodes that read the same of what a question
/// depends on are judged once: the judge is the one that runs on the nodes. What approved exceptions hold is `WAIVED`
/// there. Pure.
public final class WhatIf {
    private final Catalog catalog;
    private final FactColumns columns;
    private final NodeWaivers waivers;
    private final Instant now;

    /// @param waivers those in force then
    /// @param now when the answer is given: what is found is found since then
    public WhatIf(Catalog catalog, FactColumns columns, NodeWaivers waivers, Instant now) {
        this.catalog = catalog;
        this.columns = columns;
        this.waivers = waivers;
        this.now = now;
    }

    /// The answer.
    ///
    /// @param nodes what would be found, for each node of which anything is known
    /// @param unanswered checks of the baseline of which it is not kept what nodes read: they change by
    ///     themselves, or every node reads something else
    /// @param judgements how often something was judged
    public record Answer(List<NodeDrift> nodes, List<CheckId> unanswered, int judgements) {
        public Answer {
            nodes = List.copyOf(nodes);
            unanswered = List.copyOf(unanswered);
        }
    }

    /// The checks that columns have to hold for this: all that stay as they are.
    public static Predicate<CheckId> wanted(Catalog catalog) {
        Map<CheckId, Boolean> known = new HashMap<>();
        return check -> known.computeIfAbsent(
                check, one -> catalog.find(one).filter(row -> !row.isVolatile()).isPresent());
    }

    /// The checks that may tell single devices apart, and are given up where they do.
    public static Predicate<CheckId> limited(CohortRule rule, Catalog catalog) {
        return check -> !rule.names(check)
                && catalog.find(check)
                        .filter(row -> row.kind() != Check.Kind.DRIFT)
                        .isPresent();
    }

    /// Nodes that read the same.
    ///
    /// @param first one of them
    private record Alike(int first, List<Integer> nodes) {}

    private record Found(List<Integer> nodes, List<Finding> findings, int unjudged) {}

    /// Nodes on which one check of the baseline would find the same.
    public record Group(List<NodeId> nodes, List<Finding> findings) {
        public Group {
            nodes = List.copyOf(nodes);
            findings = List.copyOf(findings);
        }
    }

    /// The checks of a baseline of which it is not kept what nodes read.
    public List<CheckId> unanswered(Baseline baseline) {
        return Question.of(baseline, catalog).stream()
                .filter(one -> !isKept(one))
                .map(Question::check)
                .toList();
    }

    /// What of a baseline has to be asked of each node by itself.
    public OneByOne others(Baseline baseline) {
        List<Question> open = Question.of(baseline, catalog).stream()
                .filter(one -> !isKept(one))
                .toList();
        return new OneByOne(catalog, open, waivers);
    }

    /// An answer from some of what it depends on would be another one.
    private boolean isKept(Question question) {
        return question.reads().stream().allMatch(columns::keeps);
    }

    /// What would be found, by those on whom it would be.
    public List<Group> groups(Baseline baseline, SortedMap<NodeId, SortedMap<String, String>> labels) {
        List<Question> questions =
                Question.of(baseline, catalog).stream().filter(this::isKept).toList();
        Extract extract = extract(questions);
        Fleet fleet = new Fleet(extract, labels);
        return questions.parallelStream()
                .flatMap(question -> ask(question, fleet).stream())
                .filter(found -> !found.findings().isEmpty())
                .map(found -> new Group(
                        found.nodes().stream().map(extract.nodes()::get).toList(), found.findings()))
                .toList();
    }

    /// Judges all nodes of a fleet.
    ///
    /// @param digest of the baseline
    /// @param labels of the nodes that are asked about
    public Answer judge(Baseline baseline, String digest, SortedMap<NodeId, SortedMap<String, String>> labels) {
        List<Question> all = Question.of(baseline, catalog);
        List<Question> questions = all.stream().filter(this::isKept).toList();
        Extract extract = extract(questions);
        Fleet fleet = new Fleet(extract, labels);
        List<List<Found>> found =
                questions.parallelStream().map(question -> ask(question, fleet)).toList();
        Map<Integer, List<Difference>> differences = new TreeMap<>();
        Map<Integer, Integer> unjudged = new HashMap<>();
        fleet.asked().forEach(node -> differences.put(node, new ArrayList<>()));
        int judgements = 0;
        for (List<Found> one : found) {
            judgements += one.size();
            one.forEach(group -> {
                List<Difference> same = Difference.of(group.findings());
                group.nodes().forEach(node -> {
                    differences.computeIfAbsent(node, _ -> new ArrayList<>()).addAll(same);
                    unjudged.merge(node, group.unjudged(), Integer::sum);
                });
            });
        }
        List<NodeDrift> nodes = new ArrayList<>();
        differences.forEach((node, list) -> nodes.add(
                new NodeDrift(extract.nodes().get(node), digest, true, unjudged.getOrDefault(node, 0), list)));
        return new Answer(nodes, unanswered(baseline), judgements);
    }

    private Extract extract(Collection<Question> questions) {
        Set<CheckId> reads = new HashSet<>();
        waivers.all().forEach(one -> reads.addAll(Question.reads(one.told().where())));
        Set<String> families = new HashSet<>();
        for (Question question : questions) {
            reads.addAll(question.reads());
            if (question.isFamilyRead()) {
                families.add(question.row().pattern());
            }
        }
        return columns.extract(check -> reads.contains(check)
                || (!families.isEmpty()
                        && catalog.find(check)
                                .filter(row -> families.contains(row.pattern()))
                                .isPresent()));
    }

    /// The nodes that are asked about, with their labels.
    private record Fleet(
            Extract extract,
            SortedMap<NodeId, SortedMap<String, String>> labels,
            List<Integer> asked,
            Map<String, Family> families) {
        Fleet(Extract extract, SortedMap<NodeId, SortedMap<String, String>> labels) {
            this(extract, labels, asked(extract, labels), new ConcurrentHashMap<>());
        }

        /// Many checks are of one family.
        Family family(Check row, Catalog catalog) {
            return families.computeIfAbsent(row.pattern(), _ -> Family.of(row, extract, catalog));
        }

        private static List<Integer> asked(Extract extract, SortedMap<NodeId, SortedMap<String, String>> labels) {
            List<Integer> asked = new ArrayList<>();
            for (int node = 0; node < extract.nodes().size(); node++) {
                if (labels.containsKey(extract.nodes().get(node))) {
                    asked.add(node);
                }
            }
            return asked;
        }

        SortedMap<String, String> labels(int node) {
            return labels.getOrDefault(extract.nodes().get(node), Collections.emptySortedMap());
        }
    }

    private List<Found> ask(Question question, Fleet fleet) {
        Optional<Family> family =
                question.isFamilyRead() ? Optional.of(fleet.family(question.row(), catalog)) : Optional.empty();
        return alike(question, fleet, family).stream()
                .flatMap(alike -> ask(question, fleet, family, alike).stream())
                .toList();
    }

    private List<Found> ask(Question question, Fleet fleet, Optional<Family> family, Alike alike) {
        Snapshot snapshot = snapshot(question.reads(), fleet, family, alike.first());
        Overrides overrides = new Overrides(fleet.labels(alike.first()), List.of(), List.of());
        List<Judgement> judged = question.judge(snapshot, catalog, overrides);
        NodeWaivers about = waivers.about(judged.stream()
                .filter(Judgement::isFinding)
                .map(one -> one.fact().check())
                .collect(Collectors.toSet()));
        if (about.isEmpty()) {
            return List.of(found(alike.nodes(), judged));
        }
        Set<CheckId> reads = new TreeSet<>(question.reads());
        about.all().forEach(one -> reads.addAll(Question.reads(one.told().where())));
        Map<Waived, List<Integer>> parts = new LinkedHashMap<>();
        alike.nodes()
                .forEach(node -> parts.computeIfAbsent(waived(node, about, fleet), _ -> new ArrayList<>())
                        .add(node));
        return parts.entrySet().stream()
                .map(part -> {
                    int first = part.getValue().getFirst();
                    Overrides told = new Overrides(
                            fleet.labels(first), about.told(part.getKey().waivers()), List.of());
                    Snapshot all = snapshot(reads, fleet, family, first);
                    return found(part.getValue(), Judge.held(judged, all, told, now));
                })
                .toList();
    }

    /// What tells apart what exceptions hold on nodes that are alike: which of them are for a node, and what
    /// it reads of the checks that say which instances they mean.
    private record Waived(BitSet waivers, List<Integer> readings) {}

    private static Waived waived(int node, NodeWaivers about, Fleet fleet) {
        BitSet its = about.of(fleet.extract().nodes().get(node));
        List<Integer> readings = its.stream()
                .mapToObj(about.all()::get)
                .flatMap(one -> Question.reads(one.told().where()).stream())
                .distinct()
                .sorted()
                .map(check -> fleet.extract().readings().get(check))
                .map(one -> one == null ? 0 : one.of(node))
                .toList();
        return new Waived(its, readings);
    }

    private static Snapshot snapshot(Set<CheckId> reads, Fleet fleet, Optional<Family> family, int node) {
        List<Fact> facts = new ArrayList<>();
        for (CheckId check : reads) {
            Extract.Readings readings = fleet.extract().readings().get(check);
            if (readings != null) {
                facts.addAll(readings.facts(readings.of(node)));
            }
        }
        family.flatMap(one -> one.fact(node)).ifPresent(facts::add);
        return new Snapshot(fleet.extract().nodes().get(node), "", facts);
    }

    private Found found(List<Integer> nodes, List<Judgement> judged) {
        List<Finding> findings = Judge.findings(judged, List.of(), now);
        int unjudged = findings.stream()
                .filter(one -> one.outcome() == Outcome.UNKNOWN)
                .mapToInt(one -> one.instances().size())
                .sum();
        return new Found(nodes, findings, unjudged);
    }

    private static Collection<Alike> alike(Question question, Fleet fleet, Optional<Family> family) {
        Map<SortedMap<String, String>, Integer> places = new HashMap<>();
        Map<IntBuffer, Alike> groups = new HashMap<>();
        List<CheckId> reads = List.copyOf(question.reads());
        for (int node : fleet.asked()) {
            int[] key = new int[reads.size() + 2];
            for (int at = 0; at < reads.size(); at++) {
                Extract.Readings readings = fleet.extract().readings().get(reads.get(at));
                key[at] = readings == null ? 0 : readings.of(node);
            }
            key[reads.size()] = family.filter(one -> one.fact(node).isPresent()).isPresent() ? 1 : 0;
            if (!question.labels().isEmpty()) {
                key[reads.size() + 1] =
                        places.computeIfAbsent(relevant(question, fleet.labels(node)), _ -> places.size() + 1);
            }
            groups.computeIfAbsent(IntBuffer.wrap(key), _ -> new Alike(node, new ArrayList<>()))
                    .nodes()
                    .add(node);
        }
        return groups.values();
    }

    /// A node of which no label is known is unlike one that only lacks these.
    private static SortedMap<String, String> relevant(Question question, SortedMap<String, String> labels) {
        SortedMap<String, String> relevant = new TreeMap<>(labels);
        relevant.keySet().retainAll(question.labels());
        relevant.put("", labels.isEmpty() ? "none" : "some");
        return relevant;
    }
}
