package io.holdfast.aggregator.correlate;

import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.judge.Judge;
import io.holdfast.protocol.judge.Judgement;
import io.holdfast.protocol.judge.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/// Questions that each node is asked by itself, because columns do not keep what nodes read of them. Nothing is read
/// and judged but what they depend on. Pure.
public final class OneByOne {
    private final Catalog catalog;
    private final List<Question> questions;
    private final NodeWaivers waivers;
    private final Set<CheckId> checks = new HashSet<>();
    private final Set<String> families = new HashSet<>();
    private final Map<CheckId, Boolean> reads = new ConcurrentHashMap<>();

    OneByOne(Catalog catalog, List<Question> questions, NodeWaivers waivers) {
        this.catalog = catalog;
        this.questions = List.copyOf(questions);
        Set<CheckId> answers = new HashSet<>();
        for (Question question : questions) {
            answers.addAll(question.answers());
            checks.addAll(question.reads());
            if (question.isFamilyRead()) {
                families.add(question.row().pattern());
            }
        }
        this.waivers = waivers.about(answers);
        this.waivers
                .all()
                .forEach(one -> checks.addAll(Question.reads(one.told().where())));
    }

    /// Whether no node has to be asked.
    public boolean isEmpty() {
        return questions.isEmpty();
    }

    /// Whether an answer depends on what is read of a check.
    public boolean reads(CheckId check) {
        return reads.computeIfAbsent(
                check,
                one -> checks.contains(one) || row(one).filter(this::isFamily).isPresent());
    }

    private Optional<Check> row(CheckId check) {
        return catalog.find(check);
    }

    private boolean isFamily(Check row) {
        return families.contains(row.pattern());
    }

    /// The sections in which that stands; all of them where a check is known on the nodes alone.
    public Set<Section> sections() {
        Set<Section> sections = EnumSet.noneOf(Section.class);
        for (CheckId check : checks) {
            Optional<Check> row = row(check);
            if (row.isEmpty()) {
                return EnumSet.allOf(Section.class);
            }
            sections.add(row.get().section());
        }
        catalog.rows().stream().filter(this::isFamily).map(Check::section).forEach(sections::add);
        return sections;
    }

    /// What a node would be found to differ in.
    ///
    /// @param facts at least those that the answers depend on
    public List<Finding> ask(NodeId node, SortedMap<String, String> labels, List<Fact> facts, Instant now) {
        Snapshot snapshot = new Snapshot(node, "", facts);
        Overrides overrides = new Overrides(labels, waivers.on(node), List.of());
        List<Judgement> judged = new ArrayList<>();
        questions.forEach(question -> judged.addAll(question.judge(snapshot, catalog, overrides)));
        return Judge.findings(Judge.held(judged, snapshot, overrides, now), List.of(), now);
    }
}
