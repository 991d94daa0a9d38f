package io.holdfast.aggregator.web;

import io.holdfast.aggregator.rollout.Preview;
import io.holdfast.aggregator.rollout.Rollout;
import io.holdfast.protocol.finding.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// What rollouts want of a person: one that waits for approval, one that stopped, a folder that cannot be used.
final class RolloutNeeds {
    private static final String ROLLOUT = "rollout";

    private RolloutNeeds() {}

    /// @param trouble why something that was declared is not in force; empty text for none
    static List<FleetBody.NeedBody> of(Collection<Rollout> rollouts, String trouble) {
        List<FleetBody.NeedBody> needs = new ArrayList<>();
        rollouts.stream().sorted(Comparator.comparing(Rollout::rule)).forEach(rollout -> {
            switch (rollout.state()) {
                case WAITING ->
                    needs.add(need(rollout, Severity.WARNING, "waits for approval: " + wouldDepart(rollout)));
                case STOPPED ->
                    needs.add(need(
                            rollout,
                            Severity.DEGRADED,
                            "stopped"
                                    + (rollout.move().why().isBlank()
                                            ? ""
                                            : ": " + rollout.move().why())));
                case ROLLING, DONE, ROLLED_BACK -> {}
            }
        });
        if (!trouble.isBlank()) {
            needs.add(new FleetBody.NeedBody("baselines", null, null, Severity.WARNING, trouble, null, "baselines"));
        }
        return needs;
    }

    private static FleetBody.NeedBody need(Rollout rollout, Severity severity, String text) {
        return new FleetBody.NeedBody(
                ROLLOUT, null, null, severity, text, rollout.move().at(), rollout.rule());
    }

    private static String wouldDepart(Rollout rollout) {
        Preview preview = rollout.preview();
        long checks = preview.rows().stream()
                .filter(row -> row.fresh() > 0)
                .map(Preview.Row::check)
                .distinct()
                .count();
        if (preview.nodes() == 0) {
            return "no node was judged by it yet";
        }
        return checks == 0
                ? "nothing new would depart"
                : checks + (checks == 1 ? " check" : " checks") + " would depart";
    }
}
