package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `nvidia-smi -L`: name and UUID of each GPU, profile of each MIG device. It says no addresses.
public final class SmiList {
    private static final Pattern GPU = Pattern.compile("GPU \\d+: (.+) \\(UUID: (GPU-[^)\\s]+)\\)");
    private static final Pattern MIG = Pattern.compile("MIG (\\S+)\\s+Device\\s+\\d+: \\(UUID: MIG-[^)]+\\)");

    private SmiList() {}

    public static SmiReport parse(String output) {
        List<SmiGpu> gpus = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (String line : Lines.spoken(output, 1_000)) {
            Matcher gpu = GPU.matcher(line);
            Matcher mig = MIG.matcher(line);
            if (gpu.matches()) {
                gpus.add(new SmiGpu(
                        Optional.empty(), Map.of(SmiField.NAME, gpu.group(1), SmiField.UUID, gpu.group(2)), List.of()));
            } else if (mig.matches() && !gpus.isEmpty()) {
                SmiGpu owner = gpus.removeLast();
                SmiGpu.Mig device = new SmiGpu.Mig(mig.group(1), "", "");
                gpus.add(new SmiGpu(owner.address(), owner.values(), Lines.joined(owner.mig(), List.of(device))));
            } else {
                remarks.add(line);
            }
        }
        return gpus.isEmpty()
                ? SmiReport.none(output, "no GPU in the list")
                : new SmiReport(Map.of(), gpus, remarks, Optional.empty());
    }
}
