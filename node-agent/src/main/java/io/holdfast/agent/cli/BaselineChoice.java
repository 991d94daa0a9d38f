package io.holdfast.agent.cli;

import io.holdfast.protocol.baseline.Baselines;
import io.holdfast.protocol.baseline.Library;
import io.holdfast.protocol.baseline.Resolved;
import io.holdfast.protocol.baseline.ShippedBaselines;
import io.holdfast.protocol.baseline.aicr.AicrBaseline;
import io.holdfast.protocol.check.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A baseline by name or from a file. What a file is put together from is looked for beside it, then among what ships.
final class BaselineChoice {
    private BaselineChoice() {}

    private static final String AICR = "aicr.nvidia.com/";

    /// Ours, or an AICR recipe or overlay.
    static AicrBaseline choose(String nameOrFile, Map<String, String> set, Catalog catalog) {
        Path file = Path.of(nameOrFile);
        if (isFile(nameOrFile) && text(file).yaml().contains(AICR)) {
            Optional<AicrBaseline> aicr = DeclaredFiles.aicr(file, catalog);
            if (aicr.isPresent()) {
                return aicr.get();
            }
        }
        return new AicrBaseline(resolve(nameOrFile, set, catalog).baseline(), List.of());
    }

    private static boolean isFile(String nameOrFile) {
        return nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml") || Files.isRegularFile(Path.of(nameOrFile));
    }

    static Resolved resolve(String nameOrFile, Map<String, String> set, Catalog catalog) {
        Path file = Path.of(nameOrFile);
        if (!isFile(nameOrFile)) {
            return new Baselines(catalog, new ShippedBaselines()).resolve(nameOrFile, set);
        }
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        return new Baselines(catalog, new Folder(folder).or(new ShippedBaselines())).resolve(text(file), set);
    }

    private static Library.Text text(Path file) {
        try {
            return new Library.Text(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new CommandFailure("cannot read the baseline " + file + ": " + e, e);
        }
    }

    /// Documents in a folder: `site/train` is the file `site/train.yaml`.
    private record Folder(Path folder) implements Library {
        @Override
        public Optional<Text> find(String name) {
            Path file = folder.resolve(name + ".yaml").normalize();
            return file.startsWith(folder) && Files.isRegularFile(file)
                    ? Optional.of(BaselineChoice.text(file))
                    : Optional.empty();
        }

        @Override
        public List<String> names() {
            return List.of();
        }
    }
}
