package io.holdfast.protocol.baseline.aicr;

import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.baseline.Expectation;
import io.holdfast.protocol.baseline.Layer;
import io.holdfast.protocol.baseline.Selector;
import io.holdfast.protocol.baseline.aicr.AicrDocument.Overlay;
import io.holdfast.protocol.baseline.aicr.AicrDocument.Recipe;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A recipe or an overlay of AICR's as a baseline: its constraints and those of its readiness phase, on the checks that
/// tell the same. A constraint on something that several devices have is about each of them, not only about the first.
///
/// @param never what can never be evaluated on a node
public record AicrBaseline(Baseline baseline, List<Never> never) {
    /// A part of the document that no node can be judged by.
    ///
    /// @param constraint its name, or the field of the document
    /// @param expected its expression, or empty text
    public record Never(String constraint, String expected, String why) {}

    public AicrBaseline {
        never = List.copyOf(never);
    }

    /// A whole recipe, or an overlay that stands alone.
    ///
    /// @param beside overlays among which those it builds on are looked for
    public static AicrBaseline of(AicrDocument document, Collection<Overlay> beside, Catalog catalog) {
        return switch (document) {
            case Recipe recipe ->
                of(
                        recipe.applied().isEmpty() ? "recipe" : recipe.applied().getLast(),
                        recipe.spec(),
                        List.of(),
                        catalog);
            case Overlay overlay -> ofOverlay(overlay, beside, catalog);
        };
    }

    private static AicrBaseline ofOverlay(Overlay overlay, Collection<Overlay> beside, Catalog catalog) {
        Map<String, Overlay> all = new LinkedHashMap<>();
        beside.forEach(one -> all.put(one.name(), one));
        all.put(overlay.name(), overlay);
        List<Never> never = new ArrayList<>();
        List<Overlay> chain;
        try {
            chain = new AicrOverlays(all.values()).chain(overlay.name());
        } catch (AicrException e) {
            never.add(new Never("spec.base", "", e.reason() + ": what it says is not checked"));
            chain = List.of(overlay);
        }
        for (Overlay link : chain) {
            if (!link.mixins().isEmpty()) {
                never.add(new Never(
                        "spec.mixins",
                        "",
                        link.name() + " takes in " + link.mixins() + ": what they say is not checked"));
            }
        }
        AicrSpec spec = chain.stream().map(Overlay::spec).reduce(AicrSpec::with).orElse(overlay.spec());
        return of(overlay.name(), spec, never, catalog);
    }

    private static AicrBaseline of(String name, AicrSpec spec, List<Never> more, Catalog catalog) {
        List<Never> never = new ArrayList<>(more);
        Map<CheckId, List<Placed>> byCheck = new TreeMap<>();
        for (AicrConstraint constraint : spec.readiness()) {
            Optional<Placed> placed = place(constraint, catalog, never);
            placed.ifPresent(one ->
                    byCheck.computeIfAbsent(one.check(), _ -> new ArrayList<>()).add(one));
        }
        spec.phases().forEach((phase, content) -> {
            if (!phase.equals(AicrPhase.READINESS)) {
                content.constraints()
                        .forEach(constraint -> never.add(new Never(
                                constraint.name(),
                                constraint.value(),
                                "is of the phase " + phase + ", which runs in the cluster")));
            }
        });
        List<Expectation> expectations = new ArrayList<>();
        byCheck.forEach((check, placed) -> expectations.add(expectation(name, check, placed)));
        return new AicrBaseline(
                new Baseline("aicr/" + name, "AICR recipe " + name, new TreeMap<>(), expectations), never);
    }

    private record Placed(CheckId check, AicrConstraint constraint, Constraint.Aicr judged) {}

    private static Optional<Placed> place(AicrConstraint constraint, Catalog catalog, List<Never> never) {
        try {
            AicrExpression expression = AicrExpression.parse(constraint.value());
            return switch (AicrPlaces.shipped().of(constraint.name(), catalog)) {
                case AicrPlace.OfCheck(CheckId check, AicrForm form) ->
                    Optional.of(new Placed(check, constraint, new Constraint.Aicr(expression, form)));
                case AicrPlace.Nowhere(String why) -> {
                    never.add(new Never(constraint.name(), constraint.value(), why));
                    yield Optional.empty();
                }
            };
        } catch (AicrException e) {
            never.add(new Never(constraint.name(), constraint.value(), e.reason()));
            return Optional.empty();
        }
    }

    /// Several constraints may look at one check: parameters of one command line.
    private static Expectation expectation(String name, CheckId check, List<Placed> placed) {
        Constraint constraint = placed.size() == 1
                ? placed.getFirst().judged()
                : new Constraint.AllOf(
                        placed.stream().<Constraint>map(Placed::judged).toList());
        boolean isMild =
                placed.stream().allMatch(one -> one.constraint().severity().equals("warning"));
        String why = placed.stream()
                .map(one -> (one.constraint().name() + " " + one.judged().expression() + ". "
                                + one.constraint().remediation())
                        .strip())
                .collect(Collectors.joining(" "));
        return new Expectation(
                check,
                Selector.ALL,
                constraint,
                new Expectation.Terms(isMild ? Optional.of(Severity.WARNING) : Optional.empty(), "", false, why),
                new Expectation.Source(Layer.BASE, "aicr/" + name));
    }
}
