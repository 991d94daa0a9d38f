package io.holdfast.agent.kernel;

import io.holdfast.agent.kernel.KernelFault.Said;
import io.holdfast.agent.kernel.KernelFault.Subject;
import io.holdfast.agent.kernel.KernelFault.Times;
import io.holdfast.agent.parse.Sighting;
import io.holdfast.protocol.check.KernelTables;
import io.holdfast.protocol.check.Xid;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One pass over some records: what they make of the faults that are open. Lives for that pass.
///
/// Memory is bounded however the log is flooded: beyond `INSTANCES` of a check its faults are counted together under
/// the instance `others`.
final class KernelFold {
    static final int INSTANCES = 64;
    static final int FAULTS = 512;
    static final Instance OTHERS = new Instance("others");

    private static final int PARTS = 32;
    private static final int RECENT = 5;
    static final long BURST = micros(Duration.ofMinutes(3));
    /// An Xid 154 names what the driver asks for because of the Xids of the same GPU that came this long before.
    private static final long ASKED = micros(Duration.ofSeconds(30));

    private static final String XIDS = "gpu.xid.";
    private static final CheckId ACTION = KernelTables.xidCheck(Xid.RECOVERY_ACTION);

    private final String boot;
    private final SortedMap<Subject, KernelFault> open;
    private final Map<CheckId, Integer> instances = new HashMap<>();
    private final List<KernelEdge> edges = new ArrayList<>();

    KernelFold(String boot, SortedMap<Subject, KernelFault> open) {
        this.boot = boot;
        this.open = open;
        open.keySet().forEach(key -> instances.merge(key.check(), 1, Integer::sum));
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }

    Collection<KernelFault> open() {
        return open.values();
    }

    List<KernelEdge> edges() {
        return edges;
    }

    void take(Heard heard) {
        for (int index = 0; index < heard.sightings().size(); index++) {
            Sighting sighting = heard.sightings().get(index);
            Subject key = new Subject(sighting.check(), sighting.instance());
            switch (sighting.kind()) {
                case FAULT -> {
                    Optional<Subject> root = cause(sighting, heard);
                    if (root.isPresent()) {
                        more(root.get(), heard);
                    } else {
                        fault(key, sighting, heard, index);
                    }
                }
                case EVIDENCE -> more(key, heard);
                case END -> end(key, sighting, heard, index);
            }
        }
    }

    /// The Xid of the same GPU that a sympathetic one belongs to.
    private Optional<Subject> cause(Sighting sighting, Heard heard) {
        long within = follows(sighting.check());
        if (within == 0) {
            return Optional.empty();
        }
        return open.values().stream()
                .filter(fault -> isXidOf(fault, sighting.instance()))
                .filter(fault -> !fault.subject().check().equals(sighting.check()))
                .filter(fault -> fault.boot().equals(boot)
                        && Math.abs(heard.usec() - fault.times().lastUsec()) <= within)
                .max(Comparator.comparingLong(fault -> fault.times().lastUsec()))
                .map(KernelFault::subject);
    }

