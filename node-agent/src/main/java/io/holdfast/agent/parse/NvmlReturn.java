package io.holdfast.agent.parse;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The numbers that NVML's functions return (`nvmlReturn_t`), and what nvidia-smi prints in place of a value where it
/// gets one. `SmiValue` knows the reason behind each of these texts; exit statuses of nvidia-smi are the same numbers.
public final class NvmlReturn {
    public static final int SUCCESS = 0;
    public static final int INVALID_ARGUMENT = 2;
    public static final int NOT_SUPPORTED = 3;
    public static final int TIMEOUT = 10;
    public static final int FUNCTION_NOT_FOUND = 13;
    public static final int GPU_IS_LOST = 15;
    public static final int ARGUMENT_VERSION_MISMATCH = 25;

    /// The highest number but `UNKNOWN`, and room for those to come.
    private static final int HIGHEST = 63;

    private static final int UNKNOWN = 999;

    private static final Set<String> TEXTS = IntStream.concat(IntStream.rangeClosed(1, HIGHEST), IntStream.of(UNKNOWN))
            .mapToObj(code -> text(code).toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    private NvmlReturn() {}

    /// Whether a text stands for an error.
    ///
    /// @param word in lower case
    static boolean isText(String word) {
        return TEXTS.contains(word);
    }

    /// A number of a later driver reads `Unknown Error` like the one that says so.
    public static String text(int code) {
        return switch (code) {
            case 1 -> "Uninitialized";
            case INVALID_ARGUMENT -> "Invalid Argument";
            case NOT_SUPPORTED -> "N/A";
            case 4 -> "Insufficient Permissions";
            case 6 -> "Not Found";
            case 7 -> "Insufficient Size";
            case 8 -> "Insufficient External Power";
            case 9 -> "Driver Not Loaded";
            case TIMEOUT -> "Timeout";
            case 11 -> "Interrupt Request Issue";
            case 12 -> "NVML Shared Library Not Found";
            case FUNCTION_NOT_FOUND -> "Function Not Found";
            case 14 -> "Corrupted infoROM";
            case GPU_IS_LOST -> "GPU is lost";
            case 16 -> "GPU requires reset";
            case 17 -> "The operating system has blocked the request";
            case 18 -> "Driver/library version mismatch";
            case 19 -> "In use by another client";
            case 20 -> "Insufficient Memory";
            case 21 -> "No data";
            case ARGUMENT_VERSION_MISMATCH -> "Argument version mismatch";
            case 26 -> "Deprecated";
            case 27 -> "Not Ready";
            case 28 -> "GPU not found";
            case 29 -> "Invalid state";
            default -> "Unknown Error";
        };
    }
}
