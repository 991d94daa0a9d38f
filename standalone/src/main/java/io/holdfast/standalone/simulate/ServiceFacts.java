package io.holdfast.standalone.simulate;

import io.holdfast.protocol.fact.Fact;
import java.util.ArrayList;
import java.util.List;

/// The services of a made-up host: units, kubelet, containerd.
final class ServiceFacts {
    private static final String SHOW = "systemctl show";
    private static final String KUBELET = "/var/lib/kubelet/config.yaml";

    private ServiceFacts() {}

    static List<Fact> of(Stack stack) {
        FactSheet sheet = new FactSheet();
        List<String> units = new ArrayList<>(List.of("chrony", "containerd", "kubelet"));
        stack.doca().ifPresent(_ -> units.addAll(List.of("lldpd", "openibd", "rshim")));
        for (String unit : units) {
            // openibd only sets up.
            unit(sheet, "systemd.unit." + unit, unit.equals("openibd") ? "exited" : "running");
        }
        Stack.Cluster cluster = stack.cluster();
        sheet.version("containerd.version", cluster.containerd(), "containerd --version")
                .version("kubelet.version", cluster.kubelet(), "kubelet --version")
                .flag("kubelet.pending_restart", false, "/proc/<pid>/exe")
                .text("kubelet.config.maxPods", Integer.toString(cluster.maxPods()), KUBELET)
                .text("kubelet.config.cpuManagerPolicy", "static", KUBELET)
                .text("kubelet.cpu_manager_state", "static", "/var/lib/kubelet/cpu_manager_state");
        if (!cluster.taint().isEmpty()) {
            sheet.text("kubelet.config.registerWithTaints", cluster.taint(), KUBELET);
        }
        return sheet.facts();
    }

    private static void unit(FactSheet sheet, String check, String sub) {
        sheet.text(check + ".load", "loaded", SHOW)
                .text(check + ".active", "active", SHOW)
                .text(check + ".sub", sub, SHOW)
                .text(check + ".enabled", "enabled", SHOW)
                .whole(check + ".nrestarts", 0, SHOW);
    }

    /// The address of the management network: no two hosts share it.
    static List<Fact> own(Identity identity) {
        long number = identity.uuid("address").getMostSignificantBits();
        String address = "10.10." + (number >>> 8 & 0xff) + "." + (number & 0xff);
        return new FactSheet()
                .text("kubelet.node_ip", address, "/etc/default/kubelet")
                .facts();
    }
}