    private static long follows(CheckId check) {
        if (!check.text().startsWith(XIDS)) {
            return 0;
        }
        try {
            int code = Integer.parseInt(check.text().substring(XIDS.length()));
            return KernelTables.shipped()
                    .xid(code)
                    .map(xid -> micros(xid.follows()))
                    .orElse(0L);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// Any Xid of a GPU but the one that says what is asked for.
    private static boolean isXidOf(KernelFault fault, Instance gpu) {
        Subject key = fault.subject();
        return key.instance().equals(gpu)
                && key.check().text().startsWith(XIDS)
                && !key.check().equals(ACTION);
    }

    private void more(Subject key, Heard heard) {
        KernelFault fault = open.get(key);
        if (fault != null && fault.boot().equals(boot)) {
            open.put(key, fault.at(heardOf(fault.times(), heard.usec())));
        }
    }

    private static Times heardOf(Times times, long usec) {
        return new Times(
                times.count(),
                times.first(),
                times.last(),
                Math.max(usec, times.lastUsec()),
                times.bursts(),
                times.recent());
    }

    private void end(Subject key, Sighting sighting, Heard heard, int index) {
        if (open.remove(key) != null) {
            instances.merge(key.check(), -1, Integer::sum);
            edge(key, "over: " + sighting.text(), heard, index);
        }
        if (key.check().equals(ACTION)) {
            asksNothing(key.instance());
        }
    }

    /// What was asked for was done: the Xids that it was asked for stay open, but ask for nothing any more.
    private void asksNothing(Instance gpu) {
        open.replaceAll((_, fault) -> isXidOf(fault, gpu)
                ? fault.saying(new Said(fault.said().severity(), fault.said().text(), ""))
                : fault);
    }

    private void fault(Subject wanted, Sighting sighting, Heard heard, int index) {
        Subject key = placed(wanted);
        KernelFault before = open.get(key);
        if (before == null) {
            open.put(key, first(key, sighting, heard));
            instances.merge(key.check(), 1, Integer::sum);
            edge(key, sighting.text(), heard, index);
        } else {
            boolean isSameBoot = before.boot().equals(boot);
            Long begin = isSameBoot ? before.times().bursts().get(sighting.part()) : null;
            boolean isSameBurst = begin != null && heard.usec() - begin < BURST;
            Times times = isSameBurst ? heardOf(before.times(), heard.usec()) : again(before, sighting, heard);
            open.put(
                    key,
                    new KernelFault(key, boot, said(before, sighting, isSameBurst), times, sticky(before, sighting)));
            if (!isSameBurst) {
                edge(key, sighting.text(), heard, index);
            }
        }
        if (sighting.check().equals(ACTION)) {
            asked(sighting, heard.usec());
        }
    }

    /// Where a fault is counted: under its own name while there is room.
    private Subject placed(Subject wanted) {
        boolean hasRoom = open.containsKey(wanted)
                || (instances.getOrDefault(wanted.check(), 0) < INSTANCES && open.size() < FAULTS);
        return hasRoom ? wanted : new Subject(wanted.check(), OTHERS);
    }

    private KernelFault first(Subject key, Sighting sighting, Heard heard) {
        SortedMap<String, Long> bursts = new TreeMap<>();
        bursts.put(sighting.part(), heard.usec());
        return new KernelFault(
                key,
                boot,
                new Said(sighting.severity(), sighting.text(), ""),
                new Times(1, heard.at(), heard.at(), heard.usec(), bursts, List.of(heard.usec())),
                sticky(sighting));
    }

    private Times again(KernelFault before, Sighting sighting, Heard heard) {
        Times times = before.times();
        boolean isSameBoot = before.boot().equals(boot);
        TreeMap<String, Long> bursts = isSameBoot ? new TreeMap<>(times.bursts()) : new TreeMap<>();
        bursts.put(sighting.part(), heard.usec());
        if (bursts.size() > PARTS) {
            bursts.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .ifPresent(bursts::remove);
        }
        List<Long> recent = isSameBoot ? new ArrayList<>(times.recent()) : new ArrayList<>();
        recent.add(heard.usec());
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        return new Times(
                times.count() + 1,
                times.first(),
                heard.at(),
                isSameBoot ? Math.max(heard.usec(), times.lastUsec()) : heard.usec(),
                bursts,
                recent);
    }

    /// The gravest counts, of equals the latest burst; of what the driver asks for always the latest.
    private static Said said(KernelFault before, Sighting sighting, boolean isSameBurst) {
        int compared = sighting.severity().compareTo(before.said().severity());
        boolean isNews =
                sighting.check().equals(ACTION) || compared > 0 || (compared == 0 && !isSameBurst) || isByNvml(before);
        return isNews
                ? new Said(sighting.severity(), sighting.text(), before.said().asks())
                : before.said();
    }

    /// Whether only NVML told of it, which has no text.
    static boolean isByNvml(KernelFault fault) {
        return fault.said().text().endsWith(Sighting.BY_NVML);
    }

    private static long sticky(Sighting sighting) {
        return sighting.sticky().map(KernelFold::micros).orElse(KernelFault.REST_OF_BOOT);
    }

    private static long sticky(KernelFault before, Sighting sighting) {
        long other = sticky(sighting);
        return before.sticky() == KernelFault.REST_OF_BOOT || other == KernelFault.REST_OF_BOOT
                ? KernelFault.REST_OF_BOOT
                : Math.max(before.sticky(), other);
    }

    /// The steps of one recovery follow each other (4, then 1): the latest is what is asked for.
    private void asked(Sighting action, long usec) {
        String number = action.part();
        if (number.isEmpty()) {
            return;
        }
        String asks = KernelTables.shipped().action(Long.parseLong(number)).name();
        open.replaceAll((key, fault) -> {
            boolean isMeant = isXidOf(fault, action.instance())
                    && fault.boot().equals(boot)
                    && (!fault.said().asks().isEmpty() || usec - fault.times().lastUsec() <= ASKED);
            return isMeant
                    ? fault.saying(
                            new Said(fault.said().severity(), fault.said().text(), asks))
                    : fault;
        });
    }

    private void edge(Subject key, String text, Heard heard, int index) {
        edges.add(new KernelEdge(
                boot + "-" + heard.record() + "-" + index, key.check(), key.instance(), text, heard.at()));
    }

    /// Whether it is grave and came so often within a day that a person should ask the vendor.
    static boolean isForTheVendor(KernelFault fault) {
        List<Long> recent = fault.times().recent();
        return fault.said().severity().compareTo(Severity.CRITICAL) == 0
                && fault.subject().check().text().startsWith(XIDS)
                && recent.size() == RECENT
                && recent.getLast() - recent.getFirst() <= micros(Duration.ofDays(1));
    }
}
