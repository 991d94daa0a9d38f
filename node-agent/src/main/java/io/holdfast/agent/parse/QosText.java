package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Quality of service of an Ethernet port, as `mlnx_qos -i <netdev>` prints it, and as `dcb` does.
public final class QosText {
    private static final int PRIORITIES = 8;

    /// What was said; what was not is empty.
    ///
    /// @param dcbx who decides: `OS controlled`, `Firmware controlled`
    /// @param trust `dscp` or `pcp`
    /// @param flowControl whether each priority is paused, as the tool takes it: `0,0,0,1,0,0,0,0`
    /// @param priorities of code points; empty where no table was printed
    public record Qos(
            Optional<String> dcbx,
            Optional<String> trust,
            Optional<String> flowControl,
            SortedMap<Integer, Integer> priorities) {}

    private QosText() {}

    /// Of `mlnx_qos`. Lines of the table look like `prio:3 dscp:31,30,29,` with decimal code points of two digits; a
    /// priority of many has several lines.
    public static Qos mlnxQos(String output) {
        Optional<String> dcbx = Optional.empty();
        Optional<String> trust = Optional.empty();
        Optional<String> flowControl = Optional.empty();
        SortedMap<Integer, Integer> priorities = new TreeMap<>();
        for (String line : Lines.spoken(output, Integer.MAX_VALUE)) {
            if (line.startsWith("DCBX mode:")) {
                dcbx = value(line);
            } else if (line.startsWith("Priority trust state:")) {
                trust = value(line);
            } else if (line.startsWith("enabled ") && flowControl.isEmpty()) {
                flowControl = flags(
                        List.of(line.substring("enabled ".length()).strip().split("\\s+", -1)));
            } else if (line.startsWith("prio:") && line.contains("dscp:")) {
                table(line, priorities);
            }
        }
        return new Qos(dcbx, trust, flowControl, priorities);
    }

    /// Of `dcb pfc show`: `prio-pfc 0:off 1:off 2:off 3:on ...`.
    public static Optional<String> dcbFlowControl(String output) {
        List<String> words = List.of(output.strip().split("\\s+", -1));
        int at = words.indexOf("prio-pfc");
        if (at < 0) {
            return Optional.empty();
        }
        List<String> flags = new ArrayList<>();
        for (String word : words.subList(at + 1, Math.min(words.size(), at + 1 + PRIORITIES))) {
            if (!word.equals(flags.size() + ":on") && !word.equals(flags.size() + ":off")) {
                return Optional.empty();
            }
            flags.add(word.endsWith(":on") ? "1" : "0");
        }
        return flags(flags);
    }

    /// Of `dcb -N app show`: the pairs after `dscp-prio`, `24:3 48:6`. Empty where there are none: then the port trusts
    /// the VLAN tag.
    public static SortedMap<Integer, Integer> dcbPriorities(String output) {
        SortedMap<Integer, Integer> priorities = new TreeMap<>();
        boolean isInside = false;
        for (String word : output.strip().split("\\s+", -1)) {
            int colon = word.indexOf(':');
            if (colon < 0) {
                isInside = word.equals("dscp-prio");
            } else if (isInside) {
                put(word.substring(0, colon), word.substring(colon + 1), priorities);
            }
        }
        return priorities;
    }

    private static void table(String line, SortedMap<Integer, Integer> priorities) {
        String priority = Words.first(line.substring("prio:".length()));
        String points = line.substring(line.indexOf("dscp:") + "dscp:".length());
        Lines.split(points, ',').stream()
                .filter(point -> !point.isEmpty())
                .forEach(point -> put(point, priority, priorities));
    }

    private static void put(String point, String priority, SortedMap<Integer, Integer> priorities) {
        Optional<Long> key = Words.whole(point).filter(value -> value >= 0 && value < 64);
        Optional<Long> value = Words.whole(priority).filter(number -> number >= 0 && number < PRIORITIES);
        if (key.isPresent() && value.isPresent()) {
            priorities.put(key.get().intValue(), value.get().intValue());
        }
    }

    private static Optional<String> flags(List<String> flags) {
        boolean isWhole =
                flags.size() == PRIORITIES && flags.stream().allMatch(flag -> flag.equals("0") || flag.equals("1"));
        return isWhole ? Optional.of(String.join(",", flags)) : Optional.empty();
    }

    private static Optional<String> value(String line) {
        return Optional.of(line.substring(line.indexOf(':') + 1).strip()).filter(value -> !value.isEmpty());
    }
}
