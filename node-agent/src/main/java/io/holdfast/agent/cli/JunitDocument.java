package io.holdfast.agent.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// A check as JUnit's XML, which most build servers show: a suite for each section, a case for each judgement.
final class JunitDocument {
    private JunitDocument() {}

    static void write(CheckResult result, Writer out) throws IOException {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", "holdfast " + result.node());
            counts(result.items(), xml);
            xml.writeAttribute("time", seconds(Duration.between(result.start(), result.stop())));
            Map<String, List<CheckResult.Item>> suites = result.items().stream()
                    .collect(Collectors.groupingBy(CheckResult.Item::suite, LinkedHashMap::new, Collectors.toList()));
            for (Map.Entry<String, List<CheckResult.Item>> suite : suites.entrySet()) {
                suite(suite.getKey(), suite.getValue(), result, xml);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
        out.write(text + "\n");
        out.flush();
    }

    private static void suite(String name, List<CheckResult.Item> items, CheckResult result, XMLStreamWriter xml)
            throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", name);
        counts(items, xml);
        xml.writeAttribute("hostname", result.node().name());
        xml.writeAttribute(
                "timestamp", result.start().truncatedTo(ChronoUnit.SECONDS).toString());
        for (CheckResult.Item item : items) {
            testCase(item, xml);
        }
        xml.writeEndElement();
    }

    private static void counts(List<CheckResult.Item> items, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeAttribute("tests", String.valueOf(items.size()));
        xml.writeAttribute("failures", count(items, "failure"));
        xml.writeAttribute("errors", count(items, "error"));
        xml.writeAttribute("skipped", count(items, "skipped"));
    }

    private static String count(List<CheckResult.Item> items, String element) {
        return String.valueOf(
                items.stream().filter(item -> element(item).equals(element)).count());
    }

    private static void testCase(CheckResult.Item item, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", item.suite());
        xml.writeAttribute("name", clean(item.label()));
        String element = element(item);
        if (!element.isEmpty()) {
            xml.writeStartElement(element);
            xml.writeAttribute("message", clean(item.message()));
            if (!element.equals("skipped")) {
                xml.writeAttribute("type", item.severity().name().toLowerCase(Locale.ROOT));
                xml.writeCharacters(clean(item.title() + "\n" + item.source()));
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    /// What could not be judged is an error; empty text where a case passed.
    private static String element(CheckResult.Item item) {
        return switch (item.outcome()) {
            case OK -> "";
            case DRIFT, FAULT, PENDING -> "failure";
            case UNKNOWN -> "error";
            case NOT_APPLICABLE, SUPPRESSED, WAIVED -> "skipped";
        };
    }

    /// XML 1.0 knows no control characters; texts of a host may have some.
    private static String clean(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "?");
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
    }
}
