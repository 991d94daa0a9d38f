package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `/proc/cpuinfo`: one block of `key : value` lines per online logical processor. Which keys there are depends on the
/// architecture.
///
/// @param processors one per block that has a number
/// @param machine the lines after the last processor, as POWER prints them (`machine`, `platform`)
public record CpuInfo(List<Map<String, String>> processors, Map<String, String> machine) {
    public CpuInfo {
        processors = List.copyOf(processors);
        machine = Map.copyOf(machine);
    }

    public static CpuInfo parse(String text) {
        List<Map<String, String>> processors = new ArrayList<>();
        Map<String, String> machine = new TreeMap<>();
        Map<String, String> block = machine;
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                block = line.isBlank() ? machine : block;
                continue;
            }
            String key = line.substring(0, colon).strip();
            String value = line.substring(colon + 1).strip();
            if (key.equals("processor")) {
                block = new TreeMap<>();
                processors.add(block);
            }
            block.put(key, value);
        }
        return new CpuInfo(processors, machine);
    }

    /// A key of the first processor that has it.
    public Optional<String> first(String... keys) {
        for (String key : keys) {
            Optional<String> value = processors.stream()
                    .map(processor -> processor.getOrDefault(key, ""))
                    .filter(text -> !text.isEmpty())
                    .findFirst();
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    /// `model name` on x86, `cpu` on POWER; Arm prints numbers only.
    public Optional<String> model() {
        return first("model name", "cpu", "Model Name");
    }

    /// How many different values a key has; empty where no processor has it.
    public Optional<Long> distinct(String... keys) {
        if (processors.isEmpty()
                || !processors.stream().allMatch(it -> it.keySet().containsAll(List.of(keys)))) {
            return Optional.empty();
        }
        return Optional.of(processors.stream()
                .map(processor -> List.of(keys).stream().map(processor::get).toList())
                .distinct()
                .count());
    }

    /// Whether a processor says that a hypervisor runs beneath it (x86 only); empty where it lists no flags.
    public Optional<Boolean> hasHypervisor() {
        return first("flags").map(flags -> List.of(flags.split(" ", -1)).contains("hypervisor"));
    }
}
