package io.holdfast.standalone.simulate;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// One way in which some made-up nodes differ from the others, for good.
///
/// @param nodes on how many nodes
public record Symptom(Kind kind, int nodes) {
    private static final String EXPECTED = "none or, by commas, "
            + Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", "))
            + "; =N behind one for more than one node";

    /// What somebody did, or what broke.
    public enum Kind {
        /// A setting of the kernel is back at its default: a file in `/etc/sysctl.d` went missing.
        SYSCTL(new Oddity.OtherSetting("vm.max_map_count", 65_530), "a changed sysctl"),
        /// A network card has the firmware of the release before.
        FIRMWARE(new Oddity.OldFirmware(0, "32.46.1006"), "an old firmware"),
        /// An unattended upgrade brought the kernel of another series.
        KERNEL(new Oddity.OtherKernel("6.8.0-52-generic"), "a kernel update"),
        DRIVER(new Oddity.OtherDriver("580.65.06"), "another driver"),
        LINK_DOWN(new Oddity.LinkDown(0), "a port that is down"),
        LINK_NARROW(new Oddity.LinkNarrow(0), "a PCIe link with half its lanes"),
        GPU_LOST(new Oddity.GpuLost(0), "a lost GPU"),
        ROW_REMAP(new Oddity.RowRemapPending(0), "a GPU that waits for a reset"),
        HOT(new Oddity.Hot(0), "a hot GPU");

        private final Oddity oddity;
        private final String words;

        Kind(Oddity oddity, String words) {
            this.oddity = oddity;
            this.words = words;
        }

        Oddity oddity() {
            return oddity;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Symptom {
        if (nodes < 1) {
            throw new IllegalArgumentException(kind.word() + "=" + nodes + ": expected at least 1 node");
        }
    }

    /// `kernel`, `kernel=5`.
    ///
    /// @throws IllegalArgumentException what else was expected
    public static Symptom parse(String text) {
        int equals = text.indexOf('=');
        String word = equals < 0 ? text : text.substring(0, equals);
        Kind kind = Arrays.stream(Kind.values())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text + ": expected " + EXPECTED));
        try {
            return new Symptom(kind, equals < 0 ? 1 : Integer.parseInt(text.substring(equals + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text + ": expected a number behind the =", e);
        }
    }

    String words() {
        return kind.words + (nodes == 1 ? " on one" : " on " + nodes);
    }
}
