package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.Grub;
import io.holdfast.agent.parse.KernelCommandLine;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The kernel command line of this boot and, as far as GRUB's files tell, of the next one.
final class CommandLineProbe implements Probe {
    private static final String RUNNING = "/proc/cmdline";

    /// Written by `update-grub`: what GRUB reads. Root only on Ubuntu.
    private static final List<String> WRITTEN = List.of("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg");

    /// What `update-grub` starts from; the files of the folder in their order after the first.
    private static final String DEFAULTS = "/etc/default/grub";

    private static final String MORE_DEFAULTS = "/etc/default/grub.d/*.cfg";

    @Override
    public String name() {
        return "os.cmdline";
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
        facts.node("os.kernel.cmdline", Readings.of(host.read(RUNNING), text -> Optional.of(line(text))), RUNNING);
        next(host, facts);
        return facts.list();
    }

    private static void next(HostRoot host, Facts facts) {
        List<Attribute<String>> refused = new ArrayList<>();
        for (String path : WRITTEN) {
            Attribute<String> config = host.read(path);
            if (config instanceof Attribute.Value<String>(String _, String text)) {
                Optional<String> kernel = Grub.firstKernelLine(text);
                if (kernel.isPresent()) {
                    facts.node("os.kernel.cmdline.next", line(kernel.get()), path + " (first menu entry)");
                    return;
                }
            } else if (!(config instanceof Attribute.Absent<String>)) {
                refused.add(config);
            }
        }
        Optional<String> defaults = defaults(host);
        if (defaults.isPresent()) {
            facts.node(
                    "os.kernel.cmdline.next",
                    line(defaults.get()),
                    DEFAULTS + " and grub.d (what update-grub would write, without image and root device)");
            return;
        }
        Reading missing = refused.isEmpty()
                ? Reading.missing(Reading.Why.ABSENT, "no kernel line in GRUB's files")
                : Readings.text(refused.getFirst());
        facts.node("os.kernel.cmdline.next", missing, String.join(", ", WRITTEN) + ", " + DEFAULTS);
    }

    private static Optional<String> defaults(HostRoot host) {
        List<String> files = new ArrayList<>();
        List<String> paths = new ArrayList<>(List.of(DEFAULTS));
        paths.addAll(host.glob(MORE_DEFAULTS));
        for (String path : paths) {
            if (host.read(path) instanceof Attribute.Value<String>(String _, String text)) {
                files.add(text);
            }
        }
        return Grub.defaults(files);
    }

    private static Reading line(String text) {
        return new Reading.Text(KernelCommandLine.parse(text).toString());
    }
}
