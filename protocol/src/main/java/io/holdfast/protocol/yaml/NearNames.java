package io.holdfast.protocol.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Names that a person may have meant.
public final class NearNames {
    /// So many names are still told one by one.
    private static final int FEW = 14;
    private static final int SHORTEST_ENDING = 4;

    private NearNames() {}

    /// Names that contain what was typed come first, then those with the fewest letters to change.
    public static List<String> of(String typed, Collection<String> names, int most) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        return names.stream()
                .sorted(Comparator.<String, Boolean>comparing(name -> wanted.isEmpty() || !name.contains(wanted))
                        .thenComparingInt(name -> distance(wanted, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(most)
                .toList();
    }

    /// `; did you mean "x"?` where a name is near enough to be meant, else the names themselves where they are few.
    public static String hint(String typed, Collection<String> names) {
        return nearest(typed, names)
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElseGet(() -> names.size() > FEW
                        ? ""
                        : "; expected one of "
                                + String.join(", ", names.stream().sorted().toList()));
    }

    /// The one name that was meant, as far as letters tell.
    public static Optional<String> nearest(String typed, Collection<String> names) {
        String wanted = plain(typed);
        Optional<String> ending = names.stream()
                .filter(name -> typed.length() >= SHORTEST_ENDING && plain(name).endsWith("." + wanted))
                .min(Comparator.comparingInt(String::length));
        return ending.or(() -> names.stream()
                .min(Comparator.<String>comparingInt(name -> distance(wanted, plain(name)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> distance(wanted, plain(name)) <= mostEdits(typed)));
    }

    private static int mostEdits(String typed) {
        return typed.length() < 2 ? 0 : Math.max(1, Math.min(4, typed.length() / 3));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /// Letters to insert, remove or replace to get from one word to the other.
    static int distance(String from, String to) {
        int[] before = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] now = new int[to.length() + 1];
            now[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(replaced, Math.min(before[j], now[j - 1]) + 1);
            }
            before = now;
        }
        return before[to.length()];
    }
}
