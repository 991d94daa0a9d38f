package io.holdfast.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The direction in which the agent's packages may know each other: `host <- probe -> parse -> protocol`.
class ArchitectureTest {
    private static final JavaClasses AGENT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.holdfast.agent");

    private static final String ROOT = "io.holdfast.agent.";

    private static final Set<String> WRITING = Set.of(
            "write",
            "writeString",
            "newOutputStream",
            "newBufferedWriter",
            "createFile",
            "createDirectory",
            "createDirectories",
            "createSymbolicLink",
            "createLink",
            "createTempFile",
            "createTempDirectory",
            "copy",
            "move",
            "delete",
            "deleteIfExists",
            "setAttribute",
            "setLastModifiedTime",
            "setOwner",
            "setPosixFilePermissions");

    @Test
    void theHostKnowsNothingAboveIt() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "host..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others("host", "kernel"))
                .check(AGENT);
    }

    @Test
    void parsersKnowOnlyTheProtocol() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "parse..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others("parse"))
                .check(AGENT);
    }

    @Test
    void parsersTouchNoFileProcessOrClock() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "parse..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "java.util.concurrent..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.File.*|java\\.lang\\.Process.*|java\\.time\\.Clock")
                .check(AGENT);
    }

    @Test
    void probesReadThroughTheHostAlone() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "probe..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others("probe", "parse", "host", "kernel"))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.File.*|java\\.lang\\.Process.*")
                .check(AGENT);
    }

    /// `act` changes the host, `report` keeps the agent's own folder, `cli` writes where it was told to.
    @Test
    void theReadingPackagesWriteNoFile() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "host..",
                        ROOT + "kernel..",
                        ROOT + "parse..",
                        ROOT + "probe..",
                        ROOT + "memory..",
                        ROOT + "step..")
                .should()
                .accessTargetWhere(DescribedPredicate.describe("writes a file", ArchitectureTest::writes))
                .check(AGENT);
    }

    @Test
    void shellCommandsOfThePersonStartWithoutTheNetworkStack() {
        noClasses()
                .that()
                .haveNameMatching("io\\.holdfast\\.agent\\.cli\\.(Holdfast|Snapshot|Explain|Record).*")
                .or()
                .resideInAnyPackage(ROOT + "host..", ROOT + "parse..", ROOT + "probe..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "org.apache.kafka..", "io.micrometer..")
                .check(AGENT);
    }

    private static boolean writes(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        return (owner.equals(Files.class.getName())
                        && WRITING.contains(access.getTarget().getName()))
                || owner.equals(FileOutputStream.class.getName())
                || owner.equals(RandomAccessFile.class.getName());
    }

    /// All packages of the agent but some.
    private static String[] others(String... but) {
        return java.util.stream.Stream.of("act", "cli", "host", "kernel", "memory", "parse", "probe", "report", "step")
                .filter(name -> !Set.of(but).contains(name))
                .map(name -> ROOT + name + "..")
                .toArray(String[]::new);
    }
}
