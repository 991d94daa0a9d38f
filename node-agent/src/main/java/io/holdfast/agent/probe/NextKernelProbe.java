package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.GrubDefault;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The kernel that the next boot brings, and whether modules can be built for the running one.
final class NextKernelProbe implements Probe {
    private static final String RELEASE = "/proc/sys/kernel/osrelease";
    private static final String MODULES = "/lib/modules";
    private static final String BOOT = "/boot";
    private static final String KERNEL = "vmlinuz-";
    private static final String DEFAULTS = "/etc/default/grub";

    private static final List<String> CONFIGS = List.of("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg");
    private static final List<String> ENVIRONMENTS = List.of("/boot/grub/grubenv", "/boot/grub2/grubenv");

    @Override
    public String name() {
        return "os.next_kernel";
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
        return new Facts()
                .node("os.kernel.installed_default", next(host), BOOT + "/" + KERNEL + "* and GRUB's default entry")
                .node("os.kernel.headers", headers(host), MODULES + "/<release>/build")
                .list();
    }

    /// The release of the kernel that GRUB boots by itself.
    static Reading next(HostRoot host) {
        Attribute<List<String>> boot = host.directory(BOOT);
        if (!(boot instanceof Attribute.Value<List<String>>(String _, List<String> names))) {
            return Readings.of(boot, _ -> Optional.empty());
        }
        List<String> installed = names.stream()
                .filter(name -> name.startsWith(KERNEL) && !name.contains("rescue") && !name.endsWith(".old"))
                .map(name -> name.substring(KERNEL.length()))
                .toList();
        if (installed.isEmpty()) {
            return Reading.missing(Why.ABSENT, "no " + BOOT + "/" + KERNEL + "*");
        }
        Optional<String> environment = first(host, ENVIRONMENTS);
        if (environment.isPresent() && !GrubDefault.isWhole(environment.get())) {
            return Reading.missing(
                    Why.MALFORMED, "grubenv has " + environment.get().length() + " bytes, not 1024");
        }
        GrubDefault grub = new GrubDefault(
                first(host, CONFIGS), first(host, List.of(DEFAULTS)).orElse(""), environment.orElse(""), installed);
        return grub.release()
                .<Reading>map(Reading.Version::new)
                .orElseGet(() -> Reading.missing(
                        Why.UNSUPPORTED, "GRUB's default is \"" + grub.entry() + "\", which names no kernel"));
    }

    private static Optional<String> first(HostRoot host, List<String> paths) {
        List<String> found = new ArrayList<>();
        for (String path : paths) {
            if (host.read(path) instanceof Attribute.Value<String>(String _, String text)) {
                found.add(text);
            }
        }
        return found.stream().findFirst();
    }

    /// A link to headers that were removed does not count.
    private static Reading headers(HostRoot host) {
        return Readings.of(host.read(RELEASE), release -> {
            String modules = MODULES + "/" + release;
            return Optional.of(
                    host.exists(modules)
                            ? new Reading.Flag(host.exists(modules + "/build"))
                            : Reading.missing(Why.ABSENT, "no " + modules));
        });
    }
}
