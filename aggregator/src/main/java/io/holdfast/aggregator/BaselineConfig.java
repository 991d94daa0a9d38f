package io.holdfast.aggregator;

import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.aggregator.rollout.Rule;
import java.nio.file.Path;
import java.util.List;

/// Where baselines come from and how they are rolled out.
///
/// @param places folders (in Kubernetes a mounted ConfigMap) and single files of baselines
/// @param rules which nodes they are for, before what the folders say
/// @param isApproved whether nobody has to approve: each new one is for all nodes at once
public record BaselineConfig(List<Path> places, List<Rule> rules, Pace pace, boolean isApproved) {
    /// No baselines.
    public static final BaselineConfig NONE = new BaselineConfig(List.of(), List.of(), Pace.LIVE, false);

    public BaselineConfig {
        places = List.copyOf(places);
        rules = List.copyOf(rules);
    }
}
