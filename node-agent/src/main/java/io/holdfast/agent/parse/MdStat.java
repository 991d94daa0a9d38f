package io.holdfast.agent.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/proc/mdstat`: an array's line `md0 : active raid1 nvme1n1p2[1] nvme0n1p2[0]`, and below it lines that
/// begin with a blank: `976630464 blocks super 1.2 [2/2] [UU]`, `[==>...]  recovery = 12.6% (...)`.
public final class MdStat {
    private static final Pattern ARRAY = Pattern.compile(
            "(md\\S*) : (active|inactive)(?: \\([^)]*\\))?(?: (linear|raid\\d+|multipath|faulty|container))?.*");
    private static final Pattern MEMBERS = Pattern.compile("\\[([U_]+)]");
    private static final Pattern WORK = Pattern.compile("(recovery|resync|reshape|check|repair)\\s*=");

    /// One array.
    ///
    /// @param state `active raid1`; `inactive` for what is not assembled, the containers of firmware RAID
    ///     included
    /// @param missing members that are not there; empty for levels that know no missing ones (raid0) and
    ///     inactive arrays
    /// @param work what goes on in it: `recovery`, `resync`, `reshape`, `check`, else `idle`
    public record Array(String name, String state, Optional<Integer> missing, String work) {}

    private MdStat() {}

    /// Empty where the text is no whole mdstat: its first line is `Personalities`, its last `unused devices`.
    public static Optional<List<Array>> parse(String text) {
        if (!text.startsWith("Personalities") || !text.contains("\nunused devices:")) {
            return Optional.empty();
        }
        List<Array> arrays = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher array = ARRAY.matcher(line);
            if (array.matches()) {
                String level = array.group(3) == null ? "" : " " + array.group(3);
                arrays.add(new Array(array.group(1), array.group(2) + level, Optional.empty(), "idle"));
            } else if (line.startsWith(" ") && !arrays.isEmpty()) {
                arrays.addLast(with(arrays.removeLast(), line));
            }
        }
        return Optional.of(arrays);
    }

    private static Array with(Array array, String line) {
        Matcher members = MEMBERS.matcher(line);
        Matcher work = WORK.matcher(line);
        Optional<Integer> missing = members.find()
                ? Optional.of(
                        (int) members.group(1).chars().filter(c -> c == '_').count())
                : array.missing();
        return new Array(array.name(), array.state(), missing, work.find() ? work.group(1) : array.work());
    }
}
