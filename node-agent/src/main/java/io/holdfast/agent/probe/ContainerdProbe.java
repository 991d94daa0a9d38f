package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.ContainerdText;
import io.holdfast.agent.parse.KubeletText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The container runtime: its version, whether it knows NVIDIA's, and the version of that one's toolkit.
final class ContainerdProbe implements Probe {
    private static final HostCommand VERSION = HostCommand.of("containerd", "--version");

    /// The host's own, and where the GPU operator puts its.
    private static final List<HostCommand> TOOLKIT = List.of(
            HostCommand.of("nvidia-ctk", "--version"),
            HostCommand.of("/usr/local/nvidia/toolkit/nvidia-ctk", "--version"));

    private static final String NAME = "containerd";
    private static final String CONFIG = "/etc/containerd/config.toml";
    private static final String DROP_INS = "/etc/containerd/conf.d";

    @Override
    public String name() {
        return "service.containerd";
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
        Reading nvidia = nvidia(host);
        return new Facts()
                .node(
                        "containerd.version",
                        Readings.output(
                                host.run(VERSION),
                                text -> ContainerdText.version(text).map(Reading.Version::new)),
                        VERSION.toString())
                .node("containerd.config.nvidia_runtime", nvidia, CONFIG + " and " + DROP_INS)
                .node("container_toolkit.version", toolkit(host, nvidia), "nvidia-ctk --version")
                .list();
    }

    /// A runtime that is configured comes from somewhere: then a toolkit that is not found is not absent.
    private static Reading toolkit(HostRoot host, Reading runtime) {
        Reading last = Reading.missing(Why.ABSENT, "no nvidia-ctk");
        for (HostCommand command : TOOLKIT) {
            last = Readings.output(
                    host.run(command), text -> ContainerdText.version(text).map(Reading.Version::new));
            if (!(last instanceof Reading.Missing(Why why, String _)) || why != Why.ABSENT) {
                return last;
            }
        }
        return runtime.equals(new Reading.Flag(true))
                ? Reading.missing(Why.UNSUPPORTED, "containerd has NVIDIA's runtime, and nvidia-ctk was not found")
                : last;
    }

    private static Reading nvidia(HostRoot host) {
        Attribute<String> main = host.read(config(host));
        Attribute<List<String>> folder = host.directory(DROP_INS);
        if (!(main instanceof Attribute.Value<String>(String _, String text))) {
            return Readings.text(main);
        }
        if (ContainerdText.runtimes(text).contains("nvidia")) {
            return new Reading.Flag(true);
        }
        if (folder instanceof Attribute.Value<List<String>>(String _, List<String> names)) {
            for (String name : names.stream().filter(it -> it.endsWith(".toml")).toList()) {
                Attribute<String> dropIn = host.read(DROP_INS + "/" + name);
                if (!(dropIn instanceof Attribute.Value<String>(String _, String more))) {
                    return Readings.text(dropIn);
                }
                if (ContainerdText.runtimes(more).contains("nvidia")) {
                    return new Reading.Flag(true);
                }
            }
        } else if (!(folder instanceof Attribute.Absent<List<String>>)) {
            return Readings.of(folder, _ -> Optional.empty());
        }
        return new Reading.Flag(false);
    }

    /// The file on the running one's command line; Kubernetes distributions keep it elsewhere.
    private static String config(HostRoot host) {
        for (int pid : host.processes(NAME)) {
            if (host.read("/proc/" + pid + "/cmdline") instanceof Attribute.Value<String>(String _, String line)) {
                Map<String, String> flags = KubeletText.flags(KubeletText.arguments(line));
                String path = flags.getOrDefault("config", CONFIG);
                return path.startsWith("/") ? path : CONFIG;
            }
        }
        return CONFIG;
    }
}
