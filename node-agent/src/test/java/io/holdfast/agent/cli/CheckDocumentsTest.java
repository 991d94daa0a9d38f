package io.holdfast.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.protocol.baseline.aicr.AicrBaseline;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.finding.Outcome;
import io.holdfast.protocol.judge.Judgement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class CheckDocumentsTest {
    private interface Form {
        void write(CheckResult result, Writer out) throws IOException;
    }

    /// One judgement of every outcome there is, one of them with what no XML may contain.
    private static final CheckResult ALL = new CheckResult(
            new NodeId("lab", "gpu-01"),
            "0.1.0",
            "ai-factory/1-4-3-200-h200",
            Instant.ofEpochMilli(1_768_903_200_000L),
            Instant.ofEpochMilli(1_768_903_201_250L),
            Stream.concat(
                            Stream.of(Outcome.values()).map(CheckDocumentsTest::judged),
                            Stream.of(CheckResult.Item.never("K8s.server.version", ">= 1.32.4", "no API server")))
                    .toList());

    private static CheckResult.Item judged(Outcome outcome) {
        return CheckResult.Item.of(judgement(outcome));
    }

    private static Judgement judgement(Outcome outcome) {
        Fact fact = new Fact(
                new CheckId("gpu.vbios.version"),
                new Instance(outcome.name()),
                new Reading.Text("96.00\u0007<&>\""),
                "/sys/a");
        Check row = Catalog.shipped().find(fact.check()).orElseThrow();
        return Judgement.of(fact, row, outcome, "96.01");
    }

    private static String text(Form form, CheckResult result) throws IOException {
        StringWriter out = new StringWriter();
        form.write(result, out);
        return out.toString();
    }

    @Test
    void ctrfCountsEveryOutcomeUnderItsWord() throws IOException {
        JsonNode report = new ObjectMapper().readTree(text(CtrfDocument::write, ALL));

        assertEquals("CTRF", report.at("/reportFormat").asText());
        assertEquals("0.0.1", report.at("/specVersion").asText());
        assertEquals("holdfast", report.at("/results/tool/name").asText());
        assertEquals("lab/gpu-01", report.at("/results/environment/appName").asText());
        assertEquals(
                "ai-factory/1-4-3-200-h200",
                report.at("/results/environment/testEnvironment").asText());
        assertEquals("""
                {"tests":9,"passed":1,"failed":3,"skipped":2,"pending":1,"other":2,\
                "start":1768903200000,"stop":1768903201250}""", report.at("/results/summary").toString());
        assertEquals(
                List.of("passed", "failed", "failed", "failed", "other", "skipped", "pending", "skipped", "other"),
                texts(report.at("/results/tests"), "/status"));
    }

    @Test
    void ctrfSaysWhatWasExpectedAndWhere() throws IOException {
        JsonNode tests =
                new ObjectMapper().readTree(text(CtrfDocument::write, ALL)).at("/results/tests");
        assertEquals("gpu.vbios.version [DRIFT]", tests.at("/1/name").asText());
        assertEquals(
                "drift: expected 96.01, observed 96.00\u0007<&>\"",
                tests.at("/1/message").asText());
        assertEquals("[\"/sys/a\"]", tests.at("/1/stdout").toString());
        assertEquals("[\"readiness\",\"gpu\"]", tests.at("/1/suite").toString());
        assertFalse(tests.at("/0").has("message"));
        assertEquals("K8s.server.version", tests.at("/8/name").asText());
        assertEquals(
                "unknown: expected >= 1.32.4, observed no API server",
                tests.at("/8/message").asText());
    }

    @Test
    void junitIsWellFormedAndCounts() throws Exception {
        Document xml = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text(JunitDocument::write, ALL).getBytes(StandardCharsets.UTF_8)));
        Element suites = Objects.requireNonNull(xml.getDocumentElement());

        assertEquals("9", suites.getAttribute("tests"));
        assertEquals("3", suites.getAttribute("failures"));
        assertEquals("2", suites.getAttribute("errors"));
        assertEquals("3", suites.getAttribute("skipped"));
        assertEquals("1.250", suites.getAttribute("time"));
        assertEquals(List.of("gpu", "aicr"), attributes(suites.getElementsByTagName("testsuite"), "name"));
        assertEquals(
                "drift: expected 96.01, observed 96.00?<&>\"",
                attributes(suites.getElementsByTagName("failure"), "message").getFirst());
        assertEquals(9, suites.getElementsByTagName("testcase").getLength());
    }

    @Test
    void sarifHasFindingsOnlyAndNeverCallsUnknownWell() throws IOException {
        JsonNode run =
                new ObjectMapper().readTree(text(SarifDocument::write, ALL)).at("/runs/0");
        JsonNode results = run.at("/results");
        assertEquals(List.of("fail", "fail", "fail", "open", "fail", "fail", "open"), texts(results, "/kind"));
        assertEquals(List.of("error", "error", "error", "none", "error", "error", "none"), texts(results, "/level"));
        assertEquals(List.of("gpu.vbios.version", "K8s.server.version"), texts(run.at("/tool/driver/rules"), "/id"));
        assertEquals(
                "file:///sys/a",
                results.at("/0/locations/0/physicalLocation/artifactLocation/uri")
                        .asText());
        assertEquals(
                "lab/gpu-01/DRIFT",
                results.at("/0/locations/0/logicalLocations/0/fullyQualifiedName")
                        .asText());
        long held = StreamSupport.stream(results.spliterator(), false)
                .filter(result -> result.has("suppressions"))
                .count();
        assertEquals(2, held);
    }

    @Test
    void aStrictCheckCountsWhatCanNeverBeJudged() {
        CheckResult strict = CheckResult.of(
                ALL.node(),
                "aicr/eks",
                new CheckResult.Span(ALL.start(), ALL.stop()),
                List.of(judgement(Outcome.OK)),
                List.of(new AicrBaseline.Never("K8s.server.version", ">= 1.32.4", "no API server")));
        assertEquals(
                List.of(Outcome.OK, Outcome.UNKNOWN),
                strict.items().stream().map(CheckResult.Item::outcome).toList());
        assertEquals(ALL.items().getLast(), strict.items().getLast());
    }

    @Test
    void aCleanNodeIsNoEmptyDocument() throws IOException {
        CheckResult clean =
                new CheckResult(ALL.node(), "0.1.0", "", ALL.start(), ALL.stop(), List.of(judged(Outcome.OK)));
        assertEquals(
                1,
                new ObjectMapper()
                        .readTree(text(CtrfDocument::write, clean))
                        .at("/results/summary/passed")
                        .asInt());
        assertEquals(
                0,
                new ObjectMapper()
                        .readTree(text(SarifDocument::write, clean))
                        .at("/runs/0/results")
                        .size());
    }

    private static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(one -> one.at(field).asText())
                .toList();
    }

    private static List<String> attributes(NodeList elements, String name) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++) {
            if (elements.item(i) instanceof Element element) {
                values.add(element.getAttribute(name));
            }
        }
        return values;
    }
}
