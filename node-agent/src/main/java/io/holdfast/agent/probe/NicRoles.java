package io.holdfast.agent.probe;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which cards carry traffic between GPUs (east-west), and which carry the rest: pods, storage, management
/// (north-south). Pure; the first sign that says something decides, and is told.
final class NicRoles {
    static final String EAST_WEST = "east-west";
    static final String NORTH_SOUTH = "north-south";

    /// BlueField-3 cards by the id of their firmware's parameter set. Server vendors ship ids of their own.
    private static final Map<String, Role> BY_PSID = Map.of(
            "mt_0000001069", new Role(EAST_WEST, "B3140H SuperNIC"),
            "mt_0000000884", new Role(NORTH_SOUTH, "B3220 DPU"),
            "mt_0000000965", new Role(NORTH_SOUTH, "B3220 DPU"),
            "mt_0000000883", new Role(NORTH_SOUTH, "B3240 DPU"),
            "mt_0000000964", new Role(NORTH_SOUTH, "B3240 DPU"));

    /// ConnectX-6, -6 Dx, -6 Lx, and what came before: too slow for a rail of today's GPUs.
    private static final Map<String, String> OLDER = Map.of(
            "0x1013", "ConnectX-4",
            "0x1015", "ConnectX-4 Lx",
            "0x1017", "ConnectX-5",
            "0x1019", "ConnectX-5 Ex",
            "0x101b", "ConnectX-6",
            "0x101d", "ConnectX-6 Dx",
            "0x101f", "ConnectX-6 Lx");

    private NicRoles() {}

    /// @param reason the sign that decided
    record Role(String word, String reason) {}

    /// A card with all its functions.
    ///
    /// @param address without the function: `0000:37:00`
    /// @param device PCI device id, `0xa2dc`
    /// @param psid empty where it cannot be read
    /// @param functions addresses of its functions, in order
    /// @param ports all its ports
    record Card(String address, String device, Optional<String> psid, List<String> functions, List<Port> ports) {
        Card {
            functions = List.copyOf(functions);
            ports = List.copyOf(ports);
        }
    }

    /// A port.
    ///
    /// @param gigabits empty without a link, which has no rate to tell
    record Port(String name, Optional<BigDecimal> gigabits) {}

    /// The role of each card.
    ///
    /// @param defaultRoute addresses of the functions that the default route leaves by
    static List<Role> of(List<Card> cards, Set<String> defaultRoute) {
        boolean someHaveOne = cards.stream().anyMatch(card -> width(card) == 1 && !OLDER.containsKey(card.device()));
        List<Role> roles = new ArrayList<>();
        for (Card card : cards) {
            roles.add(role(card, defaultRoute, someHaveOne));
        }
        return roles;
    }

    private static Role role(Card card, Set<String> defaultRoute, boolean someHaveOne) {
        if (card.functions().stream().anyMatch(defaultRoute::contains)) {
            return new Role(NORTH_SOUTH, "the default route leaves by it");
        }
        Optional<Role> product =
                card.psid().map(psid -> psid.toLowerCase(java.util.Locale.ROOT)).map(BY_PSID::get);
        if (product.isPresent()) {
            return new Role(product.get().word(), "it is a " + product.get().reason());
        }
        if (OLDER.containsKey(card.device())) {
            return new Role(NORTH_SOUTH, "it is a " + OLDER.get(card.device()));
        }
        if (width(card) > 1 && someHaveOne) {
            return new Role(NORTH_SOUTH, "it has " + width(card) + " ports where others have one");
        }
        return new Role(EAST_WEST, "nothing speaks against it");
    }

    /// Ports, or functions where no port is known.
    private static int width(Card card) {
        return Math.max(card.ports().size(), card.functions().size());
    }
}
