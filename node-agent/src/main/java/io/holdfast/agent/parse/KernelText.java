package io.holdfast.agent.parse;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Small formats that several kernel files share.
public final class KernelText {
    private static final Pattern ACTIVE = Pattern.compile("(?:^|.* )\\[([^\\]]+)\\](?: .*|$)");

    /// Bits of `/proc/sys/kernel/tainted` that only trouble sets, with the kernel documentation's words.
    private enum Trouble {
        MACHINE_CHECK(4, "machine-check"),
        BAD_PAGE(5, "bad-page"),
        DIED(7, "died"),
        SOFT_LOCKUP(14, "soft-lockup");

        private final int bit;
        private final String word;

        Trouble(int bit, String word) {
            this.bit = bit;
            this.word = word;
        }
    }

    private KernelText() {}

    /// The word in brackets of `none [integrity] confidentiality`.
    public static Optional<String> active(String choices) {
        Matcher match = ACTIVE.matcher(choices);
        return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
    }

    /// The first of the blank-separated decimal numbers of `/proc/uptime` (seconds) or `/proc/loadavg`.
    public static Optional<BigDecimal> firstDecimal(String text) {
        try {
            return Optional.of(new BigDecimal(text.strip().split(" ", 2)[0]));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// What the kernel lived through: `none`, or words of machine-check, bad-page, died, soft-lockup. The taints of
    /// loaded modules (proprietary, out-of-tree, unsigned) are normal on a GPU node and left out.
    ///
    /// @param printed the bytes of the file. The kernel ends the number with a newline: one without is cut, and the
    ///     bits of half a number are others
    public static Optional<String> trouble(byte[] printed) {
        String tainted = new String(printed, StandardCharsets.US_ASCII);
        if (!tainted.endsWith("\n")) {
            return Optional.empty();
        }
        try {
            long bits = Long.parseLong(tainted.strip());
            List<String> words = new ArrayList<>();
            for (Trouble trouble : Trouble.values()) {
                if ((bits >> trouble.bit & 1) == 1) {
                    words.add(trouble.word);
                }
            }
            return Optional.of(words.isEmpty() ? "none" : String.join(" ", words));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// The data byte of the EFI variable `SecureBoot`, which follows four bytes of attributes.
    public static Optional<Boolean> secureBoot(byte[] variable) {
        if (variable.length != 5 || (variable[4] != 0 && variable[4] != 1)) {
            return Optional.empty();
        }
        return Optional.of(variable[4] == 1);
    }
}
