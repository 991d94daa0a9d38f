package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.KernelText;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// Whether the firmware checked what was booted, and the TPM. Both can only change with a reboot.
final class SecureBootProbe implements Probe {
    private static final String FIRMWARE = "/sys/firmware/efi";

    /// The GUID is that of EFI global variables. 4 bytes of attributes, then 1 for on.
    private static final String VARIABLE = FIRMWARE + "/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

    private static final String TPM = "/sys/class/tpm/tpm0/tpm_version_major";

    @Override
    public String name() {
        return "os.secureboot";
    }

    @Override
    public Section section() {
        return Section.OS;
    }

    @Override
    public Cadence cadence() {
        return Cadence.BOOT;
    }

    @Override
    public List<Fact> observe(HostRoot host) {
        return new Facts()
                .node("os.secureboot", secureBoot(host), VARIABLE)
                .node("os.tpm.version", Readings.whole(host.read(TPM)), TPM)
                .list();
    }

    private static Reading secureBoot(HostRoot host) {
        Attribute<byte[]> variable = host.readBytes(VARIABLE, 64);
        if (variable instanceof Attribute.Absent<byte[]> && host.exists("/sys/devices") && !host.exists(FIRMWARE)) {
            return Reading.missing(Reading.Why.NOT_APPLICABLE, "booted without EFI: no " + FIRMWARE);
        }
        return Readings.of(variable, bytes -> KernelText.secureBoot(bytes).map(Reading.Flag::new));
    }
}
