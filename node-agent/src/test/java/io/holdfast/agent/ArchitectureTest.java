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

/// The direction in which the agent's packages may know each other: `host <- probe -> parse -> protocol`, and
/// `probe <- schedule <- report -> memory`, `host, schedule, memory <- kernel`; only `Agent` and `cli` know them all.
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

    @Test
    void theKernelsLogIsReadAndRememberedAndNotReported() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others("kernel", "parse", "host", "probe", "schedule", "memory"))
                .check(AGENT);
    }

    @Test
    void theMemoryKnowsOnlyTheProtocol() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "memory..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others("memory"))
                .check(AGENT);
    }

    @Test
    void judgingOverTimeKnowsOnlyTheProtocolAndNoClock() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "health..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others("health"))
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(AGENT);
    }

    @Test
    void theScheduleRunsProbesAndKnowsNobodyWhoListens() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "schedule..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others("schedule", "probe", "host"))
                .check(AGENT);
    }

    @Test
    void reportingNeverReads() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others("report", "memory", "metrics", "schedule"))
                .check(AGENT);
    }

    @Test
    void onlyTheMemoryKnowsSqlAndOnlyReportingKnowsKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "memory..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.sqlite..")
                .check(AGENT);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.vertx.kafka..")
                .check(AGENT);
    }

    @Test
    void onlyTheVertxLoopTakesTimeFromVertx() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + "schedule.VertxLoop")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "sets a timer of Vert.x",
                        call -> call.getTargetOwner().getName().startsWith("io.vertx.")
                                && Set.of("setTimer", "setPeriodic")
                                        .contains(call.getTarget().getName())))
                .check(AGENT);
    }

    /// `act` changes the host, `memory` keeps the agent's own folder, `cli` writes where it was told to.
    @Test
    void theReadingPackagesWriteNoFile() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "host..",
                        ROOT + "kernel..",
                        ROOT + "parse..",
                        ROOT + "probe..",
                        ROOT + "schedule..",
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
        return java.util.stream.Stream.of(
                        "act",
                        "cli",
                        "health",
                        "host",
                        "kernel",
                        "memory",
                        "metrics",
                        "parse",
                        "probe",
                        "report",
                        "schedule",
                        "step")
                .filter(name -> !Set.of(but).contains(name))
                .map(name -> ROOT + name + "..")
                .toArray(String[]::new);
    }
}
