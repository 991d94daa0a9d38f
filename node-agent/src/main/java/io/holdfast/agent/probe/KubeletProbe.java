package io.holdfast.agent.probe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.KubeletText;
import io.holdfast.agent.parse.NumberList;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// kubelet: its version, the configuration that it runs with, and what its CPU manager remembers.
///
/// Flags win over drop-ins, drop-ins over the file, the file over kubelet's own defaults; the fact's source
/// says which. Without a running kubelet the file at its usual place stands for it.
final class KubeletProbe implements Probe {
    private static final HostCommand VERSION = HostCommand.of("kubelet", "--version");

    /// Stands behind the path of a file that is no longer there.
    private static final String REPLACED = " (deleted)";
    private static final String CONFIG = "/var/lib/kubelet/config.yaml";
    private static final String CPU_STATE = "/var/lib/kubelet/cpu_manager_state";
    private static final String ONLINE = "/sys/devices/system/cpu/online";
    private static final List<String> DEFAULTS = List.of("/etc/default/kubelet", "/etc/sysconfig/kubelet");

    /// A setting, the flag that wins over it, and what kubelet takes where neither is given (empty for
    /// nothing).
    private record Setting(String key, String flag, String otherwise) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting("cgroupDriver", "cgroup-driver", "cgroupfs"),
            new Setting("cpuManagerPolicy", "cpu-manager-policy", "none"),
            new Setting("evictionHard", "eviction-hard", ""),
            new Setting("failSwapOn", "fail-swap-on", "true"),
            new Setting("imageGCHighThresholdPercent", "image-gc-high-threshold", "85"),
            new Setting("kubeReserved", "kube-reserved", ""),
            new Setting("maxPods", "max-pods", "110"),
            new Setting("memoryManagerPolicy", "memory-manager-policy", "None"),
            new Setting("protectKernelDefaults", "protect-kernel-defaults", "false"),
            new Setting("registerWithTaints", "register-with-taints", ""),
            new Setting("reservedSystemCPUs", "reserved-cpus", ""),
            new Setting("systemReserved", "system-reserved", ""),
            new Setting("topologyManagerPolicy", "topology-manager-policy", "none"));

    @Override
    public String name() {
        return "service.kubelet";
    }

    @Override
    public Section section() {
        return Section.SERVICE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        version(host, facts);
        Map<String, String> flags = flags(host);
        configuration(host, flags, facts);
        cpuState(host, facts);
        nodeIp(host, flags, facts);
        return facts.list();
    }

    /// Of the file that runs, wherever it lies. One that was replaced since then is another one.
    private static void version(HostRoot host, Facts facts) {
        Optional<String> file = host.processes("kubelet").stream()
                .flatMap(pid -> host.linkTarget("/proc/" + pid + "/exe").stream())
                .findFirst();
        boolean isReplaced = file.filter(path -> path.endsWith(REPLACED)).isPresent();
        HostCommand command = file.filter(_ -> !isReplaced)
                .map(path -> HostCommand.of(path, "--version"))
                .orElse(VERSION);
        facts.node(
                "kubelet.version",
                Readings.output(
                        host.run(command), text -> KubeletText.version(text).map(Reading.Version::new)),
                command.toString());
        facts.node(
                "kubelet.pending_restart",
                file.<Reading>map(_ -> new Reading.Flag(isReplaced))
                        .orElseGet(() ->
                                Reading.missing(Why.NOT_APPLICABLE, "no kubelet runs, or it may not be looked at")),
                "/proc/<pid>/exe");
    }

    /// Of the running kubelet; none where it does not run.
    private static Map<String, String> flags(HostRoot host) {
        for (int pid : host.processes("kubelet")) {
            if (host.read("/proc/" + pid + "/cmdline") instanceof Attribute.Value<String>(String _, String line)) {
                return KubeletText.flags(KubeletText.arguments(line));
            }
        }
        return Map.of();
    }

    private static void configuration(HostRoot host, Map<String, String> flags, Facts facts) {
        String path = flags.getOrDefault("config", CONFIG);
        Attribute<Optional<ObjectNode>> file = host.read(path).map(KubeletText::configuration);
        Reading why = Readings.of(file, _ -> Optional.empty());
        String source = path;
        if (file instanceof Attribute.Value<Optional<ObjectNode>>(String _, Optional<ObjectNode> tree)
                && tree.isPresent()) {
            ObjectNode merged = tree.get();
            String folder = flags.getOrDefault("config-dir", "");
            if (!folder.isEmpty()) {
                source = path + " and " + folder;
                Attribute<ObjectNode> all = dropIns(host, folder, merged);
                if (!(all instanceof Attribute.Value<ObjectNode>(String _, ObjectNode whole))) {
                    settings(flags, Optional.empty(), Readings.of(all, _ -> Optional.empty()), source, facts);
                    return;
                }
                merged = whole;
            }
            settings(flags, Optional.of(merged), why, source, facts);
        } else {
            settings(flags, Optional.empty(), why, source, facts);
        }
    }

    /// The files of the folder in the order of their names; one that cannot be read leaves the whole unknown.
    private static Attribute<ObjectNode> dropIns(HostRoot host, String folder, ObjectNode base) {
        Attribute<List<String>> names = host.directory(folder);
        if (!(names instanceof Attribute.Value<List<String>>(String _, List<String> files))) {
            return names.map(_ -> base);
        }
        ObjectNode all = base;
        for (String name : files.stream().filter(it -> it.endsWith(".conf")).toList()) {
            Attribute<Optional<ObjectNode>> file =
                    host.read(folder + "/" + name).map(KubeletText::configuration);
            if (!(file instanceof Attribute.Value<Optional<ObjectNode>>(String path, Optional<ObjectNode> over))) {
                return file.map(_ -> base);
            }
            if (over.isEmpty()) {
                return new Attribute.Unreadable<>(path, "no KubeletConfiguration");
            }
            all = KubeletText.merged(all, over.get());
        }
        return new Attribute.Value<>(folder, all);
    }

    private static void settings(
            Map<String, String> flags, Optional<ObjectNode> tree, Reading why, String source, Facts facts) {
        for (Setting setting : SETTINGS) {
            String check = "kubelet.config." + setting.key();
            Optional<String> flag = Optional.ofNullable(flags.get(setting.flag()));
            Optional<String> value = tree.flatMap(it -> KubeletText.setting(it, setting.key()));
            if (flag.isPresent()) {
                facts.node(check, new Reading.Text(flag.get()), "kubelet --" + setting.flag());
            } else if (tree.isEmpty()) {
                facts.node(check, why, source);
            } else if (value.isPresent()) {
                facts.node(check, new Reading.Text(value.get()), source);
            } else if (setting.otherwise().isEmpty()) {
                facts.node(check, Reading.missing(Why.ABSENT, "not set"), source);
            } else {
                facts.node(check, new Reading.Text(setting.otherwise()), source + " (not set: kubelet's default)");
            }
        }
    }

    private static void cpuState(HostRoot host, Facts facts) {
        Attribute<Optional<KubeletText.CpuState>> state = host.read(CPU_STATE).map(KubeletText::cpuState);
        facts.node(
                "kubelet.cpu_manager_state",
                Readings.of(state, it -> it.map(KubeletText.CpuState::policy).map(Reading.Text::new)),
                CPU_STATE);
        facts.node(
                "kubelet.cpu_manager_state.offline",
                Readings.of(state, it -> it.map(known -> offline(host, known))),
                CPU_STATE + " and " + ONLINE);
    }

    /// Processors that the CPU manager gives out and that are not there.
    private static Reading offline(HostRoot host, KubeletText.CpuState state) {
        return Readings.of(
                host.read(ONLINE),
                text -> NumberList.parse(text).map(online -> {
                    List<String> gone = new ArrayList<>();
                    state.cpus().stream().filter(cpu -> !online.contains(cpu)).forEach(cpu -> gone.add(cpu.toString()));
                    return Readings.names(gone);
                }));
    }

    private static void nodeIp(HostRoot host, Map<String, String> flags, Facts facts) {
        if (flags.containsKey("node-ip")) {
            facts.node("kubelet.node_ip", new Reading.Text(flags.getOrDefault("node-ip", "")), "kubelet --node-ip");
            return;
        }
        for (String path : DEFAULTS) {
            Attribute<String> file = host.read(path);
            if (!(file instanceof Attribute.Absent<String>)) {
                Reading ip = Readings.of(
                        file,
                        text -> Optional.of(KubeletText.nodeIp(text)
                                .<Reading>map(Reading.Text::new)
                                .orElseGet(() -> Reading.missing(Why.ABSENT, "no --node-ip"))));
                facts.node("kubelet.node_ip", ip, path);
                return;
            }
        }
        facts.node("kubelet.node_ip", Reading.missing(Why.ABSENT, "no --node-ip"), DEFAULTS.getFirst());
    }
}
