package io.holdfast.protocol.judge;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What one look at a node amounts to, and what spares the next look most of the work: a check is judged anew only
/// where something reads otherwise that its answer depends on. A value.
///
///     Judged.nothing(catalog).after(first, ..).after(second, ..).judgements()
///
/// is `Judge.judgements(second, ..)`, however the looks before it came out.
public final class Judged {
    /// A check by its own measure.
    ///
    /// @param other the facts that its own have to be the same as
    private record Own(Optional<Check> row, List<Fact> facts, List<Fact> other, List<Judgement> judged) {
        static Own of(CheckId check, Facts facts, Optional<Check> row) {
            List<Judgement> judged = new ArrayList<>();
            Optional<Constraint> healthy = row.flatMap(Check::healthy);
            if (row.isPresent() && healthy.isPresent()) {
                for (Fact fact : facts.of(check)) {
                    judged.add(Judge.judgement(fact, row.get(), healthy.get(), facts));
                }
            }
            return new Own(row, List.copyOf(facts.of(check)), List.copyOf(other(row, facts)), judged);
        }

        boolean isOf(CheckId check, Facts present) {
            return areSame(facts, present.of(check)) && areSame(other, other(row, present));
        }

        private static List<Fact> other(Optional<Check> row, Facts facts) {
            return row.flatMap(Check::healthy).orElse(null) instanceof Constraint.SameAs(CheckId same)
                    ? facts.of(same)
                    : List.of();
        }
    }

    /// A check by the baseline.
    ///
    /// @param read all facts that the answer depends on
    private record Declared(List<List<Fact>> read, boolean isFamilyRead, List<Judgement> judged) {
        boolean isOf(List<List<Fact>> present, boolean isReadNow) {
            if (isFamilyRead != isReadNow) {
                return false;
            }
            for (int i = 0; i < present.size(); i++) {
                if (!areSame(read.get(i), present.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /// What is asked of a node, and of which labels the answers are.
    private record Asked(Baseline baseline, SortedMap<String, String> labels, List<Question> questions) {
        static final Asked NOTHING = new Asked(Baseline.NONE, new TreeMap<>(), List.of());

        boolean isSame(Baseline other, SortedMap<String, String> others) {
            return baseline.equals(other) && labels.equals(others);
        }

        Set<CheckId> checks() {
            return questions.stream().map(Question::check).collect(Collectors.toSet());
        }
    }

    private final Catalog catalog;
    private final Asked asked;
    private final Map<CheckId, Own> own;
    private final Map<CheckId, Declared> declared;
    private final List<Judgement> judgements;

    private Judged(
            Catalog catalog,
            Asked asked,
            Map<CheckId, Own> own,
            Map<CheckId, Declared> declared,
            List<Judgement> judgements) {
        this.catalog = catalog;
        this.asked = asked;
        this.own = own;
        this.declared = declared;
        this.judgements = judgements;
    }

    /// Before the first look.
    public static Judged nothing(Catalog catalog) {
        return new Judged(catalog, Asked.NOTHING, Map.of(), Map.of(), List.of());
    }

    /// What `Judge.judgements` says of the latest look; the same list where it says what it said before.
    public List<Judgement> judgements() {
        return judgements;
    }

    /// After another look.
    public Judged after(Snapshot snapshot, Baseline baseline, Overrides overrides) {
        Facts facts = new Facts(snapshot);
        Map<CheckId, Own> nextOwn = new LinkedHashMap<>();
        boolean isSame = facts.checks().size() == own.size();
        for (CheckId check : facts.checks()) {
            Own before = own.get(check);
            if (before != null && before.isOf(check, facts)) {
                nextOwn.put(check, before);
            } else {
                isSame = false;
                nextOwn.put(check, Own.of(check, facts, before == null ? catalog.find(check) : before.row()));
            }
        }
        boolean isAskedTheSame = asked.isSame(baseline, overrides.labels());
        Asked nextAsked =
                isAskedTheSame ? asked : new Asked(baseline, overrides.labels(), Question.of(baseline, catalog));
        if (isSame && isAskedTheSame) {
            return this;
        }
        Map<CheckId, Declared> nextDeclared = declared(nextAsked, isAskedTheSame ? declared : Map.of(), facts, nextOwn);
        List<Judgement> all = merged(nextOwn, nextDeclared);
        // Few, and each a comparison of two versions.
        all.addAll(FloorJudge.judgements(snapshot, catalog, baseline.advisories()));
        return new Judged(catalog, nextAsked, nextOwn, nextDeclared, all);
    }

    /// Patterns of the rows of which something was read.
    private static Set<String> readFamilies(Map<CheckId, Own> own) {
        Set<String> rows = new HashSet<>();
        for (Own one : own.values()) {
            one.row()
                    .filter(row -> row.conclusion().isExhaustive()
                            && one.facts().stream().anyMatch(fact -> !fact.isMissing()))
                    .ifPresent(row -> rows.add(row.pattern()));
        }
        return rows;
    }

    private Map<CheckId, Declared> declared(
            Asked by, Map<CheckId, Declared> known, Facts facts, Map<CheckId, Own> nextOwn) {
        Map<CheckId, Declared> next = new LinkedHashMap<>();
        Set<String> readFamilies = readFamilies(nextOwn);
        Places places = new Places(facts, by.labels());
        Set<CheckId> checks = by.checks();
        for (Question question : by.questions()) {
            List<List<Fact>> read = question.reads().stream()
                    .map(check -> Optional.ofNullable(nextOwn.get(check))
                            .map(Own::facts)
                            .orElse(List.of()))
                    .toList();
            boolean isFamilyRead = question.isFamilyRead()
                    && readFamilies.contains(question.row().pattern());
            Declared before = known.get(question.check());
            if (before != null && before.isOf(read, isFamilyRead)) {
                next.put(question.check(), before);
            } else {
                Conformance conformance = new Conformance(facts, places, catalog, checks);
                conformance.judge(question.check(), by.baseline().of(question.check()));
                next.put(question.check(), new Declared(read, isFamilyRead, conformance.judged()));
            }
        }
        return next;
    }

    /// What is declared of a thing replaces or joins what its own measure says of it; what only is declared comes last.
    private static List<Judgement> merged(Map<CheckId, Own> own, Map<CheckId, Declared> declared) {
        Set<CheckId> both = new HashSet<>();
        for (Declared one : declared.values()) {
            one.judged().forEach(judgement -> both.add(judgement.fact().check()));
        }
        List<Judgement> all = new ArrayList<>();
        Map<Judge.Subject, Integer> places = new HashMap<>();
        own.forEach((check, one) -> {
            if (both.contains(check)) {
                one.judged().forEach(judgement -> place(judgement, all, places));
            } else {
                all.addAll(one.judged());
            }
        });
        for (Declared one : declared.values()) {
            one.judged().forEach(judgement -> place(judgement, all, places));
        }
        return all;
    }

    private static void place(Judgement judgement, List<Judgement> all, Map<Judge.Subject, Integer> places) {
        Integer at = places.putIfAbsent(Judge.Subject.of(judgement), all.size());
        if (at == null) {
            all.add(judgement);
        } else {
            all.set(at, Judge.both(all.get(at), judgement));
        }
    }

    private static boolean areSame(List<Fact> some, List<Fact> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).equals(others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
