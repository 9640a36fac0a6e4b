package org.prumerge4j.experiments.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The borders between modules and packages. */
@AnalyzeClasses(packages = "org.prumerge4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule MODULES_DEPEND_DOWNWARDS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("data")
            .definedBy("org.prumerge4j.data..")
            .layer("model")
            .definedBy("org.prumerge4j.model..")
            .layer("prumerge")
            .definedBy("org.prumerge4j.prumerge..")
            .layer("lora")
            .definedBy("org.prumerge4j.lora..")
            .layer("training")
            .definedBy("org.prumerge4j.training..")
            .layer("experiments")
            .definedBy("org.prumerge4j.experiments..")
            .whereLayer("experiments")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("training")
            .mayOnlyBeAccessedByLayers("experiments")
            .whereLayer("lora")
            .mayOnlyBeAccessedByLayers("training", "experiments")
            .whereLayer("prumerge")
            .mayOnlyBeAccessedByLayers("training", "experiments")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("prumerge", "lora", "training", "experiments")
            .whereLayer("data")
            .mayOnlyBeAccessedByLayers("training", "experiments");

    @ArchTest
    static final ArchRule DATA_KNOWS_NO_ND4J = noClasses()
            .that()
            .resideInAPackage("org.prumerge4j.data..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.nd4j..");

    @ArchTest
    static final ArchRule SAMEDIFF_IS_BUILT_IN_ONE_PLACE = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.prumerge4j.model.graph..", "org.prumerge4j.model.execution..", "org.prumerge4j.model.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.nd4j.autodiff..");

    @ArchTest
    static final ArchRule CONFIGURATION_STAYS_IN_EXPERIMENTS = noClasses()
            .that()
            .resideOutsideOfPackage("org.prumerge4j.experiments..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.snakeyaml..", "picocli..");

    @ArchTest
    static void packagesHaveNoCycles(JavaClasses classes) {
        for (String module : new String[] {"data", "model", "prumerge", "lora", "training"}) {
            SlicesRuleDefinition.slices()
                    .matching("org.prumerge4j." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .check(classes);
        }
    }
}
