package io.holdfast.aggregator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The dependency rules of this module.
class ArchitectureTest {
    private static final JavaClasses AGGREGATOR = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.holdfast.aggregator");

    private static final Pattern MAKES_CHANGES = Pattern.compile("post|put|patch|delete");

    @Test
    void theAggregatorNeverSeesTheAgent() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.holdfast.agent..")
                .check(AGGREGATOR);
    }

    @Test
    void foldingAndIngestingKnowNoKafkaNoWebAndNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage("io.holdfast.aggregator.fold..", "io.holdfast.aggregator.ingest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.vertx..",
                        "java.nio.file..",
                        "io.holdfast.aggregator.stream..",
                        "io.holdfast.aggregator.web..")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(AGGREGATOR);
    }

    @Test
    void onlyTheStreamPackageSpeaksToKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.holdfast.aggregator.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(AGGREGATOR);
    }

    /// `Access` sees to it that callers may, that no other site asks, and that it is written down.
    @Test
    void onlyAccessMakesRoutesThatChangeSomething() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Access")
                .and()
                .doNotHaveSimpleName("EnrolmentServer")
                .should()
                .callMethodWhere(describe(
                        "makes a route of another method than GET",
                        call -> call.getTargetOwner().getFullName().equals("io.vertx.ext.web.Router")
                                && (MAKES_CHANGES.matcher(call.getName()).lookingAt()
                                        || call.getTarget().getRawParameterTypes().stream()
                                                .anyMatch(type ->
                                                        type.getFullName().equals("io.vertx.core.http.HttpMethod")))))
                .check(AGGREGATOR);
    }

    @Test
    void onlyTheKubePackageSpeaksToTheApiServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.holdfast.aggregator.kube..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(AGGREGATOR);
    }

    @Test
    void onlyTheWebPackageSpeaksHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.holdfast.aggregator.web..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .check(AGGREGATOR);
    }
}
