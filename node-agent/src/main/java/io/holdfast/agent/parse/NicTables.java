package io.holdfast.agent.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// What is known of network cards beforehand: which product a card is, and which firmware fits a host
/// stack. The tables are resources of the agent; a `-` in them is not known.
public final class NicTables {
    /// A row of the products.
    ///
    /// @param device PCI device id
    /// @param part its part number up to the third dash; empty for a row that stands for all cards of the
    ///     device id
    /// @param role `supernic`, `dpu` or `nic`; empty where the device id alone does not tell
    /// @param isTooSlow for a rail of today's GPUs
    public record Product(
            long device,
            Optional<String> part,
            Optional<String> psid,
            String name,
            Optional<String> role,
            boolean isTooSlow) {}

    private record Firmware(String stack, long device, String version) {}

    private static final List<Product> PRODUCTS = rows("products.table", 6).stream()
            .map(row -> new Product(
                    id(row.get(0)),
                    known(row.get(1)),
                    known(row.get(2)),
                    row.get(3),
                    known(row.get(4)),
                    row.get(5).equals("no")))
            .toList();

    private static final List<Firmware> FIRMWARE = rows("firmware.table", 3).stream()
            .map(row -> new Firmware(row.get(0), id(row.get(1)), row.get(2)))
            .toList();

    private NicTables() {}

    /// The product of a card: by part number, else by PSID, else what all cards of the device id have in
    /// common.
    public static Optional<Product> product(long device, Optional<String> part, Optional<String> psid) {
        List<Product> candidates =
                PRODUCTS.stream().filter(row -> row.device() == device).toList();
        Optional<String> group = part.map(NicTables::group);
        return candidates.stream()
                .filter(row -> row.part().isPresent() && row.part().equals(group))
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(row -> row.psid().isPresent()
                                && psid.filter(it ->
                                                it.equalsIgnoreCase(row.psid().get()))
                                        .isPresent())
                        .findFirst())
                .or(() ->
                        candidates.stream().filter(row -> row.part().isEmpty()).findFirst());
    }

    /// The product that a PSID alone tells. Server vendors ship PSIDs of their own.
    public static Optional<Product> byPsid(Optional<String> psid) {
        return PRODUCTS.stream()
                .filter(row -> row.psid().isPresent()
                        && psid.filter(it -> it.equalsIgnoreCase(row.psid().get()))
                                .isPresent())
                .findFirst();
    }

    /// The card that is too slow for a rail of today's GPUs, by its device id.
    public static Optional<Product> tooSlow(long device) {
        return PRODUCTS.stream()
                .filter(row -> row.device() == device && row.isTooSlow())
                .findFirst();
    }

    /// Whether the device id is that of a BlueField: a card with processors of its own.
    public static boolean isBlueField(long device) {
        return PRODUCTS.stream()
                .anyMatch(row -> row.device() == device && row.name().startsWith("BlueField"));
    }

    /// The firmware listed for this build of the host stack (`25.10-1.2.2`) and this card; empty where
    /// none is.
    public static Optional<String> firmware(String stack, long device) {
        return FIRMWARE.stream()
                .filter(row -> row.stack().equals(stack) && row.device() == device)
                .map(Firmware::version)
                .findFirst();
    }

    /// Whether two versions are one, part by part as numbers: `16.26.0100` is `16.26.100`.
    public static boolean isSame(String one, String other) {
        return parts(one).equals(parts(other));
    }

    private static List<String> parts(String version) {
        return Lines.split(version, '.').stream()
                .map(part -> Words.whole(part).map(String::valueOf).orElse(part))
                .toList();
    }

    /// What mlx5 gives as type of an RDMA device: `MT` and the PCI device id in decimal.
    public static String hcaType(long device) {
        return "MT" + device;
    }

    /// `900-9D3B6-00CV` of `900-9D3B6-00CV-AA0` and of `900-9D3B6-00CV-A_Ax`.
    public static String group(String part) {
        List<String> groups = Lines.split(part.strip().toUpperCase(Locale.ROOT), '-');
        return String.join("-", groups.subList(0, Math.min(3, groups.size())));
    }

    private static Optional<String> known(String cell) {
        return cell.equals("-") ? Optional.empty() : Optional.of(cell);
    }

    private static long id(String cell) {
        return Words.hex(cell).orElseThrow(() -> new IllegalStateException("\"" + cell + "\" is no device id"));
    }

    private static List<List<String>> rows(String name, int columns) {
        String path = "/io/holdfast/agent/nic/" + name;
        try (InputStream stream = Objects.requireNonNull(NicTables.class.getResourceAsStream(path), path)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Lines.split(line, '|'))
                    .peek(row -> {
                        if (row.size() != columns) {
                            throw new IllegalStateException(path + ": " + row + " has not " + columns + " cells");
                        }
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
