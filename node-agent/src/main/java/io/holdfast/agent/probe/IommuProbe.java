package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.BootWords;
import io.holdfast.agent.parse.KernelCommandLine;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Why;
import io.holdfast.protocol.fact.Section;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Whether an IOMMU translates, and what the kernel was told about it and about PCI access control.
///
/// The command line alone proves nothing: kernels are built with the IOMMU on by default.
final class IommuProbe implements Probe {
    /// One entry per unit: `dmar0` Intel, `ivhd0` AMD, `smmu3.*` Arm. Empty where none is active.
    private static final String UNITS = "/sys/class/iommu";

    private static final String COMMAND_LINE = "/proc/cmdline";

    @Override
    public String name() {
        return "pcie.iommu";
    }

    @Override
    public Section section() {
        return Section.PCIE;
    }

    @Override
    public Cadence cadence() {
        return Cadence.FAST;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        Facts facts = new Facts();
        List<String> units = host.list(UNITS);
        boolean isKnown = !units.isEmpty() || host.exists(UNITS);
        Reading unknown = Reading.missing(Why.ABSENT, "no " + UNITS);
        facts.node("iommu.active", isKnown ? new Reading.Flag(!units.isEmpty()) : unknown, UNITS);
        facts.node("iommu.cmdline", words(host, BootWords::iommu), COMMAND_LINE);
        facts.node("pcie.acs.cmdline", words(host, BootWords::acs), COMMAND_LINE);
        return facts.list();
    }

    private static Reading words(HostRoot host, Function<KernelCommandLine, List<String>> pick) {
        return Readings.of(
                host.read(COMMAND_LINE),
                text -> Optional.of(Reading.Words.of(pick.apply(KernelCommandLine.parse(text)))));
    }
}
