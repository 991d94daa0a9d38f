package io.holdfast.agent.cli;

import io.holdfast.protocol.baseline.BaselineException;
import io.holdfast.protocol.baseline.Waiver;
import io.holdfast.protocol.baseline.WaiverReader;
import io.holdfast.protocol.baseline.aicr.AicrBaseline;
import io.holdfast.protocol.baseline.aicr.AicrDocument;
import io.holdfast.protocol.baseline.aicr.AicrDocument.Overlay;
import io.holdfast.protocol.baseline.aicr.AicrException;
import io.holdfast.protocol.baseline.aicr.AicrReader;
import io.holdfast.protocol.baseline.floor.Advisory;
import io.holdfast.protocol.baseline.floor.AdvisoryException;
import io.holdfast.protocol.baseline.floor.AdvisoryReader;
import io.holdfast.protocol.check.Catalog;
import io.holdfast.protocol.check.CatalogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Files of others that say what a node should be: AICR's recipes and security advisories.
final class DeclaredFiles {
    private DeclaredFiles() {}

    /// An AICR recipe or overlay as a baseline; empty for a file of any other kind.
    static Optional<AicrBaseline> aicr(Path file, Catalog catalog) {
        String text = text(file);
        String name = file.toString();
        try {
            if (!AicrReader.isRecipe(name, text)) {
                return Optional.empty();
            }
            AicrDocument document = AicrReader.read(name, text);
            List<Overlay> beside = document instanceof Overlay ? overlaysBeside(file) : List.of();
            return Optional.of(AicrBaseline.of(document, beside, catalog));
        } catch (AicrException e) {
            throw new CommandFailure(e.reason());
        }
    }

    /// Overlays of the same folder. What is none, or no YAML, is passed over.
    private static List<Overlay> overlaysBeside(Path file) {
        List<Overlay> overlays = new ArrayList<>();
        for (Path other : yamlBeside(file)) {
            try {
                String text = text(other);
                if (AicrReader.isRecipe(other.toString(), text)
                        && AicrReader.read(other.toString(), text) instanceof Overlay overlay) {
                    overlays.add(overlay);
                }
            } catch (CatalogException | AicrException _) {
                // Not what is looked for; a base that is missing in the end is told by name.
            }
        }
        return overlays;
    }

    private static List<Path> yamlBeside(Path file) {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(one ->
                            one.toString().endsWith(".yaml") || one.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CommandFailure(folder + ": cannot be listed: " + e.getMessage());
        }
    }

    /// Approved exceptions.
    static List<Waiver> waivers(Path file, Catalog catalog) {
        try {
            return WaiverReader.file(file.toString(), text(file), catalog);
        } catch (BaselineException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /// Security advisories in our own form or as CSAF.
    static List<Advisory> advisories(Path file) {
        try {
            return AdvisoryReader.read(file.toString(), text(file));
        } catch (AdvisoryException e) {
            throw new CommandFailure(e.reason());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailure(file + ": cannot be read: " + e.getMessage());
        }
    }
}
