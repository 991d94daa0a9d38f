package io.holdfast.protocol.baseline.aicr;

import io.holdfast.protocol.baseline.aicr.AicrDocument.Excluded;
import io.holdfast.protocol.baseline.aicr.AicrDocument.Overlay;
import io.holdfast.protocol.baseline.aicr.AicrDocument.Recipe;
import io.holdfast.protocol.baseline.aicr.AicrDocument.Warning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A set of overlays and the recipes that can be made of it.
public final class AicrOverlays {
    /// The root of all inheritance.
    public static final String BASE = "base";

    private final Map<String, Overlay> byName = new LinkedHashMap<>();

    public AicrOverlays(Collection<Overlay> overlays) {
        for (Overlay overlay : overlays) {
            if (byName.putIfAbsent(overlay.name(), overlay) != null) {
                throw new AicrException("two overlays are named \"" + overlay.name() + "\"");
            }
        }
    }

    /// From the root to an overlay, by `spec.base`.
    ///
    /// @throws AicrException where a base is not there or leads back to itself
    public List<Overlay> chain(String name) {
        List<Overlay> chain = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        String at = name;
        while (!at.isEmpty() && !at.equals(BASE)) {
            if (!seen.add(at)) {
                throw new AicrException("overlay \"" + at + "\" builds on itself: " + String.join(" -> ", seen));
            }
            Overlay overlay = byName.get(at);
            if (overlay == null) {
                throw new AicrException("no overlay \"" + at + "\""
                        + (at.equals(name)
                                ? ""
                                : ", which \"" + chain.getFirst().name() + "\" builds on"));
            }
            chain.addFirst(overlay);
            at = overlay.base().orElse("");
        }
        root().ifPresent(chain::addFirst);
        return chain;
    }

    private Optional<Overlay> root() {
        return Optional.ofNullable(byName.get(BASE));
    }

    /// The recipe for a cluster, whatever state it is in.
    public Recipe recipe(AicrCriteria asked) {
        return recipe(asked, matching(asked), List.of());
    }

    /// The recipe for a cluster as it is: an overlay whose own constraints the snapshot fails, or that cannot be
    /// evaluated on it, is left out and named.
    public Recipe recipe(AicrCriteria asked, AicrSnapshot snapshot) {
        List<Overlay> kept = new ArrayList<>();
        List<Excluded> excluded = new ArrayList<>();
        for (Overlay overlay : matching(asked)) {
            List<Warning> warnings = warnings(overlay, snapshot);
            if (warnings.isEmpty()) {
                kept.add(overlay);
            } else {
                excluded.add(new Excluded(overlay.name(), warnings));
            }
        }
        return recipe(asked, kept, excluded);
    }

    /// Those that apply, the least specific first; among equals by name.
    private List<Overlay> matching(AicrCriteria asked) {
        return byName.values().stream()
                .filter(overlay -> !overlay.name().equals(BASE))
                .filter(overlay -> overlay.criteria().isPresent())
                .filter(overlay -> overlay.criteria().get().matches(asked))
                .sorted(Comparator.<Overlay>comparingInt(
                                overlay -> overlay.criteria().get().specificity())
                        .thenComparing(Overlay::name))
                .toList();
    }

    private static List<Warning> warnings(Overlay overlay, AicrSnapshot snapshot) {
        List<Warning> warnings = new ArrayList<>();
        for (AicrConstraint constraint : overlay.spec().constraints()) {
            switch (constraint.evaluate(snapshot)) {
                case AicrVerdict.Passed _ -> {}
                case AicrVerdict.Failed(String expected, String actual) ->
                    warnings.add(new Warning(
                            constraint.name(), expected, actual, "expected " + expected + ", got " + actual));
                case AicrVerdict.Errored(String expected, String actual, String reason) ->
                    warnings.add(new Warning(constraint.name(), expected, actual, reason));
            }
        }
        return warnings;
    }

    /// Each overlay after those it builds on, none twice.
    private Recipe recipe(AicrCriteria asked, List<Overlay> overlays, List<Excluded> excluded) {
        Map<String, Overlay> applied = new LinkedHashMap<>();
        root().ifPresent(root -> applied.put(BASE, root));
        overlays.forEach(overlay -> chain(overlay.name()).forEach(link -> applied.putIfAbsent(link.name(), link)));
        AicrSpec merged = applied.values().stream()
                .map(Overlay::spec)
                .reduce(AicrSpec::with)
                .orElseGet(() -> new AicrSpec(List.of(), List.of(), Map.of()));
        return new Recipe("", asked, List.copyOf(applied.keySet()), excluded, merged);
    }
}
