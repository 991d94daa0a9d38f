package io.holdfast.aggregator.web;

import io.holdfast.protocol.baseline.ExpectationYaml;
import io.holdfast.protocol.baseline.Layer;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `GET /api/v1/nodes/{cluster}/{node}/proposal?check=`: the expectation that would declare what a node reads. Nothing
/// is changed: a person puts it into a baseline.
///
/// @param text what it means, or why there is none
/// @param yaml empty text where nothing can declare it
/// @param layer that it goes to
/// @param file that it goes to; empty text where there is none of ours yet
record ProposalBody(CheckId check, String text, String yaml, String layer, String file) {
    /// What is known of the node's baseline.
    ///
    /// @param name of the baseline that is assigned; empty text for none
    /// @param fileOf the file of a document of ours
    record Declared(String name, Function<String, Optional<String>> fileOf) {}

    static ProposalBody of(CheckId check, Snapshot snapshot, List<Finding> findings, Declared declared) {
        Optional<Check> row = Catalog.shipped().find(check);
        Optional<Finding.Declared> source = findings.stream()
                .filter(finding -> finding.check().equals(check))
                .flatMap(finding -> finding.declared().stream())
                .findFirst();
        if (row.isEmpty()) {
            return none(check, "This check is only known on the node: say it in the file of the check.");
        }
        if (source.isEmpty() && row.get().healthy().isPresent() && row.get().kind() == Check.Kind.HEALTH) {
            return none(
                    check,
                    "The check itself says what is well, and no baseline can declare a fault to be well: mend it, or"
                            + " waive it until it is mended.");
        }
        List<Fact> facts = snapshot.of(check).filter(fact -> !fact.isMissing()).toList();
        if (facts.isEmpty()) {
            return none(check, "Nothing was read that a baseline could declare.");
        }
        return some(check, ExpectationYaml.of(check, facts, ExpectationYaml.roles(snapshot)), source, declared);
    }

    private static ProposalBody none(CheckId check, String why) {
        return new ProposalBody(check, why, "", "", "");
    }

    /// Into the document that says otherwise where it is ours, else into the assigned baseline where that is ours, else
    /// into a baseline that begins with the assigned one.
    private static ProposalBody some(
            CheckId check, String expectation, Optional<Finding.Declared> source, Declared declared) {
        String expect = "expect:\n" + expectation;
        Optional<Finding.Declared> ours =
                source.filter(one -> declared.fileOf().apply(one.document()).isPresent());
        if (ours.isPresent()) {
            return new ProposalBody(
                    check,
                    "Replaces what " + ours.get().document() + " says of this check for every node that it is for.",
                    expect,
                    ours.get().layer(),
                    declared.fileOf().apply(ours.get().document()).orElse(""));
        }
        Optional<String> file = declared.fileOf().apply(declared.name());
        String role = Layer.ROLE.word();
        if (file.isPresent()) {
            return new ProposalBody(
                    check,
                    "Added to " + declared.name() + ", the baseline that the node is judged by; what its layers say of"
                            + " this check does not count any more.",
                    expect,
                    role,
                    file.get());
        }
        String from = declared.name().isEmpty() ? "" : "from: " + declared.name() + "\n";
        return new ProposalBody(
                check,
                "A baseline of yours" + (from.isEmpty() ? "" : " that is made from " + declared.name())
                        + "; assign it in assign.yaml.",
                "baseline: site/mine\n" + from + expect,
                role,
                "");
    }
}
