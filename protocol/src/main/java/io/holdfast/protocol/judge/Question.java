package io.holdfast.protocol.judge;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a baseline asks of one check, and all that the answer depends on: nodes that read the same of these checks and
/// have the same of these labels get the same answer.
///
/// @param row the check's row
/// @param part what of the baseline this is about
/// @param reads the checks whose facts the answer depends on
/// @param labels the labels it depends on
/// @param isFamilyRead whether it also depends on whether anything of the check's family was read
/// @param answers the checks that the answer may be about
public record Question(
        CheckId check,
        Check row,
        Baseline part,
        SortedSet<CheckId> reads,
        SortedSet<String> labels,
        boolean isFamilyRead,
        Set<CheckId> answers) {
    public Question {
        reads = Collections.unmodifiableSortedSet(reads);
        labels = Collections.unmodifiableSortedSet(labels);
        answers = Set.copyOf(answers);
    }

    /// One question for each check of a baseline.
    public static List<Question> of(Baseline baseline, Catalog catalog) {
        Set<CheckId> declared = new TreeSet<>();
        baseline.expectations().forEach(one -> declared.add(one.check()));
        Set<CheckId> asked = new TreeSet<>(declared);
        baseline.advisories()
                .forEach(one ->
                        one.floors().forEach(floor -> asked.add(floor.product().check())));
        return asked.stream()
                .map(check -> of(check, baseline, declared, catalog))
                .toList();
    }

    private static Question of(CheckId check, Baseline baseline, Set<CheckId> declared, Catalog catalog) {
        Check row = catalog.find(check).orElseGet(() -> Check.unlisted(check));
        Optional<CheckId> next = row.nextOf(check);
        List<Expectation> part = new ArrayList<>(baseline.of(check));
        TreeSet<CheckId> reads = new TreeSet<>(Set.of(check));
        TreeSet<String> labels = new TreeSet<>();
        part.forEach(one -> {
            reads.addAll(Places.read(one.where()));
            labels.addAll(one.where().labels().keySet());
            addCompared(one.constraint(), reads);
        });
        Set<CheckId> answers = new HashSet<>(Set.of(check));
        if (next.isPresent()) {
            reads.add(next.get());
            if (declared.contains(next.get())) {
                part.addAll(baseline.of(next.get()));
            } else {
                answers.add(next.get());
            }
        }
        return new Question(
                check,
                row,
                new Baseline(
                        baseline.name(), baseline.title(), baseline.variables(), part, baseline.advisoriesOf(check)),
                reads,
                labels,
                row.conclusion().isExhaustive(),
                answers);
    }

    /// The checks whose facts tell which instances a selector means.
    public static Set<CheckId> reads(Selector where) {
        return Places.read(where);
    }

    private static void addCompared(Constraint constraint, Set<CheckId> reads) {
        if (constraint instanceof Constraint.SameAs(CheckId other)) {
            reads.add(other);
        }
        if (constraint instanceof Constraint.AllOf(List<Constraint> parts)) {
            parts.forEach(part -> addCompared(part, reads));
        }
    }

    /// The answer for a node.
    ///
    /// @param snapshot at least what the answer depends on
    public List<Judgement> judge(Snapshot snapshot, Catalog catalog, Overrides overrides) {
        return Judge.judgements(snapshot, catalog, part, overrides).stream()
                .filter(one -> one.declared().isPresent()
                        && answers.contains(one.fact().check()))
                .toList();
    }
}
