package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.DeviceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `nvidia-smi -q`: headings and labels by indentation, `label : value`.
///
/// The form has no end mark. Every GPU ends with its processes, so a GPU without that label was cut off.
public final class SmiText {
    private static final String LAST_LABEL = "Processes";

    private record Level(int indent, int length) {}

    private final SmiGpu.Draft node = new SmiGpu.Draft();
    private final List<SmiGpu> gpus = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final List<Level> levels = new ArrayList<>();
    private final StringBuilder path = new StringBuilder();
    private SmiGpu.Draft draft = node;
    private List<SmiGpu.Mig> mig = new ArrayList<>();
    private String id = "";
    private boolean whole = true;
    private Optional<String> damage = Optional.empty();

    private SmiText() {}

    public static SmiReport parse(String output) {
        if (!output.contains("Attached GPUs")) {
            return SmiReport.none(output, "no report in the output");
        }
        SmiText report = new SmiText();
        output.lines().forEach(report::line);
        report.endGpu();
        String attached = report.node.values().getOrDefault(SmiField.ATTACHED, "");
        if (report.damage.isEmpty() && !attached.equals(Integer.toString(report.gpus.size()))) {
            report.damage = Optional.of(attached + " GPUs attached, " + report.gpus.size() + " described");
        }
        return new SmiReport(report.node.values(), report.gpus, report.remarks, report.damage);
    }

    private void line(String line) {
        String content = line.strip();
        if (content.isEmpty() || content.startsWith("=====")) {
            return;
        }
        int indent = line.indexOf(content.charAt(0));
        if (indent == 0
                && content.startsWith("GPU ")
                && DeviceId.parse(content.substring(4)).isPresent()) {
            startGpu(content.substring(4).strip());
            return;
        }
        int colon = content.indexOf(':');
        if (indent == 0 && (colon < 0 || draft != node)) {
            if (remarks.size() < SmiReport.REMARKS) {
                remarks.add(content);
            }
            return;
        }
        String label = (colon < 0 ? content : content.substring(0, colon)).strip();
        push(indent, label);
        if (label.equals(LAST_LABEL)) {
            whole = true;
        } else if (label.equals("MIG Device")) {
            mig.add(new SmiGpu.Mig("", "", ""));
        }
        if (colon >= 0) {
            value(content.substring(colon + 1).strip());
        }
    }

    private void push(int indent, String label) {
        while (!levels.isEmpty() && levels.getLast().indent() >= indent) {
            path.setLength(levels.removeLast().length());
        }
        levels.add(new Level(indent, path.length()));
        path.append(path.isEmpty() ? "" : "/").append(label);
    }

    private void value(String value) {
        String where = path.toString();
        if (!where.startsWith("MIG Device/")) {
            draft.put(SmiField.ofLabel(where), value);
        } else if (where.equals("MIG Device/Device Attributes/Shared/Multiprocessor count")) {
            SmiGpu.Mig last = mig.removeLast();
            mig.add(new SmiGpu.Mig("", value, last.memory()));
        } else if (where.equals("MIG Device/Shared FB Memory Usage/Total")
                || where.equals("MIG Device/FB Memory Usage/Total")) {
            SmiGpu.Mig last = mig.removeLast();
            mig.add(new SmiGpu.Mig("", last.multiprocessors(), value));
        }
    }

    private void startGpu(String address) {
        endGpu();
        draft = new SmiGpu.Draft();
        mig = new ArrayList<>();
        id = address;
        whole = false;
        levels.clear();
        path.setLength(0);
        if (!ids.add(address)) {
            damage = Optional.of("GPU " + address + " stands twice");
        }
    }

    private void endGpu() {
        if (draft == node || damage.isPresent()) {
            return;
        }
        if (whole) {
            gpus.add(draft.done(id, mig));
        } else {
            damage = Optional.of("the description of GPU " + id + " is cut off");
        }
    }
}
