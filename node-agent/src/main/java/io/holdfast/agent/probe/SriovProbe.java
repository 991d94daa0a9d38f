package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.NetdevText;
import io.holdfast.agent.parse.Words;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How cards with virtual functions switch between them, and the addresses that the virtual functions were given.
///
/// `device/sriov/<number>/` comes with NVIDIA's own drivers. Each of its files asks the card's firmware.
final class SriovProbe implements Probe {
    private static final List<String> FILES = List.of("node", "port", "policy", "mac");

    @Override
    public String name() {
        return "pcie.sriov";
    }

    @Override
    public Section section() {
        return Section.PCIE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.RARE;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        for (RdmaDevices.Device device : RdmaDevices.all(host)) {
            Optional<String> address = device.address().filter(_ -> !device.isVirtual());
            address.filter(function -> host.exists(PciFunctions.DEVICES + "/" + function + "/sriov_totalvfs"))
                    .ifPresent(function -> {
                        ToolOutput said = ToolOutput.of(host, "devlink", "dev", "eswitch", "show", "pci/" + function);
                        facts.of(
                                "sriov.eswitch.mode",
                                new Instance(function),
                                said.reading(NetdevText::eswitchMode),
                                said.source());
                        virtualFunctions(host, device, function, facts);
                    });
        }
        return facts.list();
    }

    private static void virtualFunctions(HostRoot host, RdmaDevices.Device device, String owner, Facts facts) {
        String folder = device.path() + "/device/sriov";
        List<String> numbers = host.list(folder).stream()
                .filter(name -> Words.whole(name).isPresent())
                .toList();
        Set<String> seen = new HashSet<>();
        int bad = 0;
        for (String number : numbers) {
            Instance instance = new Instance(host.link(PciFunctions.DEVICES + "/" + owner + "/virtfn" + number)
                    .orElse(owner + "/" + number));
            List<Attribute<String>> reads = host.readAll(folder + "/" + number, FILES);
            List<String> words = new ArrayList<>();
            for (int i = 0; i < FILES.size(); i++) {
                if (reads.get(i) instanceof Attribute.Value<String>(String _, String text) && !text.isEmpty()) {
                    words.add(FILES.get(i) + " " + text);
                }
            }
            facts.of(
                    "sriov.vf.guid",
                    instance,
                    words.isEmpty() ? Readings.text(reads.getFirst()) : Reading.Words.of(words),
                    folder + "/" + number);
            bad += reads.getFirst() instanceof Attribute.Value<String>(String _, String guid)
                            && (isZero(guid) || !seen.add(guid))
                    ? 1
                    : 0;
        }
        if (!numbers.isEmpty()) {
            facts.of("sriov.vf.guid.bad", new Instance(owner), new Reading.Whole(bad), folder + "/*/node");
        }
    }

    private static boolean isZero(String guid) {
        return guid.chars().allMatch(letter -> letter == '0' || letter == ':');
    }
}
