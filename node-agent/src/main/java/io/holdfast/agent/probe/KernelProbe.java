package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.KernelText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// The running kernel: release, boot, taint, lockdown, clock.
final class KernelProbe implements Probe {
    private static final String RELEASE = "/proc/sys/kernel/osrelease";
    private static final String BOOT_ID = "/proc/sys/kernel/random/boot_id";
    private static final String TAINTED = "/proc/sys/kernel/tainted";
    private static final int TAINTED_CAP = 64;
    private static final String UPTIME = "/proc/uptime";

    /// `none [integrity] confidentiality`. There only with the lockdown LSM and securityfs mounted.
    private static final String LOCKDOWN = "/sys/kernel/security/lockdown";

    private static final String CLOCK = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

    @Override
    public String name() {
        return "os.kernel";
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
        Attribute<String> tainted = host.read(TAINTED);
        Attribute<byte[]> printed = host.readBytes(TAINTED, TAINTED_CAP);
        return new Facts()
                .node("os.kernel.release", Readings.version(host.read(RELEASE)), RELEASE)
                .node("os.boot_id", Readings.text(host.read(BOOT_ID)), BOOT_ID)
                .node("os.kernel.tainted", Readings.whole(tainted), TAINTED)
                .node(
                        "os.kernel.tainted.trouble",
                        Readings.of(printed, bytes -> KernelText.trouble(bytes).map(Reading.Text::new)),
                        TAINTED)
                .node(
                        "os.kernel.lockdown",
                        Readings.of(
                                host.read(LOCKDOWN),
                                text -> KernelText.active(text).map(Reading.Text::new)),
                        LOCKDOWN)
                .node("os.clocksource", Readings.text(host.read(CLOCK)), CLOCK)
                .node(
                        "os.uptime",
                        Readings.of(host.read(UPTIME), text -> Readings.quantity(KernelText.firstDecimal(text), "s")),
                        UPTIME)
                .list();
    }
}
