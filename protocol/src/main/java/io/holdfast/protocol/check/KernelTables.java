package io.holdfast.protocol.check;

import io.holdfast.protocol.baseline.Constraint;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Section;
import io.holdfast.protocol.finding.Scope;
import io.holdfast.protocol.finding.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is known of the messages of the kernel's log: `kernel/*.yaml`. Loaded once.
public final class KernelTables {
    static final String FOLDER = "kernel";

    /// Stands for every number of a recovery action that is not in the table.
    private static final int ANY_OTHER = 255;

    private static final class Shipped {
        static final KernelTables TABLES = KernelTableReader.shipped();
    }

    private final SortedMap<Integer, Xid> xids;
    private final SortedMap<Integer, Sxid> sxids;
    private final SortedMap<Integer, RecoveryAction> actions;
    private final List<KernelMessage> messages;

    KernelTables(
            Map<Integer, Xid> xids,
            Map<Integer, Sxid> sxids,
            Map<Integer, RecoveryAction> actions,
            List<KernelMessage> messages) {
        this.xids = new TreeMap<>(xids);
        this.sxids = new TreeMap<>(sxids);
        this.actions = new TreeMap<>(actions);
        this.messages = List.copyOf(messages);
    }

    /// The tables that ship with this version.
    public static KernelTables shipped() {
        return Shipped.TABLES;
    }

    public Optional<Xid> xid(int code) {
        return Optional.ofNullable(xids.get(code));
    }

    public Collection<Xid> xids() {
        return java.util.Collections.unmodifiableCollection(xids.values());
    }

    public Optional<Sxid> sxid(int code) {
        return Optional.ofNullable(sxids.get(code));
    }

    public Collection<Sxid> sxids() {
        return java.util.Collections.unmodifiableCollection(sxids.values());
    }

    /// What a number of Xid 154 asks for; the row of all others where it is not listed.
    public RecoveryAction action(long number) {
        RecoveryAction other = java.util.Objects.requireNonNull(actions.get(ANY_OTHER));
        return number < 0 || number > ANY_OTHER ? other : actions.getOrDefault((int) number, other);
    }

    public Collection<RecoveryAction> actions() {
        return java.util.Collections.unmodifiableCollection(actions.values());
    }

    /// All other messages, in the order in which they are tried.
    public List<KernelMessage> messages() {
        return messages;
    }

    /// A catalog row for each code.
    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        xids.values().forEach(xid -> checks.add(check(xid)));
        sxids.values().forEach(sxid -> checks.add(check(sxid)));
        return checks;
    }

    public static CheckId xidCheck(int code) {
        return new CheckId("gpu.xid." + code);
    }

    public static CheckId sxidCheck(int code) {
        return new CheckId("gpu.sxid." + code);
    }

    private Check check(Xid xid) {
        List<String> notes = new ArrayList<>();
        notes.add(xid.name() + ".");
        if (!xid.immediate().isEmpty()) {
            String later = xid.investigate().isEmpty() ? "" : ", then " + xid.investigate();
            notes.add("NVIDIA's catalog asks for " + xid.immediate() + later + ".");
        }
        notes.add(xid.notes());
        boolean isByNumber = xid.code() == Xid.RECOVERY_ACTION;
        if (isByNumber) {
            notes.add("The numbers: " + numbers() + ".");
        }
        return row(
                xidCheck(xid.code()),
                "Xid " + xid.code() + ": " + xid.meaning(),
                new Graded(xid.severity(), isByNumber ? byNumber(xid.severity()) : xid.grades(), Scope.DEVICE),
                xid.remedy(),
                new Remarks(String.join(" ", notes).strip(), xid.unverified()));
    }

    private String numbers() {
        return actions.values().stream()
                .filter(action -> action.number() != ANY_OTHER)
                .map(action -> action.number() + " " + action.name())
                .collect(Collectors.joining(", "));
    }

    private List<Check.Grade> byNumber(Severity otherwise) {
        return actions.values().stream()
                .filter(action -> action.severity() != otherwise)
                .map(action -> (Check.Grade) new Check.Grade.Starts(action.number() + " ", action.severity()))
                .toList();
    }

    private static Check check(Sxid sxid) {
        return row(
                sxidCheck(sxid.code()),
                "SXid " + sxid.code() + ": " + sxid.meaning(),
                new Graded(sxid.severity(), sxid.grades(), Scope.NVLINK_DOMAIN),
                sxid.remedy(),
                new Remarks("Only HGX up to H100 and H200 has such a driver. " + sxid.notes(), ""));
    }

    private record Graded(Severity severity, List<Check.Grade> grades, Scope scope) {}

    private record Remarks(String notes, String unverified) {}

    private static Check row(CheckId id, String title, Graded graded, Remedy remedy, Remarks remarks) {
        return new Check(
                id.text(),
                title,
                Check.Type.TEXT,
                Optional.empty(),
                Section.GPU,
                Check.Kind.HEALTH,
                graded.severity(),
                graded.grades(),
                "/dev/kmsg",
                "none",
                Optional.of(new Constraint.EqualTo("none")),
                Check.OverTime.NONE,
                Check.Conclusion.FAULT,
                graded.scope(),
                Check.Cadence.FAST,
                false,
                List.of(Check.Needs.CAP_SYSLOG),
                "",
                remedy.text(),
                remedy.cost(),
                remarks.notes().strip(),
                remarks.unverified());
    }
}
