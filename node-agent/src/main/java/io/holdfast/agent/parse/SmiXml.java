package io.holdfast.agent.parse;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads `nvidia-smi -q -x`.
///
/// Elements come and go between driver branches, so only known paths are kept and nothing is required. The document
/// names a DTD that exists nowhere: it is skipped, nothing external is opened and no entity is declared. GPUs read
/// before a break are kept; the one it hits is not.
public final class SmiXml {
    private static final String ROOT = "nvidia_smi_log";

    /// Long, and nothing in them is a fact: thousands of clock steps, and processes that have ended.
    private static final Set<String> SKIPPED = Set.of("supported_clocks", "accounted_processes");

    private static final List<SmiField.Slot> PROCESSES = List.of(new SmiField.Slot(SmiField.COMPUTE_PROCESSES, 0));

    private static final XMLInputFactory FACTORY = factory();

    private final XMLStreamReader reader;
    private final SmiGpu.Draft node = new SmiGpu.Draft();
    private final List<SmiGpu> gpus = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final StringBuilder path = new StringBuilder();
    private final StringBuilder text = new StringBuilder();

    private SmiXml(XMLStreamReader reader) {
        this.reader = reader;
    }

    /// Everything standard output says. Lines before and after the document are remarks.
    public static SmiReport parse(String output) {
        int declared = output.indexOf("<?xml");
        int start = declared >= 0 ? declared : output.indexOf("<" + ROOT);
        if (start < 0) {
            return SmiReport.none(output, "no XML document in the output");
        }
        int close = output.lastIndexOf("</" + ROOT + ">");
        int end = close < start ? output.length() : close + ROOT.length() + 3;
        List<String> remarks = Lines.spoken(output.substring(0, start) + output.substring(end), SmiReport.REMARKS);
        SmiXml document;
        try {
            document = new SmiXml(FACTORY.createXMLStreamReader(new StringReader(output.substring(start, end))));
        } catch (XMLStreamException e) {
            return SmiReport.none("", reason(e));
        }
        Optional<String> damage = document.read();
        return new SmiReport(document.node.values(), document.gpus, remarks, damage);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((_, _, _, _) -> new ByteArrayInputStream(new byte[0]));
        return factory;
    }

    private Optional<String> read() {
        try {
            if (!enter() || !ROOT.equals(reader.getLocalName())) {
                return Optional.of("the document is no " + ROOT);
            }
            while (enter()) {
                if (reader.getLocalName().equals("gpu")) {
                    gpu();
                } else {
                    element(node);
                }
            }
            return Optional.empty();
        } catch (XMLStreamException e) {
            return Optional.of(reason(e));
        }
    }

    private void gpu() throws XMLStreamException {
        String id = Optional.ofNullable(reader.getAttributeValue(null, "id")).orElse("");
        SmiGpu.Draft draft = new SmiGpu.Draft();
        List<SmiGpu.Mig> mig = new ArrayList<>();
        int before = push();
        while (enter()) {
            switch (reader.getLocalName()) {
                case "mig_devices" -> migDevices(mig);
                case "processes" -> draft.put(PROCESSES, processes());
                default -> element(draft);
            }
        }
        path.setLength(before);
        if (!ids.add(id)) {
            throw new XMLStreamException("gpu \"" + id + "\" stands twice", reader.getLocation());
        }
        gpus.add(draft.done(id, mig));
    }

    /// How many of them compute, or the text that stands in their place. Their names are the workloads' own and are not
    /// kept.
    private String processes() throws XMLStreamException {
        int compute = 0;
        while (enter()) {
            while (enter()) {
                boolean isType = reader.getLocalName().equals("type");
                while (enter()) {
                    skip();
                }
                compute += isType && text.toString().strip().startsWith("C") ? 1 : 0;
            }
        }
        String said = text.toString().strip();
        return said.isEmpty() || said.equals("None") ? Integer.toString(compute) : said;
    }

    private void migDevices(List<SmiGpu.Mig> mig) throws XMLStreamException {
        while (enter()) {
            mig.add(migDevice());
        }
    }

    private SmiGpu.Mig migDevice() throws XMLStreamException {
        String multiprocessors = "";
        String memory = "";
        List<String> open = new ArrayList<>(List.of(reader.getLocalName()));
        text.setLength(0);
        while (!open.isEmpty()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    open.add(reader.getLocalName());
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    String name = open.removeLast();
                    String parent = open.isEmpty() ? "" : open.getLast();
                    if (name.equals("multiprocessor_count")) {
                        multiprocessors = text.toString().strip();
                    } else if (name.equals("total") && parent.equals("fb_memory_usage")) {
                        memory = text.toString().strip();
                    }
                }
                default -> {}
            }
        }
        return new SmiGpu.Mig("", multiprocessors, memory);
    }

    /// Reads one element and all below it; the texts of its leaves go where their paths lead.
    private void element(SmiGpu.Draft draft) throws XMLStreamException {
        if (SKIPPED.contains(reader.getLocalName())) {
            skip();
            return;
        }
        int before = push();
        boolean leaf = true;
        while (enter()) {
            leaf = false;
            element(draft);
        }
        if (leaf) {
            draft.put(SmiField.ofElement(path.toString()), text.toString().strip());
        }
        path.setLength(before);
    }

    private int push() {
        int before = path.length();
        path.append(before == 0 ? "" : "/").append(reader.getLocalName());
        return before;
    }

    /// Moves to the next child's start; false at the end of the present element, its text then in `text`.
    private boolean enter() throws XMLStreamException {
        text.setLength(0);
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    return false;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.ENTITY_REFERENCE, XMLStreamConstants.END_DOCUMENT ->
                    throw new XMLStreamException("unexpected event", reader.getLocation());
                default -> {}
            }
        }
    }

    private void skip() throws XMLStreamException {
        for (int depth = 1; depth > 0; ) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                default -> {}
            }
        }
    }

    private static String reason(XMLStreamException problem) {
        String message = Optional.ofNullable(problem.getMessage()).orElse("not well-formed");
        return Lines.shortened(message.replace('\n', ' '));
    }
}
