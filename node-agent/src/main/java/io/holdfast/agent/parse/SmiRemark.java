package io.holdfast.agent.parse;

import io.holdfast.protocol.fact.DeviceId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line about one GPU that nvidia-smi prints beside its report.
///
/// @param isInforom whether it says that the board's infoROM is corrupted; else the GPU did not answer
public record SmiRemark(DeviceId gpu, boolean isInforom, String line) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\\.[0-7]");

    /// Empty for a line that is neither `infoROM is corrupted` nor `Unable to determine the device handle`, or names
    /// no GPU by its address.
    public static Optional<SmiRemark> of(String line) {
        boolean isInforom = line.contains("infoROM is corrupted");
        if (!isInforom && !line.contains("Unable to determine the device handle")) {
            return Optional.empty();
        }
        Matcher address = ADDRESS.matcher(line);
        return address.find()
                ? DeviceId.parse(address.group()).map(gpu -> new SmiRemark(gpu, isInforom, Lines.shortened(line)))
                : Optional.empty();
    }
}
