package io.holdfast.agent.parse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// The configuration a kernel was built with: `CONFIG_PCI_P2PDMA=y`, `# CONFIG_DMABUF_MOVE_NOTIFY is not set`.
///
/// Sources: `/boot/config-<release>` and `/lib/modules/<release>/config`, plain; `/proc/config.gz`, compressed.
public final class KernelConfig {
    /// Some 300 KB; a bomb is not unpacked.
    private static final int CAP = 8 << 20;

    private KernelConfig() {}

    /// The text, unpacked where it is compressed; empty where it is damaged or is no configuration.
    public static Optional<String> text(byte[] content) {
        boolean isPacked = content.length > 2 && (content[0] & 0xff) == 0x1f && (content[1] & 0xff) == 0x8b;
        return (isPacked ? unpacked(content) : Optional.of(new String(content, StandardCharsets.ISO_8859_1)))
                .filter(text -> text.contains("CONFIG_"));
    }

    /// Whether an option is on, built in or as a module. An option that is not mentioned is off: its kernel has none or
    /// what it depends on is off.
    public static boolean isOn(String config, String option) {
        return config.lines().anyMatch(line -> line.equals(option + "=y") || line.equals(option + "=m"));
    }

    private static Optional<String> unpacked(byte[] content) {
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(content))) {
            byte[] text = stream.readNBytes(CAP);
            return Optional.of(new String(text, StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
