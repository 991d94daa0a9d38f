package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// IOMMU groups: which function is in which, how it is translated, and who shares one. The functions of a group can
/// only
/// be given to a guest together.
///
/// Source: the link `iommu_group` of each function, of virtual ones and unimportant ones too, as any of them may share.
final class IommuGroups {
    private static final CheckId GROUP = new CheckId("iommu.group");
    private static final CheckId TYPE = new CheckId("iommu.group.type");
    private static final CheckId ALONE = new CheckId("iommu.group.isolation");
    private static final CheckId SHARED = new CheckId("iommu.group.shared_vfs");

    private final HostRoot host;
    private final Map<String, String> groups = new HashMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, Reading> types = new HashMap<>();

    IommuGroups(HostRoot host) {
        this.host = host;
    }

    /// Learns of a function.
    ///
    /// @return its group
    Optional<String> add(String address) {
        Optional<String> group = host.link(PciFunctions.DEVICES + "/" + address + "/iommu_group");
        group.ifPresent(name -> {
            groups.put(address, name);
            sizes.merge(name, 1, Integer::sum);
        });
        return group;
    }

    void addVirtual(String address, Facts facts) {
        String path = PciFunctions.DEVICES + "/" + address;
        add(address)
                .ifPresent(group ->
                        facts.of(GROUP, new Instance(address), new Reading.Text(group), path + "/iommu_group"));
        host.link(path + "/physfn").ifPresent(owner -> owners.put(address, owner));
    }

    /// Everything about a GPU, card or disk; all functions have been added before.
    void of(PciFunctions.Function function, Facts facts) {
        Optional<String> group = Optional.ofNullable(groups.get(function.address()));
        if (group.isEmpty()) {
            return;
        }
        Instance instance = new Instance(function.address());
        String link = function.path() + "/iommu_group";
        String path = "/sys/kernel/iommu_groups/" + group.get() + "/type";
        facts.of(GROUP, instance, new Reading.Text(group.get()), link);
        facts.of(TYPE, instance, types.computeIfAbsent(path, file -> Readings.text(host.read(file))), path);
        facts.of(ALONE, instance, new Reading.Flag(isAlone(group.get())), link);
        if (owners.containsValue(function.address())) {
            long sharing = owners.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(function.address()))
                    .flatMap(entry -> Optional.ofNullable(groups.get(entry.getKey())).stream())
                    .filter(name -> !isAlone(name))
                    .count();
            facts.of(SHARED, instance, new Reading.Whole(sharing), PciFunctions.DEVICES + "/*/iommu_group");
        }
    }

    private boolean isAlone(String group) {
        return sizes.getOrDefault(group, 0) == 1;
    }
}
