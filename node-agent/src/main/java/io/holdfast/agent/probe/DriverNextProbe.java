package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.CommandResult;
import io.holdfast.agent.host.HostCommand;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.KernelRelease;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Optional;

/// The driver that the next load of the module brings, for the running kernel and for the newest one that is installed:
/// an upgrade that was not reloaded, or a kernel for which nobody built the module.
final class DriverNextProbe implements Probe {
    private static final String RELEASE = "/proc/sys/kernel/osrelease";
    private static final String KERNELS = "/boot/vmlinuz-";

    @Override
    public String name() {
        return "gpu.driver.next";
    }

    @Override
    public Section section() {
        return Section.GPU;
    }

    @Override
    public Cadence cadence() {
        return Cadence.CONFIG;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        Reading none = Reading.missing(Why.NOT_APPLICABLE, "no NVIDIA GPU on PCI");
        if (PciFunctions.hasNoGpu(host)) {
            return facts.node("gpu.driver.version.next", none, PciFunctions.DEVICES)
                    .node("gpu.driver.flavor.next", none, PciFunctions.DEVICES)
                    .node("gpu.driver.next_kernel", none, PciFunctions.DEVICES)
                    .list();
        }
        Attribute<String> printed = host.read(RELEASE);
        Optional<KernelRelease> running = printed instanceof Attribute.Value<String>(String _, String text)
                ? KernelRelease.parse(text)
                : Optional.empty();
        if (running.isEmpty()) {
            Reading unknown = Readings.of(printed, _ -> Optional.empty());
            return facts.node("gpu.driver.version.next", unknown, RELEASE)
                    .node("gpu.driver.flavor.next", unknown, RELEASE)
                    .node("gpu.driver.next_kernel", unknown, RELEASE)
                    .list();
        }
        HostCommand version = command("version", running.get());
        Reading now = field(host, version, Reading.Version::new);
        facts.node("gpu.driver.version.next", now, version.toString());
        HostCommand license = command("license", running.get());
        Reading flavor = now instanceof Reading.Missing ? now : field(host, license, DriverNextProbe::flavor);
        facts.node("gpu.driver.flavor.next", flavor, license.toString());
        facts.node("gpu.driver.next_kernel", nextKernel(host, running.get(), now), KERNELS + "*");
        return facts.list();
    }

    private static HostCommand command(String field, KernelRelease kernel) {
        return HostCommand.of("modinfo", "-F", field, "-k", kernel.text(), "nvidia");
    }

    /// What `modinfo` says; without a module it ends with 1. A driver container has its module in its own root.
    private static Reading field(
            HostRoot host, HostCommand command, java.util.function.Function<String, Reading> meaning) {
        return Readings.of(host.run(command), finished -> {
            String said = finished.stdout().strip();
            if (finished.exit() != 0) {
                return Reading.missing(Why.ABSENT, finished.stderr().strip());
            }
            return said.isEmpty() || said.indexOf('\n') >= 0 ? Readings.malformed(said) : meaning.apply(said);
        });
    }

    /// The open modules have two licenses, the proprietary ones NVIDIA's own.
    private static Reading flavor(String license) {
        return switch (license) {
            case "Dual MIT/GPL" -> new Reading.Text("open");
            case "NVIDIA" -> new Reading.Text("proprietary");
            default -> Readings.malformed(license);
        };
    }

    private static Reading nextKernel(HostRoot host, KernelRelease running, Reading now) {
        if (now instanceof Reading.Missing) {
            return Reading.missing(Why.NOT_APPLICABLE, "the host has no module of its own");
        }
        Optional<KernelRelease> newest = host.glob(KERNELS + "*").stream()
                .flatMap(path -> KernelRelease.parse(path.substring(KERNELS.length())).stream())
                .max(KernelRelease::compareTo)
                .filter(kernel -> kernel.compareTo(running) > 0);
        if (newest.isEmpty()) {
            return new Reading.Text("ready");
        }
        CommandResult result = host.run(command("version", newest.get()));
        return Readings.of(
                result,
                finished -> new Reading.Text(
                        finished.exit() == 0
                                ? "ready"
                                : "no module for " + newest.get().text()));
    }
}
