package io.holdfast.standalone;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.host.RecordedHostException;
import io.holdfast.protocol.fact.NodeId;
import io.holdfast.standalone.simulate.Simulated;
import io.holdfast.standalone.simulate.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which nodes there are: this machine, the recorded hosts, the made-up ones.
///
/// @param live this machine; empty where it is left out
/// @param recorded recorded hosts by their folders, in the order they were given
/// @param inventory all of them with their labels
record Population(Optional<NodeId> live, List<Recorded> recorded, Simulated simulated, Inventory inventory) {
    /// A recorded host and the node it is shown as.
    record Recorded(NodeId node, Path folder) {}

    private static final String CLUSTER = "local";
    private static final List<String> SIGNS = List.of("proc", "sys", "etc", "commands.yaml");

    Population {
        recorded = List.copyOf(recorded);
    }

    /// @throws CannotStartException a folder that is no recorded host
    static Population of(StandaloneConfig config) {
        NodeNames names = new NodeNames(CLUSTER);
        Inventory inventory = new Inventory();
        Optional<NodeId> live = config.hosts().withThisOne() ? Optional.of(names.next(hostName())) : Optional.empty();
        live.ifPresent(node -> inventory.add(node, Map.of()));
        List<Recorded> recorded = new ArrayList<>();
        for (Path folder : config.hosts().replays()) {
            requireRecordedHost(folder);
            Path named = folder.toAbsolutePath().normalize().getFileName();
            Recorded host = new Recorded(names.next(named == null ? "root" : named.toString()), folder);
            recorded.add(host);
            inventory.add(host.node(), Map.of());
        }
        Simulator.labels(config.simulated()).forEach(inventory::add);
        return new Population(live, recorded, config.simulated(), inventory);
    }

    List<String> describe() {
        List<String> lines = new ArrayList<>();
        live.ifPresent(node -> lines.add("  this host   " + node));
        recorded.forEach(host -> lines.add("  recorded    " + host.node() + "  from " + host.folder()));
        if (simulated.nodes() > 0) {
            lines.add("  simulated   " + simulated.words());
        }
        return lines;
    }

    private static void requireRecordedHost(Path folder) {
        try {
            HostRoot.at(folder);
            try (Stream<Path> entries = Files.list(folder)) {
                if (entries.noneMatch(entry -> SIGNS.contains(String.valueOf(entry.getFileName())))) {
                    throw new CannotStartException(
                            "--replay " + folder + ": no recorded host; expected one of " + String.join(", ", SIGNS));
                }
            }
        } catch (RecordedHostException e) {
            throw new CannotStartException("--replay " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CannotStartException("--replay " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException _) {
                return "localhost";
            }
        }
    }
}
