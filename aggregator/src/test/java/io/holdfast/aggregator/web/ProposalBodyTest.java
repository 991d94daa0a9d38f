package io.holdfast.aggregator.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.aggregator.TestingNode;
import io.holdfast.protocol.baseline.Baseline;
import io.holdfast.protocol.baseline.Baselines;
import io.holdfast.protocol.baseline.Library;
import io.holdfast.protocol.baseline.Overrides;
import io.holdfast.protocol.baseline.ShippedBaselines;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Snapshot;
import io.holdfast.protocol.finding.Finding;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import io.holdfast.protocol.judge.Judge;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProposalBodyTest {
    private static final CheckId SWAPPINESS = new CheckId("sysctl.vm.swappiness");
    private static final CheckId FIRMWARE = new CheckId("nic.firmware.version");

    private final Snapshot snapshot = new Snapshot(
            NodeId.parse("lab/n1"),
            "b",
            List.of(
                    fact(SWAPPINESS, Instance.NODE, new Reading.Whole(60)),
                    fact(FIRMWARE, new Instance("0000:17:00.0"), new Reading.Version("32.41.1000")),
                    fact(FIRMWARE, new Instance("0000:18:00.0"), new Reading.Version("32.47.1026"))));

    private static Fact fact(CheckId check, Instance instance, Reading reading) {
        return new Fact(check, instance, reading, "/test");
    }

    private ProposalBody propose(CheckId check, String document, String assigned, Map<String, String> files) {
        Finding finding = new Finding(
                check,
                List.of(Instance.NODE),
                Scope.NODE,
                Outcome.DRIFT,
                Severity.WARNING,
                "10",
                "60",
                TestingNode.START,
                "/test",
                Optional.of(new Finding.Declared("base", document, false)),
                Optional.empty());
        return ProposalBody.of(
                check,
                snapshot,
                List.of(finding),
                new ProposalBody.Declared(assigned, name -> Optional.ofNullable(files.get(name))));
    }

    @Test
    void itGoesWhereTheValueIsDeclaredOrAsNearAsWeMayWrite() {
        Map<String, String> ours = Map.of("site/base", "/b/base.yaml", "site/train", "/b/train.yaml");
        ProposalBody declaring = propose(SWAPPINESS, "site/base", "site/train", ours);
        assertEquals("base /b/base.yaml", declaring.layer() + " " + declaring.file());
        assertEquals("expect:\n  sysctl.vm.swappiness: 60\n", declaring.yaml());
        ProposalBody assigned = propose(SWAPPINESS, "shipped/base", "site/train", ours);
        assertEquals("role /b/train.yaml", assigned.layer() + " " + assigned.file());
        ProposalBody fresh = propose(SWAPPINESS, "shipped/base", "ai-factory/1-4-3-200-h200", Map.of());
        assertEquals("", fresh.file());
        assertTrue(fresh.yaml().startsWith("baseline: site/mine\nfrom: ai-factory/1-4-3-200-h200\nexpect:\n"));
    }

    @Test
    void aNodeThatIsJudgedByItIsAsDeclared() {
        for (CheckId check : List.of(SWAPPINESS, FIRMWARE)) {
            String yaml = propose(check, "", "", Map.of()).yaml();
            Baseline baseline = new Baselines(Catalog.shipped(), new ShippedBaselines())
                    .resolve(new Library.Text("b.yaml", yaml), Map.of())
                    .baseline();
            List<Outcome> outcomes = Judge.judgements(snapshot, Catalog.shipped(), baseline, Overrides.NONE).stream()
                    .filter(one -> one.fact().check().equals(check))
                    .map(one -> one.outcome())
                    .distinct()
                    .toList();
            assertEquals(List.of(Outcome.OK), outcomes, yaml);
        }
    }

    @Test
    void aFaultIsNotDeclaredToBeWell() {
        CheckId check = new CheckId("gpu.row_remap.failure");
        ProposalBody none = ProposalBody.of(
                check,
                new Snapshot(NodeId.parse("lab/n1"), "b", List.of(fact(check, Instance.NODE, new Reading.Text("Yes")))),
                List.of(TestingNode.fault(check.text(), Severity.CRITICAL)),
                new ProposalBody.Declared("", _ -> Optional.empty()));
        assertEquals("", none.yaml());
        assertTrue(none.text().contains("no baseline can declare a fault to be well"), none.text());
    }
}
