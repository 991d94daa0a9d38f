package io.holdfast.agent.parse;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `nvidia-smi nvlink --status` and `nvidia-smi nvlink -e`: a line per GPU, below it a line per link or per counter.
///
/// ```
/// GPU 0: NVIDIA H200 NVL (UUID: GPU-...)
///          Link 0: 26.562 GB/s
///          Link 1: <inactive>
///          Link 0: Replay Errors: 0
/// ```
public final class NvlinkText {
    private static final Pattern GPU = Pattern.compile("GPU (\\d+): .*\\(UUID: (\\S+)\\)");
    private static final Pattern SPEED = Pattern.compile("Link (\\d+): (\\d+(?:\\.\\d+)?) GB/s");
    private static final Pattern INACTIVE = Pattern.compile("(?i)Link (\\d+): <?inactive>?");
    private static final Pattern COUNTER = Pattern.compile("Link \\d+: ([A-Za-z][^:]{0,60}?) *: *(\\d{1,18})");

    /// Kinds of counters beyond which the output is not what it seems.
    private static final int KINDS = 64;

    private NvlinkText() {}

    /// A GPU and what stands below it.
    ///
    /// @param links speed in GB/s by link, empty for an inactive one
    /// @param errors sums over all links, by kind: `replay`, `recovery`, `crc`
    /// @param remarks other lines
    public record Gpu(
            int index,
            String uuid,
            Map<Integer, Optional<BigDecimal>> links,
            Map<String, Long> errors,
            List<String> remarks) {
        private Gpu(int index, String uuid) {
            this(index, uuid, new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
        }

        public boolean isSplit() {
            return says("mig mode");
        }

        public boolean isAllInactive() {
            return says("all links are inactive")
                    || (!links.isEmpty() && links.values().stream().allMatch(Optional::isEmpty));
        }

        private boolean says(String words) {
            return remarks.stream()
                    .anyMatch(line -> line.toLowerCase(Locale.ROOT).contains(words));
        }
    }

    public static List<Gpu> parse(String output) {
        List<Gpu> gpus = new ArrayList<>();
        for (String line : Lines.spoken(output, 20_000)) {
            Matcher gpu = GPU.matcher(line);
            if (gpu.matches()) {
                gpus.add(new Gpu(Words.whole(gpu.group(1)).orElse(0L).intValue(), gpu.group(2)));
            } else if (!gpus.isEmpty()) {
                below(line, gpus.getLast());
            }
        }
        return gpus;
    }

    private static void below(String line, Gpu gpu) {
        Matcher speed = SPEED.matcher(line);
        Matcher inactive = INACTIVE.matcher(line);
        Matcher counter = COUNTER.matcher(line);
        if (speed.matches()) {
            number(speed.group(1)).ifPresent(link -> gpu.links().put(link, Words.decimal(speed.group(2))));
        } else if (inactive.matches()) {
            number(inactive.group(1)).ifPresent(link -> gpu.links().put(link, Optional.empty()));
        } else if (counter.matches()) {
            String kind = kind(counter.group(1));
            if (gpu.errors().size() < KINDS || gpu.errors().containsKey(kind)) {
                gpu.errors().merge(kind, Long.parseLong(counter.group(2)), Long::sum);
            }
        } else if (gpu.remarks().size() < SmiReport.REMARKS) {
            gpu.remarks().add(Lines.shortened(line));
        }
    }

    /// `Replay Errors` is `replay`.
    private static String kind(String label) {
        String word =
                label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
        return word.endsWith("_errors") ? word.substring(0, word.length() - "_errors".length()) : word;
    }

    private static Optional<Integer> number(String digits) {
        return Words.whole(digits).filter(number -> number < 1_000).map(Long::intValue);
    }
}
