package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Optional;

/// Memory errors that the controllers corrected (CE) and could not correct (UE), since boot: by controller,
/// and by module where the driver tells them apart. Kernels before 3.6 and some drivers have rows and
/// channels instead of modules.
final class EdacProbe implements Probe {
    private static final String CONTROLLERS = "/sys/devices/system/edac/mc";
    private static final String CE = "os.mem.edac.ce";
    private static final String UE = "os.mem.edac.ue";
    private static final String LABEL = "os.mem.edac.label";

    @Override
    public String name() {
        return "os.edac";
    }

    @Override
    public Section section() {
        return Section.OS;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        List<String> controllers = host.glob(CONTROLLERS + "/mc*").stream()
                .filter(host::isDirectory)
                .toList();
        if (controllers.isEmpty()) {
            Reading none = Reading.missing(Why.ABSENT, "no " + CONTROLLERS + "/mc*: no driver of a memory controller");
            return facts.node(CE, none, CONTROLLERS).node(UE, none, CONTROLLERS).list();
        }
        for (String controller : controllers) {
            count(host, facts, CE, controller, "ce_count");
            count(host, facts, UE, controller, "ue_count");
            if (!modules(host, facts, controller)) {
                rows(host, facts, controller);
            }
        }
        return facts.list();
    }

    private static boolean modules(HostRoot host, Facts facts, String controller) {
        boolean isAny = false;
        for (String kind : List.of("dimm", "rank")) {
            for (String module : host.glob(controller + "/" + kind + "*")) {
                if (host.exists(module + "/dimm_ce_count")) {
                    isAny = true;
                    count(host, facts, CE, module, "dimm_ce_count");
                    count(host, facts, UE, module, "dimm_ue_count");
                    label(facts, module, host.read(module + "/dimm_label"));
                }
            }
        }
        return isAny;
    }

    private static void rows(HostRoot host, Facts facts, String controller) {
        for (String row : host.glob(controller + "/csrow*")) {
            if (host.exists(row + "/ue_count")) {
                count(host, facts, CE, row, "ce_count");
                count(host, facts, UE, row, "ue_count");
            }
            for (String channel : host.glob(row + "/ch*_ce_count")) {
                String name = instance(channel).replace("_ce_count", "");
                facts.of(CE, new Instance(name), Readings.whole(host.read(channel)), channel);
            }
        }
    }

    private static void count(HostRoot host, Facts facts, String check, String folder, String file) {
        String path = folder + "/" + file;
        facts.of(check, new Instance(instance(folder)), Readings.whole(host.read(path)), path);
    }

    private static void label(Facts facts, String module, Attribute<String> label) {
        Reading reading = Readings.of(
                label,
                text -> Optional.of(
                        text.isEmpty()
                                ? Reading.missing(Why.UNSUPPORTED, "the driver knows no label")
                                : new Reading.Text(text)));
        facts.of(LABEL, new Instance(instance(module)), reading, module + "/dimm_label");
    }

    /// `mc0/dimm3`.
    private static String instance(String path) {
        return path.substring(CONTROLLERS.length() + 1);
    }
}
