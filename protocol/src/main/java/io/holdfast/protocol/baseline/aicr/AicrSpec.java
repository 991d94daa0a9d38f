package io.holdfast.protocol.baseline.aicr;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a recipe or an overlay asks for.
///
/// @param phases of the validation, by name
public record AicrSpec(
        List<AicrConstraint> constraints, List<AicrComponent> components, Map<String, AicrPhase> phases) {
    public AicrSpec {
        constraints = List.copyOf(constraints);
        components = List.copyOf(components);
        phases = java.util.Collections.unmodifiableMap(new TreeMap<>(phases));
    }

    /// This and a later overlay on top: constraints and phases of one name are replaced, which may lower a bound;
    /// components of one name are merged. Sorted by name.
    AicrSpec with(AicrSpec later) {
        Map<String, AicrConstraint> byName = new TreeMap<>();
        constraints.forEach(constraint -> byName.put(constraint.name(), constraint));
        later.constraints.forEach(constraint -> byName.put(constraint.name(), constraint));
        Map<String, AicrComponent> parts = new TreeMap<>();
        components.forEach(component -> parts.put(component.name(), component));
        later.components.forEach(component -> parts.merge(component.name(), component, AicrComponent::with));
        Map<String, AicrPhase> all = new TreeMap<>(phases);
        all.putAll(later.phases);
        return new AicrSpec(new ArrayList<>(byName.values()), new ArrayList<>(parts.values()), all);
    }

    /// Everything that can be asked of a node: the constraints, then those of the readiness phase.
    public List<AicrConstraint> readiness() {
        List<AicrConstraint> all = new ArrayList<>(constraints);
        AicrPhase readiness = phases.get(AicrPhase.READINESS);
        if (readiness != null) {
            all.addAll(readiness.constraints());
        }
        return all;
    }
}
