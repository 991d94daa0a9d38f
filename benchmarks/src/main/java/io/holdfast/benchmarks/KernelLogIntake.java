package io.holdfast.benchmarks;

import io.holdfast.agent.kernel.Heard;
import io.holdfast.agent.kernel.KernelFacts;
import io.holdfast.agent.kernel.KernelFaults;
import io.holdfast.agent.parse.KmsgRecord;
import io.holdfast.agent.parse.LogMessages;
import io.holdfast.agent.parse.Sighting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How many records of a kernel's log a second go through parsing and the fold of faults, in one thread: from the bytes
/// of a read to the facts. The reference counts the line ends of the same bytes.
@Command(
        name = "kernel-log",
        mixinStandardHelpOptions = true,
        description = "Records of a kernel's log through parsing and fold.")
final class KernelLogIntake implements Callable<Integer> {
    private static final String AIM = ">= 200,000/s";
    private static final int BATCH = 1_000;

    /// What a node's log is mostly made of.
    private static final List<String> ORDINARY = List.of(
            "IPv6: ADDRCONF(NETDEV_CHANGE): cali%04x: link becomes ready",
            "nvidia-nvswitch2: open (major=510) by %04x",
            "perf: interrupt took too long (%d > 3136), lowering kernel.perf_event_max_sample_rate to 63500",
            "audit: type=1400 audit(1738292031.0:%d): apparmor=\"STATUS\" operation=\"profile_load\" name=\"x\"",
            "eth%d: renamed from veth123abc",
            "NVRM: GPU at PCI:0000:9b:00: GPU-509665ad-b600-ac93-3616-%012x",
            "EXT4-fs (md127p3): re-mounted 0f3cd65a-338b-4574-bba3-%012x r/w. Quota mode: none.",
            "workqueue: ib_cache_event_task [ib_core] hogged CPU for >10000us %d times, consider switching to WQ_UNBOUND",
            "pci 0000:9b:00.0: BAR 2 [mem 0x%08x-0x5fffffffff 64bit pref]: assigned",
            "systemd-journald[%d]: Received client request to flush runtime journal.");

    @Option(names = "--lines", defaultValue = "1000000", description = "Records in a run.")
    private int lines;

    @Option(names = "--runs", defaultValue = "5", description = "Runs; the median counts.")
    private int runs;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KernelLogIntake()).execute(arguments));
    }

    @Override
    @SuppressWarnings("SystemOut") // figures are printed
    public Integer call() throws IOException {
        Quiet.logging();
        System.out.println(Machine.line());
        Figures figures = new Figures();
        List<byte[]> ordinary = records(0);
        List<byte[]> usual = records(1_000);
        List<byte[]> flood = records(1);
        String reference = "counting line ends: " + rate(ordinary, KernelLogIntake::countLines);
        figures.add("a log in which nothing is told", rate(ordinary, KernelLogIntake::intake), reference, AIM);
        figures.add("one record in 1,000 tells of a fault", rate(usual, KernelLogIntake::intake), reference, AIM);
        figures.add(
                "a flood: every record is an Xid, on 5,000 GPUs that are none",
                rate(flood, KernelLogIntake::intake),
                reference,
                "");
        figures.print(System.out);
        return 0;
    }

    /// @param faultEvery which record tells of a fault; 0 for none
    private List<byte[]> records(int faultEvery) {
        List<byte[]> records = new ArrayList<>(lines);
        for (int line = 0; line < lines; line++) {
            String text = faultEvery > 0 && line % faultEvery == 0
                    ? String.format(
                            Locale.ROOT,
                            "NVRM: Xid (PCI:%04x:9b:00): 119, pid=%d, name=nvidia-smi, Timeout after 6s of waiting for RPC",
                            line % 5_000,
                            line)
                    : String.format(Locale.ROOT, ORDINARY.get(line % ORDINARY.size()), line);
            records.add(("6," + line + "," + line * 10L + ",-;" + text + "\n SUBSYSTEM=pci\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        }
        return records;
    }

    /// The interface of what is timed.
    @FunctionalInterface
    private interface Timed {
        long run(List<byte[]> records);
    }

    private String rate(List<byte[]> records, Timed timed) {
        List<Double> rates = new ArrayList<>();
        long result = timed.run(records);
        for (int run = 0; run < runs; run++) {
            long start = System.nanoTime();
            if (timed.run(records) != result) {
                throw new IllegalStateException("two runs over the same log differ");
            }
            rates.add(records.size() * 1e9 / (System.nanoTime() - start));
        }
        return Figures.rate(rates.stream().sorted().toList().get(runs / 2));
    }

    private static long countLines(List<byte[]> records) {
        long ends = 0;
        for (byte[] record : records) {
            for (byte one : record) {
                if (one == '\n') {
                    ends++;
                }
            }
        }
        return ends;
    }

    private static long intake(List<byte[]> records) {
        KernelFaults faults = KernelFaults.none("boot");
        List<Heard> batch = new ArrayList<>();
        for (byte[] bytes : records) {
            Optional<KmsgRecord> record = KmsgRecord.of(new String(bytes, StandardCharsets.ISO_8859_1));
            if (record.isPresent()
                    && record.get().isOfKernel()
                    && LogMessages.mayTell(record.get().escaped())) {
                List<Sighting> sightings = LogMessages.sightings(record.get().record());
                if (!sightings.isEmpty()) {
                    batch.add(new Heard(
                            "kmsg-" + record.get().sequence(), record.get().usec(), Instant.EPOCH, sightings));
                }
            }
            if (batch.size() == BATCH) {
                faults = faults.after(batch).faults();
                batch.clear();
            }
        }
        faults = faults.after(batch).faults();
        return KernelFacts.of(faults).size();
    }
}
