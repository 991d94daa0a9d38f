package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.KernelModules;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.Check;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Kernel modules with state, version and parameters, and the absence of those that the catalog has a row for.
///
/// A folder in `/sys/module` is a loaded module when it has `initstate`, else code built into the kernel.
final class ModuleProbe implements Probe {
    private static final String MODULES = "/sys/module";

    /// Not there in a kernel without loadable modules, nor in some containers.
    private static final String LIST = "/proc/modules";

    private static final String STATE = "kernel.module.";
    private static final String VERSION = "kernel.module_version.";
    private static final String PARAMETER = "kernel.module_param.";

    /// A sysfs attribute has at most a page.
    private static final int PAGE = 4096;

    @Override
    public String name() {
        return "module";
    }

    @Override
    public Section section() {
        return Section.MODULE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        Map<String, Fact> states = states(host);
        states.values().forEach(fact -> facts.of(fact.check().text(), fact.instance(), fact.reading(), fact.source()));
        watched()
                .filter(module -> !states.containsKey(module))
                .forEach(module -> facts.of(STATE + module, new Instance(module), unseen(host, module), MODULES));
        for (String module : host.list(MODULES)) {
            details(host, module, facts);
        }
        return facts.list();
    }

    /// The modules that have a row of their own.
    private static java.util.stream.Stream<String> watched() {
        return Catalog.shipped().rows().stream()
                .filter(row -> !row.isFamily())
                .map(Check::pattern)
                .filter(id -> id.startsWith(STATE))
                .map(id -> id.substring(STATE.length()));
    }

    private static Map<String, Fact> states(HostRoot host) {
        Map<String, Fact> states = new TreeMap<>();
        if (host.read(LIST) instanceof Attribute.Value<String>(String _, String text)) {
            KernelModules.states(text)
                    .forEach((module, state) -> states.put(module, state(module, new Reading.Text(state), LIST)));
        }
        for (String module : host.list(MODULES)) {
            if (host.isDirectory(MODULES + "/" + module)) {
                String path = MODULES + "/" + module + "/initstate";
                Attribute<String> state = host.read(path);
                Reading reading = state instanceof Attribute.Absent<String> && !states.containsKey(module)
                        ? new Reading.Text("builtin")
                        : Readings.text(state);
                if (!(reading instanceof Reading.Missing) || !states.containsKey(module)) {
                    states.put(module, state(module, reading, path));
                }
            }
        }
        return states;
    }

    private static Fact state(String module, Reading reading, String source) {
        return new Facts()
                .of(STATE + word(module), new Instance(module), reading, source)
                .list()
                .getFirst();
    }

    /// Not loaded, unless this host shows no modules at all: then nothing is known.
    private static Reading unseen(HostRoot host, String module) {
        boolean isKnown = host.exists(MODULES) || host.exists(LIST);
        return isKnown
                ? Reading.missing(Why.ABSENT, "no " + MODULES + "/" + module)
                : Reading.missing(Why.UNREADABLE, "neither " + MODULES + " nor " + LIST + " is there");
    }

    private static void details(HostRoot host, String module, Facts facts) {
        Instance instance = new Instance(module);
        String version = MODULES + "/" + module + "/version";
        Attribute<String> printed = host.read(version);
        if (!(printed instanceof Attribute.Absent<String>)) {
            facts.of(VERSION + word(module), instance, Readings.version(printed), version);
        }
        String parameters = MODULES + "/" + module + "/parameters";
        for (String parameter : host.list(parameters)) {
            String path = parameters + "/" + parameter;
            Attribute<String> value = host.readBytes(path, PAGE)
                    .map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.UTF_8).strip());
            // An empty parameter is a value: a string nobody set.
            facts.of(
                    PARAMETER + word(parameter),
                    instance,
                    Readings.of(value, text -> Optional.of(new Reading.Text(text))),
                    path);
        }
    }

    /// Names from the host's file system are the kernel's, but a damaged recording must not break the sweep.
    private static String word(String name) {
        return name.replaceAll("[^A-Za-z0-9_@:-]", "_");
    }
}
