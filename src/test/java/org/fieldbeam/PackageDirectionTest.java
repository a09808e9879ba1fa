package org.fieldbeam;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The packages have one way down: cli, expansion, report, pipeline, beam, torch, data, core,
 * grammar.
 */
@AnalyzeClasses(packages = "org.fieldbeam", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageDirectionTest {
  private static final String[] ENGINES = {"org.apache.beam..", "org.apache.flink.."};

  private static final String[] STORAGE = {
    "org.apache.avro..", "org.apache.parquet..", "org.apache.hadoop..", "shaded.parquet.."
  };

  @ArchTest
  static final ArchRule everyArrowPointsDown =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("cli")
          .definedBy("org.fieldbeam.cli..")
          .layer("expansion")
          .definedBy("org.fieldbeam.expansion..")
          .layer("report")
          .definedBy("org.fieldbeam.report..")
          .layer("pipeline")
          .definedBy("org.fieldbeam.pipeline..")
          .layer("beam")
          .definedBy("org.fieldbeam.beam..")
          .layer("torch")
          .definedBy("org.fieldbeam.torch..")
          .layer("data")
          .definedBy("org.fieldbeam.data..")
          .layer("core")
          .definedBy("org.fieldbeam.core..")
          .layer("grammar")
          .definedBy("org.fieldbeam.grammar..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("cli", "pipeline")
          .whereLayer("expansion")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("pipeline")
          .mayOnlyBeAccessedByLayers("cli", "expansion")
          .whereLayer("beam")
          .mayOnlyBeAccessedByLayers("cli", "pipeline")
          .whereLayer("torch")
          .mayOnlyBeAccessedByLayers("cli", "pipeline", "beam")
          .whereLayer("data")
          .mayOnlyBeAccessedByLayers("cli", "expansion", "report", "pipeline", "beam", "torch")
          .whereLayer("report")
          .mayOnlyAccessLayers("data", "core", "grammar")
          .whereLayer("core")
          .mayOnlyAccessLayers("grammar")
          .whereLayer("grammar")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule coreIsPlainJava =
      noClasses()
          .that()
          .resideInAPackage("org.fieldbeam.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache..",
              "com.fasterxml..",
              "org.yaml..",
              "picocli..",
              "org.duckdb..",
              "java.io..file..",
              "java.nio.file..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyDataKnowsTheStorageFormats =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.fieldbeam.data..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(STORAGE)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyTorchKnowsPyTorch =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.fieldbeam.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule reportNeedsNoEngine =
      noClasses()
          .that()
          .resideInAPackage("org.fieldbeam.report..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ENGINES)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule dataHoldsNoPipelineCode =
      noClasses()
          .that()
          .resideInAPackage("org.fieldbeam.data..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.beam.sdk.transforms..",
              "org.apache.beam.sdk.values..",
              "org.apache.beam.runners..")
          .allowEmptyShould(true);

  /** Every package is a slice: inside the layers, too, all arrows point down. */
  @ArchTest
  static final ArchRule noCycles =
      SlicesRuleDefinition.slices()
          .assignedFrom(
              new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                  return SliceIdentifier.of(javaClass.getPackageName());
                }

                @Override
                public String getDescription() {
                  return "packages";
                }
              })
          .should()
          .beFreeOfCycles();

  /** A package that can be seen at a glance has fewer than 30 files. */
  @ArchTest
  static void packagesAreSmall(JavaClasses classes) {
    Map<String, Long> files =
        classes.stream()
            .filter(javaClass -> javaClass.isTopLevelClass())
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertTrue(files.size() > 40, "no classes were found");
    files.forEach((name, number) -> assertTrue(number < 30, name + " has " + number + " classes"));
  }
}
