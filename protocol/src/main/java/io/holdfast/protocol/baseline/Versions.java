package io.holdfast.protocol.baseline;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Versions as they are printed: `580.82.07`, `6.8.0-85-generic`, `32.47.1026`, `v1.33.5+rke2r1`,
/// `25.10-1.7.1`, `97.00.6E.00.07`, `2.0.5~rc1`.
///
/// Numbers compare as numbers, part by part; a part that is not there is 0. Words behind a number do not order, but
/// for those of a release not yet out (`rc`, `alpha`, ...), which come before it. What stands behind `+` is
/// the build, and neither orders nor distinguishes. A VBIOS has hexadecimal numbers.
public final class Versions {
    private static final Pattern VERSION = Pattern.compile("[vV]?\\d[0-9A-Za-z._~:+-]*");
    private static final Pattern PART = Pattern.compile("\\d+|[A-Za-z]+");
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9A-Fa-f]{1,4}(\\.[0-9A-Fa-f]{1,4}){2,}");
    private static final Set<String> BEFORE = Set.of("alpha", "beta", "dev", "pre", "preview", "rc");

    private Versions() {}

    /// Whether a text is a version at all.
    public static boolean isVersion(String text) {
        return VERSION.matcher(text.strip()).matches();
    }

    /// Below 0 where `one` is older, above 0 where it is newer; empty where one of them is no version.
    public static Optional<Integer> compare(String one, String other) {
        if (!isVersion(one) || !isVersion(other)) {
            return Optional.empty();
        }
        return Optional.of(orderOf(one.strip(), other.strip()));
    }

    /// Whether two texts are one version: the same numbers and the same words.
    static boolean areEqual(String one, String other) {
        if (!isVersion(one) || !isVersion(other)) {
            return false;
        }
        return orderOf(one.strip(), other.strip()) == 0 && words(one).equals(words(other));
    }

    /// Whether a version begins with all parts of another one.
    static boolean isOfSeries(String version, String series) {
        List<String> wanted = all(series);
        List<String> parts = all(version);
        return parts.size() >= wanted.size()
                && IntStream.range(0, wanted.size()).allMatch(at -> areSame(parts.get(at), wanted.get(at)));
    }

    private static boolean areSame(String one, String other) {
        return one.equals(other)
                || (Character.isDigit(one.charAt(0))
                        && Character.isDigit(other.charAt(0))
                        && number(one).equals(number(other)));
    }

    private static int orderOf(String one, String other) {
        boolean isHexadecimal = HEXADECIMAL.matcher(one).matches()
                && HEXADECIMAL.matcher(other).matches()
                && (one + other).chars().anyMatch(Character::isLetter);
        return isHexadecimal ? order(fromHexadecimal(one), fromHexadecimal(other)) : order(parts(one), parts(other));
    }

    private static List<String> fromHexadecimal(String version) {
        return Arrays.stream(version.split("\\."))
                .map(part -> Integer.toString(Integer.parseInt(part, 16)))
                .toList();
    }

    private static int order(List<String> one, List<String> other) {
        int length = Math.max(one.size(), other.size());
        for (int at = 0; at < length; at++) {
            int order = order(at < one.size() ? one.get(at) : "", at < other.size() ? other.get(at) : "");
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int order(String one, String other) {
        boolean isEarly = BEFORE.contains(one);
        if (isEarly != BEFORE.contains(other)) {
            return isEarly ? -1 : 1;
        }
        return isEarly ? one.compareTo(other) : number(one).compareTo(number(other));
    }

    private static BigInteger number(String part) {
        return part.isEmpty() || !Character.isDigit(part.charAt(0)) ? BigInteger.ZERO : new BigInteger(part);
    }

    /// The numbers, and the words that order.
    private static List<String> parts(String version) {
        return all(version).stream()
                .filter(part -> Character.isDigit(part.charAt(0)) || BEFORE.contains(part))
                .toList();
    }

    private static List<String> words(String version) {
        return all(version).stream()
                .filter(part -> !Character.isDigit(part.charAt(0)))
                .toList();
    }

    private static List<String> all(String version) {
        String text = version.strip().toLowerCase(Locale.ROOT);
        int build = text.indexOf('+');
        String release = build < 0 ? text : text.substring(0, build);
        Matcher matcher = PART.matcher(release.startsWith("v") ? release.substring(1) : release);
        List<String> parts = new ArrayList<>();
        while (matcher.find()) {
            parts.add(matcher.group());
        }
        return parts;
    }
}
