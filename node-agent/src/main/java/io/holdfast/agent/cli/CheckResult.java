package io.holdfast.agent.cli;

import io.holdfast.agent.AgentVersion;
import io.holdfast.protocol.baseline.aicr.AicrBaseline;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.judge.Judgement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a check of one node came to, for documents that other programs read.
///
/// @param version of this program
/// @param baseline its name; empty text where only health was judged
/// @param start when the reading began
/// @param items every judgement, in the order of the facts
record CheckResult(NodeId node, String version, String baseline, Instant start, Instant stop, List<Item> items) {
    /// One judgement.
    ///
    /// @param name of the check, or of a constraint that no check tells
    /// @param instance what it is about; `node` for the node
    /// @param suite the section it belongs to
    /// @param message one line for a person; empty text where all is well
    /// @param source where it was read: a path or a command line
    record Item(
            String name,
            String title,
            String instance,
            String suite,
            Outcome outcome,
            Severity severity,
            String message,
            String source) {
        static Item of(Judgement one) {
            return new Item(
                    one.fact().check().text(),
                    one.row().title(),
                    one.fact().instance().text(),
                    one.row().section().word(),
                    one.outcome(),
                    one.severity(),
                    one.outcome() == Outcome.OK ? "" : message(one.outcome(), one.expected(), one.observed()),
                    one.fact().source());
        }

        /// A constraint that can never be judged on a node.
        static Item never(String constraint, String expected, String why) {
            return new Item(
                    constraint,
                    "A constraint that no check tells",
                    "node",
                    "aicr",
                    Outcome.UNKNOWN,
                    Severity.WARNING,
                    message(Outcome.UNKNOWN, expected, why),
                    "");
        }

        private static String message(Outcome outcome, String expected, String observed) {
            return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + (expected.isEmpty() ? "" : ": expected " + expected) + ", observed " + observed;
        }

        /// The name and, unless it is about the whole node, the instance.
        String label() {
            return instance.equals("node") ? name : name + " [" + instance + "]";
        }
    }

    CheckResult {
        items = List.copyOf(items);
    }

    /// When the reading began and when all was judged.
    record Span(Instant start, Instant stop) {}

    /// All judgements and, where the check is strict, what can never be judged.
    static CheckResult of(
            NodeId node, String baseline, Span span, List<Judgement> judgements, List<AicrBaseline.Never> never) {
        List<Item> items = new ArrayList<>();
        judgements.forEach(one -> items.add(Item.of(one)));
        never.forEach(one -> items.add(Item.never(one.constraint(), one.expected(), one.why())));
        return new CheckResult(node, AgentVersion.text(), baseline, span.start(), span.stop(), items);
    }
}
