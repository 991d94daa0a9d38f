package io.holdfast.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/words.md` has one line for every constant of every public enum, and no line for anything else.
class WordsTest {
    private static final Pattern LINE = Pattern.compile("(?m)^\\| `([A-Za-z.]+\\.[A-Z0-9_]+)` \\|[^|]*\\S[^|]*\\|");

    @Test
    void everyPublicWordIsExplainedAndNoneIsInvented() throws IOException {
        Set<String> constants = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.holdfast.protocol")
                        .stream()
                        .filter(type -> type.isEnum() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .flatMap(type -> type.getFields().stream()
                                .filter(field -> field.getRawType().equals(type))
                                .map(field -> name(type) + "." + field.getName()))
                        .collect(Collectors.toCollection(TreeSet::new));
        Matcher lines = LINE.matcher(Files.readString(Path.of("../docs/words.md")));
        Set<String> explained =
                lines.results().map(line -> line.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(constants, explained);
    }

    private static String name(JavaClass type) {
        return type.getFullName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }
}
