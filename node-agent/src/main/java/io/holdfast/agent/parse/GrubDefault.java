package io.holdfast.agent.parse;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which of the installed kernels GRUB boots when nobody touches a key.
///
/// @param config `grub.cfg`; empty where it could not be read
/// @param defaults `/etc/default/grub`
/// @param environment `grubenv`
/// @param installed releases of the kernels in `/boot`
public record GrubDefault(Optional<String> config, String defaults, String environment, List<String> installed) {
    private static final Pattern SET_DEFAULT = Pattern.compile("(?m)^\\s*set default=\"?([^\"\\n]*)\"?\\s*$");
    private static final Pattern NUMBERS = Pattern.compile("(\\d+|[^\\d]+)");
    private static final String SAVED = "${saved_entry}";
    private static final int ENVIRONMENT_SIZE = 1024;
    private static final String ONCE = "${next_entry}";

    public GrubDefault {
        installed = List.copyOf(installed);
    }

    /// GRUB keeps its environment block at the size it was made with, filled up with `#`: another size means that
    /// part of it, and perhaps the entry chosen for the next boot, is lost.
    public static boolean isWhole(String environment) {
        return environment.length() == ENVIRONMENT_SIZE;
    }

    /// The entry that is meant: `0` for the first, else an entry's name, index or id. One chosen for one boot
    /// (`grub-reboot`) comes first.
    public String entry() {
        Map<String, String> saved = OsRelease.parse(whole(environment));
        String once = saved.getOrDefault("next_entry", "");
        if (!once.isEmpty()) {
            return once;
        }
        String wanted = config.flatMap(GrubDefault::setDefault)
                .orElseGet(() -> OsRelease.parse(defaults).getOrDefault("GRUB_DEFAULT", "0"));
        String entry = wanted.equals(SAVED) || wanted.equals("saved") ? saved.getOrDefault("saved_entry", "") : wanted;
        return entry.isEmpty() ? "0" : entry;
    }

    /// The release of that entry's kernel; empty where the entry does not tell which it is.
    public Optional<String> release() {
        String entry = entry();
        if (entry.equals("0")) {
            return config.flatMap(Grub::firstKernelLine)
                    .flatMap(GrubDefault::image)
                    .or(() -> installed.stream().max(BY_RELEASE));
        }
        return installed.stream().filter(entry::contains).max(Comparator.comparingInt(String::length));
    }

    /// `6.5.0-45` after `6.5.0-9`: digits compare as numbers.
    static final Comparator<String> BY_RELEASE = (one, other) -> {
        List<String> a = NUMBERS.matcher(one).results().map(it -> it.group()).toList();
        List<String> b = NUMBERS.matcher(other).results().map(it -> it.group()).toList();
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            Optional<Long> x = Words.whole(a.get(i));
            Optional<Long> y = Words.whole(b.get(i));
            int sign = x.isPresent() && y.isPresent()
                    ? Long.compare(x.get(), y.get())
                    : a.get(i).compareTo(b.get(i));
            if (sign != 0) {
                return sign;
            }
        }
        return Integer.compare(a.size(), b.size());
    };

    private static Optional<String> setDefault(String config) {
        Matcher set = SET_DEFAULT.matcher(config);
        Optional<String> last = Optional.empty();
        while (set.find()) {
            if (!set.group(1).equals(ONCE)) {
                last = Optional.of(set.group(1));
            }
        }
        return last;
    }

    private static Optional<String> image(String line) {
        String image = Words.first(line);
        int at = image.lastIndexOf("vmlinuz-");
        return at < 0 ? Optional.empty() : Optional.of(image.substring(at + "vmlinuz-".length()));
    }

    /// Values of `grubenv` are not quoted and may hold blanks: as `OsRelease` reads them, whole.
    private static String whole(String environment) {
        StringBuilder quoted = new StringBuilder();
        environment.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                quoted.append(line, 0, equals + 1)
                        .append('\'')
                        .append(line.substring(equals + 1).replace("'", ""))
                        .append("'\n");
            }
        });
        return quoted.toString();
    }
}
