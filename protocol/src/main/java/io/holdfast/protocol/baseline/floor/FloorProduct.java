package io.holdfast.protocol.baseline.floor;

import io.holdfast.protocol.check.CatalogException;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.yaml.LocatedYaml;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Something whose version an advisory is about: a row of `floors/products.yaml`.
///
/// @param word in our own advisory files
/// @param check whose readings are its versions
/// @param family the first number of its versions; empty text where the check tells of nothing else
/// @param parts how many numbers name a train
/// @param names parts of its name in CSAF documents, in lower case
public record FloorProduct(String word, CheckId check, String family, int parts, List<String> names) {
    private static final String FILE = "floors/products.yaml";

    private static final class Shipped {
        static final List<FloorProduct> PRODUCTS = read();
    }

    public FloorProduct {
        names = List.copyOf(names);
    }

    /// All products there are.
    public static List<FloorProduct> all() {
        return Shipped.PRODUCTS;
    }

    /// By the word of our own files.
    public static Optional<FloorProduct> of(String word) {
        return all().stream().filter(product -> product.word.equals(word)).findFirst();
    }

    /// By the name in a CSAF document: the product whose longest name is part of it.
    static Optional<FloorProduct> named(String name) {
        String text = name.toLowerCase(Locale.ROOT);
        return all().stream()
                .filter(product -> product.longest(text) > 0)
                .max(Comparator.comparingInt(product -> product.longest(text)));
    }

    private int longest(String text) {
        return names.stream()
                .filter(text::contains)
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    /// Whether a version may be one of this product.
    boolean isOf(String version) {
        return family.isEmpty() || version.startsWith(family + ".");
    }

    /// The train that a version belongs to: its first numbers.
    String trainOf(String version) {
        String[] numbers = version.replaceFirst("^v", "").split("[^0-9]+", -1);
        return String.join(".", List.of(numbers).subList(0, Math.min(parts, numbers.length)));
    }

    private static List<FloorProduct> read() {
        return new Fields(1, Map.of("rows", LocatedYaml.parse(LocatedYaml.resource(FILE), CatalogException.in(FILE))))
                .rows("rows").stream()
                        .map(row -> new FloorProduct(
                                row.text("product"),
                                new CheckId(row.text("check")),
                                row.text("family"),
                                Integer.parseInt(row.text("parts")),
                                row.texts("names")))
                        .toList();
    }
}
