package io.holdfast.agent.parse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The neighbours that `lldpctl -f json` (or `json0`) lists.
///
/// Lists of one are printed without the list, in `json0` everything is a list, and a chassis with a system
/// name is keyed by that name while one without is not.
public final class LldpText {
    /// The other end of a cable.
    ///
    /// @param chassis its system name; its chassis id where it tells no name
    /// @param portType what kind of word the port id is: `ifname`, `local`, `mac`; a hardware address is
    ///     no name
    /// @param address for management; the first where there are several
    public record Neighbor(
            String chassis, String portType, String port, Optional<String> description, Optional<String> address) {
        /// `leaf01 ifname:swp12`.
        public String words() {
            return chassis + " " + portType + ":" + port;
        }
    }

    private LldpText() {}

    /// By interface, the neighbours of each in order; empty where the output is no such list.
    public static Optional<Map<String, List<Neighbor>>> parse(String output) {
        return Json.object(output).map(document -> {
            Map<String, List<Neighbor>> neighbors = new TreeMap<>();
            for (JsonNode lldp : Json.each(document.path("lldp"))) {
                for (JsonNode each : Json.each(lldp.path("interface"))) {
                    interfaces(each, neighbors);
                }
            }
            neighbors.values().forEach(list -> list.sort(Comparator.comparing(Neighbor::words)));
            return neighbors;
        });
    }

    /// `{"eth0": {..}}`, or in `json0` `{"name": "eth0", ..}`.
    private static void interfaces(JsonNode node, Map<String, List<Neighbor>> neighbors) {
        Optional<String> name = Json.text(node.path("name"));
        if (name.isPresent()) {
            neighbor(node).ifPresent(it -> add(neighbors, name.get(), it));
            return;
        }
        node.properties()
                .forEach(entry -> Json.each(entry.getValue())
                        .forEach(one -> neighbor(one).ifPresent(it -> add(neighbors, entry.getKey(), it))));
    }

    private static void add(Map<String, List<Neighbor>> neighbors, String name, Neighbor neighbor) {
        neighbors.computeIfAbsent(name, _ -> new ArrayList<>()).add(neighbor);
    }

    private static Optional<Neighbor> neighbor(JsonNode node) {
        JsonNode port = first(node.path("port"));
        JsonNode portId = first(port.path("id"));
        Optional<String> id = Json.text(portId.path("value"));
        JsonNode chassis = first(node.path("chassis"));
        Optional<String> name = Optional.empty();
        if (!chassis.has("id") && chassis.properties().size() == 1) {
            Map.Entry<String, JsonNode> named = chassis.properties().iterator().next();
            name = Optional.of(named.getKey());
            chassis = first(named.getValue());
        }
        JsonNode known = chassis;
        Optional<String> who = name.or(() -> printed(known.path("name")))
                .or(() -> Json.text(first(known.path("id")).path("value")));
        if (id.isEmpty() || who.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Neighbor(
                who.get(),
                Json.text(portId.path("type")).orElse("unknown"),
                id.get(),
                printed(port.path("descr")),
                printed(known.path("mgmt-ip"))));
    }

    private static JsonNode first(JsonNode node) {
        List<JsonNode> each = Json.each(node);
        return each.isEmpty() ? node : each.getFirst();
    }

    /// A plain text, or `[{"value": "text"}]` of `json0`.
    private static Optional<String> printed(JsonNode node) {
        JsonNode one = first(node);
        return one.isObject() ? Json.text(one.path("value")) : Json.text(one);
    }
}
