package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What `ethtool` and `ip` say of a network interface.
public final class NetdevText {
    /// What the kernel writes into `operstate`, RFC 2863's words.
    private static final Set<String> STATES =
            Set.of("unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up");

    private NetdevText() {}

    /// `operstate`: one of a few words, so that a file that was cut short or doubled is none of them.
    public static Reading state(String text) {
        return STATES.contains(text) ? new Reading.Text(text) : SmiValue.malformed(text);
    }

    /// `ethtool -S`: lines `name: count` below a headline. Lines that are no counters are passed over.
    public static Map<String, Long> statistics(String output) {
        Map<String, Long> counters = new HashMap<>();
        output.lines().forEach(line -> {
            int colon = line.lastIndexOf(':');
            if (colon > 0) {
                Words.whole(line.substring(colon + 1).strip())
                        .filter(count -> count >= 0)
                        .ifPresent(count ->
                                counters.putIfAbsent(line.substring(0, colon).strip(), count));
            }
        });
        return counters;
    }

    /// `ethtool -a`: `Autonegotiate`, `RX` and `TX`, each on or off. With autonegotiation what was agreed stands apart,
    /// in lines that end in `negotiated`.
    public static Reading pause(String output) {
        Map<String, String> pairs = NvidiaProc.pairs(output);
        List<String> said = new ArrayList<>();
        for (String name : List.of("Autonegotiate", "RX", "TX")) {
            String value = pairs.getOrDefault(name, "");
            if (!value.equals("on") && !value.equals("off")) {
                return SmiValue.malformed(output);
            }
            said.add(name.toLowerCase(Locale.ROOT) + " " + value);
        }
        return new Reading.Text(String.join(", ", said));
    }

    /// `ethtool -g`: the present sizes and the largest ones stand in blocks with the same names.
    public static Reading rings(String output) {
        int present = output.indexOf("Current hardware settings");
        if (present < 0) {
            return SmiValue.malformed(output);
        }
        Map<String, String> largest = NvidiaProc.pairs(output.substring(0, present));
        Map<String, String> now = NvidiaProc.pairs(output.substring(present));
        List<String> said = new ArrayList<>();
        for (String name : List.of("RX", "TX")) {
            Optional<Long> size = Words.whole(now.getOrDefault(name, ""));
            Optional<Long> most = Words.whole(largest.getOrDefault(name, ""));
            if (size.isEmpty() || most.isEmpty()) {
                return SmiValue.malformed(output);
            }
            said.add(name.toLowerCase(Locale.ROOT) + " " + size.get() + " of " + most.get());
        }
        return new Reading.Text(String.join(", ", said));
    }

    /// `ethtool -k`: `hw-tc-offload: off [fixed]`. What is fixed cannot be changed; on or off is what counts.
    public static Map<String, Boolean> offloads(String output) {
        Map<String, Boolean> features = new TreeMap<>();
        NvidiaProc.pairs(output).forEach((name, value) -> {
            String word = Words.first(value);
            if (word.equals("on") || word.equals("off")) {
                features.put(name, word.equals("on"));
            }
        });
        return features;
    }

    /// `ethtool -T`: `PTP Hardware Clock: 0`, newer `Hardware timestamp provider index: 0`.
    public static Reading clock(String output) {
        Map<String, String> pairs = NvidiaProc.pairs(output);
        String index =
                pairs.getOrDefault("PTP Hardware Clock", pairs.getOrDefault("Hardware timestamp provider index", ""));
        if (index.equals("none")) {
            return Reading.missing(Why.UNSUPPORTED, "no hardware clock");
        }
        return Words.whole(index).<Reading>map(Reading.Whole::new).orElseGet(() -> SmiValue.malformed(output));
    }

    /// `ip -o address show`: `7: eth0    inet 10.0.0.1/31 brd ... scope global eth0\ ...`. Addresses of global scope,
    /// by
    /// interface.
    public static Map<String, List<String>> addresses(String output) {
        Map<String, List<String>> addresses = new TreeMap<>();
        output.lines().forEach(line -> {
            List<String> words = List.of(line.strip().split("\\s+", -1));
            int scope = words.indexOf("scope");
            boolean isGlobal = scope > 0
                    && scope + 1 < words.size()
                    && words.get(scope + 1).equals("global");
            if (isGlobal && words.size() > 3 && words.get(2).startsWith("inet")) {
                addresses.computeIfAbsent(words.get(1), _ -> new ArrayList<>()).add(words.get(3));
            }
        });
        return addresses;
    }

    /// `devlink dev eswitch show pci/...`: `pci/0000:17:00.0: mode legacy inline-mode none ...`.
    public static Reading eswitchMode(String output) {
        List<String> words = List.of(output.strip().split("\\s+", -1));
        int mode = words.indexOf("mode");
        return mode < 0 || mode + 1 >= words.size()
                ? SmiValue.malformed(output)
                : new Reading.Text(words.get(mode + 1));
    }
}
