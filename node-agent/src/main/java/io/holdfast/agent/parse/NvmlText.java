package io.holdfast.agent.parse;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HexFormat;
import java.util.List;

/// What NVML tells as numbers, in the words of nvidia-smi, which asks NVML itself: so a fact reads the same, whichever
/// of the two it came from.
public final class NvmlText {
    private static final String NONE = "N/A";

    /// The reasons in `SmiField` by their bit in the mask, from the lowest.
    public static final List<SmiField> CLOCK_REASONS = List.of(
            SmiField.CLOCK_IDLE,
            SmiField.CLOCK_APPLICATION,
            SmiField.CLOCK_POWER_CAP,
            SmiField.CLOCK_HW_SLOWDOWN,
            SmiField.CLOCK_SYNC_BOOST,
            SmiField.CLOCK_SW_THERMAL,
            SmiField.CLOCK_HW_THERMAL,
            SmiField.CLOCK_HW_BRAKE,
            SmiField.CLOCK_DISPLAY);

    private NvmlText() {}

    /// `nvmlEnableState_t`.
    public static String enabled(long state) {
        return switch ((int) state) {
            case 0 -> "Disabled";
            case 1 -> "Enabled";
            default -> "mode " + state;
        };
    }

    public static String yesNo(long state) {
        return state == 0 ? "No" : "Yes";
    }

    /// An `unsigned int`, which Java has no type for.
    public static String count(long value) {
        return Long.toUnsignedString(value & 0xffff_ffffL);
    }

    /// An `unsigned long long`.
    public static String wideCount(long value) {
        return Long.toUnsignedString(value);
    }

    /// Milliwatts as `700.00 W`.
    public static String watts(long milliwatts) {
        return BigDecimal.valueOf(milliwatts, 3).setScale(2, RoundingMode.HALF_UP) + " W";
    }

    /// Bytes as `81559 MiB`.
    public static String mebibytes(long bytes) {
        return Long.toUnsignedString(bytes >>> 20) + " MiB";
    }

    public static String celsius(long degrees) {
        return degrees + " C";
    }

    /// `nvmlComputeMode_t`.
    public static String computeMode(long mode) {
        return switch ((int) mode) {
            case 0 -> "Default";
            case 1 -> "Exclusive_Thread";
            case 2 -> "Prohibited";
            case 3 -> "Exclusive_Process";
            default -> "mode " + mode;
        };
    }

    /// `nvmlDeviceAddressingModeType_t`.
    public static String addressingMode(long mode) {
        return switch ((int) mode) {
            case 0 -> "None";
            case 1 -> "HMM";
            case 2 -> "ATS";
            default -> "mode " + mode;
        };
    }

    /// `nvmlDeviceGpuRecoveryAction_t`. The words from 5 on are not known to be nvidia-smi's.
    public static String recoveryAction(long action) {
        return switch ((int) action) {
            case 0 -> "None";
            case 1 -> "Reset";
            case 2 -> "Reboot";
            case 3 -> "Drain P2P";
            case 4 -> "Drain and Reset";
            case 5 -> "Recover IMEX Domain";
            case 6 -> "Bus Reset";
            case 7 -> "System Reboot";
            default -> "action " + action;
        };
    }

    /// For each of `CLOCK_REASONS` whether its bit is set.
    public static List<String> clockReasons(long mask) {
        return java.util.stream.IntStream.range(0, CLOCK_REASONS.size())
                .mapToObj(bit -> (mask >>> bit & 1) == 1 ? "Active" : "Not Active")
                .toList();
    }

    /// `nvmlGpuFabricState_t`.
    public static String fabricState(long state) {
        return switch ((int) state) {
            case 0 -> NONE;
            case 1 -> "Not Started";
            case 2 -> "In Progress";
            case 3 -> "Completed";
            default -> "state " + state;
        };
    }

    /// How joining the fabric ended; there is nothing to say of it before it has.
    public static String fabricStatus(long state, long status) {
        if (state != 3) {
            return NONE;
        }
        return status == NvmlReturn.SUCCESS ? "Success" : NvmlReturn.text((int) status);
    }

    /// The part of the fabric, known once it is joined.
    public static String fabricClique(long state, long clique) {
        return state == 3 ? count(clique) : NONE;
    }

    public static String fabricCluster(long state, byte[] uuid) {
        if (state != 3) {
            return NONE;
        }
        String hex = HexFormat.of().formatHex(uuid);
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20));
    }

    /// Two bits of the health mask: 0 not told, 1 yes, 2 no.
    public static String fabricFlag(long mask, int shift) {
        return switch ((int) (mask >>> shift) & 3) {
            case 0 -> NONE;
            case 1 -> "True";
            case 2 -> "False";
            default -> "3";
        };
    }

    /// The lowest two bits of the health mask.
    public static String fabricBandwidth(long mask) {
        return switch ((int) mask & 3) {
            case 0 -> NONE;
            case 1 -> "Degraded";
            case 2 -> "Full";
            default -> "3";
        };
    }

    /// `healthSummary`, which came with the third version of the struct.
    public static String fabricSummary(long summary) {
        return switch ((int) summary) {
            case 0 -> NONE;
            case 1 -> "Healthy";
            case 2 -> "Unhealthy";
            case 3 -> "Limited Capacity";
            default -> "summary " + summary;
        };
    }
}
