package io.holdfast.protocol.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which instances an expectation is about: all of the check where it names nothing, else those that have every
/// trait and lie on a node with every label.
///
/// @param traits for each trait the values of which one has to fit; `*` stands for any letters, case does not matter
/// @param labels Kubernetes labels of the node
public record Selector(SortedMap<Trait, List<String>> traits, SortedMap<String, String> labels) {
    /// All instances of a check.
    public static final Selector ALL = new Selector(new TreeMap<>(), new TreeMap<>());

    /// What an instance can be told by.
    public enum Trait {
        /// The instance as facts name it: a PCI address, a port, an interface, a module.
        INSTANCE,
        /// PCI address of the device.
        PCI,
        /// What a network card is for: `east-west`, `north-south`.
        ROLE,
        /// What kind of product a network card is: `supernic`, `dpu`, `nic`.
        PRODUCT,
        /// Product name of a network card.
        CARD,
        /// Rail of a network card: `r0`.
        RAIL,
        /// Product name of a GPU.
        GPU,
        /// A word of a newer writer.
        UNKNOWN;

        /// The word in a baseline.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Trait> of(String word) {
            return Arrays.stream(values())
                    .filter(trait -> trait != UNKNOWN && trait.word().equals(word))
                    .findFirst();
        }
    }

    public Selector {
        TreeMap<Trait, List<String>> kept = new TreeMap<>();
        traits.forEach((trait, values) -> kept.put(trait, List.copyOf(values)));
        traits = Collections.unmodifiableSortedMap(kept);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /// Instances with one trait.
    public static Selector of(Trait trait, String value) {
        return new Selector(new TreeMap<>(Map.of(trait, List.of(value))), new TreeMap<>());
    }

    public boolean isAll() {
        return traits.isEmpty() && labels.isEmpty();
    }

    /// How much it names: of two that fit one instance, the one that names more counts.
    public int specificity() {
        return traits.size() + labels.size();
    }

    /// Whether a value fits one of the wanted ones.
    public static boolean fits(List<String> wanted, String value) {
        return wanted.stream().anyMatch(one -> glob(one).matcher(value).matches());
    }

    /// The same for those who ask of many values.
    public static Predicate<String> fitting(List<String> wanted) {
        List<Pattern> patterns = wanted.stream().map(Selector::glob).toList();
        return value -> patterns.stream().anyMatch(one -> one.matcher(value).matches());
    }

    private static Pattern glob(String text) {
        String expression =
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /// Whether no instance can fit both: they want other values of one trait or label, spelt without `*`.
    public boolean excludes(Selector other) {
        boolean byTrait = traits.entrySet().stream()
                .anyMatch(entry -> areDisjoint(entry.getValue(), other.traits.getOrDefault(entry.getKey(), List.of())));
        boolean byLabel = labels.entrySet().stream()
                .anyMatch(
                        entry -> !entry.getValue().equals(other.labels.getOrDefault(entry.getKey(), entry.getValue())));
        return byTrait || byLabel;
    }

    private static boolean areDisjoint(List<String> some, List<String> others) {
        return !others.isEmpty()
                && some.stream().noneMatch(one -> fits(others, one) || one.contains("*"))
                && others.stream().noneMatch(one -> fits(some, one) || one.contains("*"));
    }

    /// In words: `role east-west, rail r0`; empty text for all.
    public String words() {
        List<String> words = new ArrayList<>();
        traits.forEach((trait, values) -> words.add(trait.word() + " " + String.join(" or ", values)));
        labels.forEach((label, value) -> words.add("label " + label + "=" + value));
        return String.join(", ", words);
    }
}
