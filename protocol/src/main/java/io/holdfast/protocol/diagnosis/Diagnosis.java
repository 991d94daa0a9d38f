package io.holdfast.protocol.diagnosis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// All remarks on one installation, in the order in which its parts depend on each other.
public record Diagnosis(List<Remark> remarks) {
    public Diagnosis {
        remarks = List.copyOf(remarks);
    }

    public List<Remark.Fault> faults() {
        return remarks.stream()
                .filter(Remark.Fault.class::isInstance)
                .map(Remark.Fault.class::cast)
                .toList();
    }

    public boolean isWell() {
        return faults().isEmpty();
    }

    /// A line for each remark, and one that counts.
    public String text() {
        int faults = faults().size();
        return remarks.stream().map(remark -> remark.line() + "\n").collect(Collectors.joining())
                + (faults == 0 ? "nothing to mend" : faults == 1 ? "1 fault" : faults + " faults")
                + "\n";
    }

    /// For programs.
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("well", isWell());
        document.put("remarks", remarks.stream().map(Diagnosis::row).toList());
        return document;
    }

    private static Map<String, String> row(Remark remark) {
        Map<String, String> row = new LinkedHashMap<>();
        switch (remark) {
            case Remark.Well(String part, String evidence) -> {
                row.put("kind", "ok");
                row.put("part", part);
                row.put("evidence", evidence);
            }
            case Remark.Note(String part, String evidence) -> {
                row.put("kind", "note");
                row.put("part", part);
                row.put("evidence", evidence);
            }
            case Remark.Fault(String code, String what, String evidence, String remedy) -> {
                row.put("kind", "fault");
                row.put("code", code);
                row.put("what", what);
                row.put("evidence", evidence);
                row.put("do", remedy);
            }
        }
        return row;
    }
}
