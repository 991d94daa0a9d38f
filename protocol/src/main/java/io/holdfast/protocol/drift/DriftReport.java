package io.holdfast.protocol.drift;

import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a fleet, or one node, differs in: causes first, nodes last.
///
/// @param complete false while nodes are still being read in
/// @param headline the largest cause in one line, and how many there are beside; the summary where there is none
/// @param summary how many nodes are what; all of the report where everything is as declared
/// @param causes what is open, the most nodes first
/// @param held what somebody decided to live with for a while
/// @param trend how many nodes differed before; nothing where nobody counted
public record DriftReport(
        Instant asOf,
        boolean complete,
        String headline,
        String summary,
        Counts counts,
        List<Cause> causes,
        List<Cause> held,
        List<ByCheck> checks,
        List<ByLayer> layers,
        List<ByNode> nodes,
        DriftTrend trend) {
    public DriftReport {
        causes = List.copyOf(causes);
        held = List.copyOf(held);
        checks = List.copyOf(checks);
        layers = List.copyOf(layers);
        nodes = List.copyOf(nodes);
    }

    /// How many nodes.
    ///
    /// @param nodes all that are known
    /// @param asDeclared heard, and in all as their baseline says: nothing of them is waived or held back
    /// @param differing with anything open that is known to be otherwise
    /// @param pending of these, with something that waits for a reset, reboot or power cycle
    /// @param waived with an approved exception
    /// @param suppressed with something held back during other work
    /// @param undeclared without a baseline
    /// @param silent not heard now: their last word counts, and none of them as declared
    /// @param unjudged with something that could not be judged
    public record Counts(
            int nodes,
            int asDeclared,
            int differing,
            int pending,
            int waived,
            int suppressed,
            int undeclared,
            int silent,
            int unjudged) {}

    /// What began on the same nodes at about the same time.
    ///
    /// @param sentence it in one line
    /// @param since first time on any node
    /// @param last first time on the node that began last
    /// @param after what changed on most of these nodes shortly before
    public record Cause(
            String sentence, Instant since, Instant last, List<String> after, List<NodeId> nodes, List<Value> values) {
        public Cause {
            after = List.copyOf(after);
            nodes = List.copyOf(nodes);
            values = List.copyOf(values);
        }

        /// How much the gravest of it matters.
        public Severity severity() {
            return values.stream().map(Value::severity).max(Severity::compareTo).orElse(Severity.INFO);
        }
    }

    /// One value that is not as declared.
    ///
    /// @param place file and line that say so, `site/train.yaml:12`; empty text where that is not known
    /// @param fix what to do, and `cost` what that disturbs
    public record Value(
            CheckId check,
            String title,
            Outcome outcome,
            Severity severity,
            String expected,
            String observed,
            Optional<String> unit,
            String layer,
            String document,
            String place,
            String fix,
            Check.Cost cost) {}

    /// All values of one check.
    ///
    /// @param nodes how many nodes it is open on
    public record ByCheck(
            CheckId check, String title, Severity severity, int nodes, Instant since, Trend trend, List<Seen> values) {
        public ByCheck {
            values = List.copyOf(values);
        }
    }

    /// One value of a check.
    public record Seen(Outcome outcome, String expected, String observed, int nodes, Instant since) {}

    /// How many of the nodes that differ began to when, and how many differ no more.
    ///
    /// @param lastDay the last hour's among them
    /// @param endedLastHour nodes that were mended, or whose difference was accepted; 0 also where nobody counted
    public record Trend(int lastHour, int lastDay, int earlier, int endedLastHour, int endedLastDay) {}

    /// All that one layer of the baselines declares and that is not so.
    public record ByLayer(String layer, String document, int checks, int nodes) {}

    /// One node that differs.
    ///
    /// @param baseline digest; empty text for none
    /// @param baselineName empty text for none, and where it is not known
    public record ByNode(
            NodeId node,
            String baseline,
            String baselineName,
            boolean heard,
            int open,
            int pending,
            int held,
            Instant since,
            List<CheckId> checks) {
        public ByNode {
            checks = List.copyOf(checks);
        }
    }

    /// Whether one line says it all.
    public boolean isClean() {
        return causes.isEmpty() && held.isEmpty();
    }
}
