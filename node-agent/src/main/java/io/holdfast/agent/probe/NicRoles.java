package io.holdfast.agent.probe;

import io.holdfast.agent.parse.NicTables;
import io.holdfast.agent.parse.Words;
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

    /// What a product is for, by its role in the table of products.
    private static final Map<String, String> WORDS = Map.of("supernic", EAST_WEST, "dpu", NORTH_SOUTH);

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
        boolean someHaveOne = cards.stream()
                .anyMatch(card -> width(card) == 1 && tooSlow(card).isEmpty());
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
        Optional<NicTables.Product> product = NicTables.byPsid(card.psid());
        Optional<String> word = product.flatMap(NicTables.Product::role).map(WORDS::get);
        if (word.isPresent()) {
            return new Role(word.get(), "it is a " + product.get().name());
        }
        Optional<NicTables.Product> slow = tooSlow(card);
        if (slow.isPresent()) {
            return new Role(NORTH_SOUTH, "it is a " + slow.get().name());
        }
        if (width(card) > 1 && someHaveOne) {
            return new Role(NORTH_SOUTH, "it has " + width(card) + " ports where others have one");
        }
        return new Role(EAST_WEST, "nothing speaks against it");
    }

    private static Optional<NicTables.Product> tooSlow(Card card) {
        return Words.hex(card.device()).flatMap(NicTables::tooSlow);
    }

    /// Ports, or functions where no port is known.
    private static int width(Card card) {
        return Math.max(card.ports().size(), card.functions().size());
    }
}
