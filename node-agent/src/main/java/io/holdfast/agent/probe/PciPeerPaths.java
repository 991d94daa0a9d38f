package io.holdfast.agent.probe;

import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The bridges between a GPU and the network cards and disks nearest to it. There access control that
/// redirects costs every direct transfer; on other bridges it hardly matters.
///
/// The bridges of a pair are those above either up to the first that both hang on, without it: a switch turns
/// at its ports away from the root. Nearest are the cards that share most bridges with the GPU, disks count
/// where they share one. Without a card on the GPU's root bus all transfers cross the host bridge, whatever
/// bridges do.
final class PciPeerPaths {
    private static final String ON_PATH = "pcie.acs.on_gpu_path";

    private final PciLinks links;
    private final List<PciFunctions.Function> functions;

    PciPeerPaths(PciLinks links, List<PciFunctions.Function> functions) {
        this.links = links;
        this.functions = functions;
    }

    /// @param known the facts of all functions, among them `pcie.acs.redirect` of each bridge
    void addTo(List<Fact> known, Facts facts) {
        List<PciFunctions.Function> gpus =
                functions.stream().filter(PciFunctions.Function::isNvidiaGpu).toList();
        if (gpus.isEmpty()) {
            return;
        }
        Map<String, Reading> redirects = new HashMap<>();
        known.stream()
                .filter(fact -> fact.check().text().equals("pcie.acs.redirect"))
                .forEach(fact -> redirects.put(fact.instance().text(), fact.reading()));
        Set<String> onPath = new TreeSet<>();
        boolean isTreeKnown = true;
        for (PciFunctions.Function gpu : gpus) {
            Optional<Set<String>> bridges = between(gpu);
            isTreeKnown &= chain(gpu).isPresent();
            bridges.ifPresent(onPath::addAll);
            gpu(gpu, bridges, redirects, facts);
        }
        for (PciFunctions.Function bridge : functions) {
            if (bridge.role() == PciFunctions.Role.BRIDGE) {
                boolean isOn = onPath.contains(bridge.address());
                Reading reading = isOn || isTreeKnown ? new Reading.Flag(isOn) : noTree();
                facts.of(ON_PATH, new Instance(bridge.address()), reading, PciFunctions.DEVICES);
            }
        }
    }

    private void gpu(
            PciFunctions.Function gpu, Optional<Set<String>> bridges, Map<String, Reading> redirects, Facts facts) {
        Instance instance = new Instance(gpu.address());
        Reading path = Reading.missing(Why.NOT_APPLICABLE, "no network card on its root bus");
        Reading redirect = path;
        String source = PciFunctions.DEVICES;
        if (chain(gpu).isEmpty()) {
            path = noTree();
            redirect = path;
        } else if (bridges.isPresent()) {
            path = Reading.Words.of(bridges.get());
            List<String> turning = bridges.get().stream()
                    .filter(bridge -> new Reading.Flag(true).equals(redirects.get(bridge)))
                    .toList();
            Optional<Reading> unknown = bridges.get().stream()
                    .flatMap(bridge -> Optional.ofNullable(redirects.get(bridge)).stream())
                    .filter(Reading.Missing.class::isInstance)
                    .findFirst();
            redirect = turning.isEmpty() && unknown.isPresent() ? unknown.get() : new Reading.Flag(!turning.isEmpty());
            source = "config of " + String.join(", ", turning.isEmpty() ? bridges.get() : turning);
        }
        facts.of("pcie.acs.gpu_path", instance, path, PciFunctions.DEVICES);
        facts.of("pcie.acs.gpu_path.redirect", instance, redirect, source);
    }

    private static Reading noTree() {
        return Reading.missing(Why.ABSENT, "the tree of bridges cannot be seen");
    }

    /// Empty where no card hangs on the GPU's root bus.
    private Optional<Set<String>> between(PciFunctions.Function gpu) {
        List<String> from = chain(gpu).orElse(List.of());
        List<List<String>> cards = new ArrayList<>();
        List<List<String>> disks = new ArrayList<>();
        for (PciFunctions.Function peer : functions) {
            if (peer.isMellanoxNic()) {
                chain(peer).ifPresent(cards::add);
            } else if (peer.role() == PciFunctions.Role.NVME) {
                chain(peer).ifPresent(disks::add);
            }
        }
        int nearest = cards.stream().mapToInt(card -> shared(from, card)).max().orElse(0);
        if (nearest == 0) {
            return Optional.empty();
        }
        Set<String> bridges = new TreeSet<>();
        cards.stream().filter(card -> shared(from, card) == nearest).forEach(card -> add(from, card, bridges));
        disks.stream().filter(disk -> shared(from, disk) > 1).forEach(disk -> add(from, disk, bridges));
        return Optional.of(bridges);
    }

    private static void add(List<String> from, List<String> to, Set<String> bridges) {
        int shared = shared(from, to);
        bridges.addAll(from.subList(shared, Math.max(shared, from.size() - 1)));
        bridges.addAll(to.subList(shared, Math.max(shared, to.size() - 1)));
    }

    /// How many parts two chains have in common, root bus included.
    private static int shared(List<String> one, List<String> other) {
        int at = 0;
        while (at < one.size() && at < other.size() && one.get(at).equals(other.get(at))) {
            at++;
        }
        return at;
    }

    /// Root bus, bridges, and the function itself: `pci0000:15`, `0000:15:01.0`, ... Empty in trees recorded
    /// without links.
    private Optional<List<String>> chain(PciFunctions.Function function) {
        return links.resolve(function.path())
                .filter(path -> path.startsWith("/sys/devices/pci"))
                .map(path ->
                        Arrays.asList(path.substring("/sys/devices/".length()).split("/", -1)));
    }
}
