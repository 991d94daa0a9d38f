package io.holdfast.standalone;

import io.holdfast.aggregator.BaselineConfig;
import io.holdfast.aggregator.rollout.Pace;
import io.holdfast.aggregator.rollout.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `--baseline` and `--baselines` mean.
final class BaselineOptions {
    private static final Pattern NAME = Pattern.compile("(?m)^baseline:[ \\t]*([^\\s#]+)");

    private BaselineOptions() {}

    /// One that ships, or a file.
    ///
    /// @throws CannotStartException when the file is none
    static BaselineConfig single(String nameOrFile) {
        Path file = Path.of(nameOrFile);
        boolean isFile = nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml") || Files.isRegularFile(file);
        return isFile
                ? new BaselineConfig(List.of(file), List.of(Rule.forAll(name(file))), Pace.QUICK, true)
                : new BaselineConfig(List.of(), List.of(Rule.forAll(nameOrFile)), Pace.QUICK, true);
    }

    static BaselineConfig folder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new CannotStartException("--baselines " + folder + ": no such folder");
        }
        return new BaselineConfig(List.of(folder), List.of(), Pace.QUICK, false);
    }

    private static String name(Path file) {
        try {
            Matcher name = NAME.matcher(Files.readString(file));
            if (!name.find()) {
                throw new CannotStartException("--baseline " + file + ": expected a line \"baseline: <name>\"");
            }
            return name.group(1);
        } catch (IOException e) {
            throw new CannotStartException("--baseline " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
