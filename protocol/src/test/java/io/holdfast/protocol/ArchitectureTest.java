package io.holdfast.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The dependency rules of this module.
class ArchitectureTest {
    private static final JavaClasses PROTOCOL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.holdfast.protocol");

    @Test
    void theWordsNeedNothingButTheJdkAndJackson() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..",
                        "javax.crypto..",
                        "org.jspecify..",
                        "com.fasterxml.jackson..",
                        "io.holdfast.protocol..")
                .check(PROTOCOL);
    }

    @Test
    void theWordsDoNoInputOrOutput() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net..", "java.util.logging..", "java.sql..")
                .check(PROTOCOL);
    }

    @Test
    void onlyTheWireKnowsJson() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.holdfast.protocol.wire..", "io.holdfast.protocol.check..", "io.holdfast.protocol.yaml..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson..")
                .check(PROTOCOL);
    }

    @Test
    void judgingHasNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage("io.holdfast.protocol.judge..", "io.holdfast.protocol.baseline..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(PROTOCOL);
    }
}
