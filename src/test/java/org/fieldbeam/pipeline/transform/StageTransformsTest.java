package org.fieldbeam.pipeline.transform;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.schemas.utils.YamlUtils;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionRowTuple;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.statistics.Agreement;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.check.ChecksFile;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.pipeline.stage.StageKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stages as transforms for other languages. */
class StageTransformsTest {
  private static final Map<String, SchemaTransformProvider> PROVIDERS =
      ServiceLoader.load(SchemaTransformProvider.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(p -> p.identifier().startsWith(TransformConfiguration.IDENTIFIERS))
          .collect(Collectors.toMap(p -> p.identifier().split(":", -1)[3], Function.identity()));

  private static final String HMC =
      """
      lattice: [4, 4]
      action: {phi4: {kappa: 0.2, lambda_: 0.022}}
      algorithm: {hmc: {length: 1.0, steps: 8}}
      chains: 6
      thermalization: 40
      configurations: 40
      stride: 3
      chainsPerShard: 4
      seed: 5
      """;

  @TempDir private Path folder;

  private String into(String name) {
    return "\ninto: " + folder.resolve(name) + "\n";
  }

  private static PCollectionRowTuple apply(String name, String yaml, PCollectionRowTuple input) {
    SchemaTransformProvider provider = PROVIDERS.get(name);
    return input.apply(
        input.getPipeline().toString() + name + yaml.hashCode(),
        provider.from(YamlUtils.toBeamRow(yaml, provider.configurationSchema())));
  }

  private static void run(Consumer<Pipeline> steps) throws Exception {
    StageJob.run("transforms", Runners.direct(2), steps, Progress.none());
  }

  private static double[] fields(Path dataset) {
    DatasetFolder read = DatasetFolder.open(dataset.toString());
    double[] all = new double[0];
    EnsembleBatch rows = new EnsembleBatch(read.info().rowShape(), 64);
    for (int shard = 0; shard < read.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(read, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            double[] field = rows.configuration(b).field();
            int length = all.length;
            all = Arrays.copyOf(all, length + field.length);
            System.arraycopy(field, 0, all, length, field.length);
          }
        }
      }
    }
    return all;
  }

  /** A kind that one service file lacks would be missing in silence. */
  @Test
  void everyStageButReportsIsATransform() {
    Set<String> stages =
        StageKind.all().all().stream()
            .filter(kind -> !kind.isReport())
            .map(StageKind::name)
            .collect(Collectors.toCollection(TreeSet::new));
    stages.addAll(Set.of("read_ensemble", "read_estimates", "write_ensemble"));
    assertEquals(stages, new TreeSet<>(PROVIDERS.keySet()));
  }

  @Test
  void theProvidersOfYamlAreAllTransforms() throws IOException {
    String providers = Files.readString(Path.of("runners", "beam", "providers.yaml"));
    assertEquals(PROVIDERS.size(), NamedTransform.all().size());
    for (NamedTransform transform : NamedTransform.all()) {
      String line = "    " + transform.transform() + ": " + transform.identifier() + "\n";
      assertTrue(providers.contains(line), line);
    }
  }

  @Test
  void everyFieldIsDescribedAndCanBeNamedInPython() {
    Set<String> keywords = Set.of("from", "lambda", "in", "is", "as", "with", "not", "None");
    assertAll(
        PROVIDERS.values().stream()
            .map(
                provider ->
                    () -> {
                      assertFalse(provider.description().isBlank());
                      check(provider.configurationSchema(), keywords);
                    }));
  }

  private static void check(Schema schema, Set<String> keywords) {
    for (Schema.Field field : schema.getFields()) {
      assertFalse(keywords.contains(field.getName()), field.getName());
      assertTrue(SourceVersion.isIdentifier(field.getName()), field.getName());
      assertFalse(field.getDescription().isBlank(), field.getName());
      if (field.getType().getTypeName() == Schema.TypeName.ROW) {
        check(field.getType().getRowSchema(), keywords);
      }
    }
  }

  @Test
  void theTransformDoesWhatTheJavaTransformDoes() throws Exception {
    run(
        pipeline -> {
          apply("generate", HMC + into("a/hmc"), PCollectionRowTuple.empty(pipeline));
          pipeline.apply(
              GenerateEnsemble.of(
                      Phi4.of(Lattice.of(4, 4), 0.2, 0.022), new Hmc(1.0, 8, Integrator.LEAPFROG))
                  .withChains(6)
                  .withThermalization(40)
                  .withConfigurations(40)
                  .withStride(3)
                  .withChainsPerShard(4)
                  .withSeed(5)
                  .into(StageOutput.to(folder.resolve("b/hmc").toString())));
        });
    assertArrayEquals(fields(folder.resolve("a/hmc")), fields(folder.resolve("b/hmc")));
    assertEquals(
        Files.mismatch(
            folder.resolve("a/hmc/part-00000-of-00002.parquet"),
            folder.resolve("b/hmc/part-00000-of-00002.parquet")),
        -1);
  }

  @Test
  void stagesFollowEachOtherInOnePipeline() throws Exception {
    run(
        pipeline -> {
          PCollectionRowTuple hmc =
              apply("generate", HMC + into("hmc"), PCollectionRowTuple.empty(pipeline));
          apply(
              "noise",
              "diffusion: {ve: {sigma: 5}}\ntimes: 3\nmode: trajectories" + into("noised"),
              hmc);
          PCollectionRowTuple score =
              apply("train", "model: {effectiveAction: {levels: 4}}" + into("score"), hmc);
          PCollectionRowTuple proposals =
              apply(
                  "sample",
                  "configurations: 200\nconfigurationsPerShard: 100" + into("proposals"),
                  score);
          PCollectionRowTuple exact =
              apply("correct", "method: metropolis" + into("exact"), proposals);
          apply(
              "measure",
              into("observables").strip(),
              PCollectionRowTuple.of(
                  "input",
                  PCollectionList.of(proposals.getSinglePCollection())
                      .and(hmc.getSinglePCollection())
                      .and(exact.getSinglePCollection())
                      .apply(Flatten.pCollections())));
        });
    for (String dataset :
        new String[] {"hmc", "noised", "proposals", "exact", "observables/exact"}) {
      DatasetFolder.open(folder.resolve(dataset).toString()).requireRows();
    }
    assertTrue(Files.readString(folder.resolve("observables/estimates.json")).contains("\"phi2\""));
    Map<String, Check> agreements =
        ChecksFile.read(folder.resolve("observables").toString()).stream()
            .filter(check -> check.check().name().equals(Agreement.CHECK))
            .collect(Collectors.toMap(DatasetCheck::dataset, DatasetCheck::check));
    // like a file that names them: with the first that claims to be exact, by name
    assertEquals(Set.of("hmc", "proposals"), agreements.keySet());
    assertTrue(agreements.get("hmc").judged(), agreements.get("hmc").explanation());
    assertFalse(agreements.get("hmc").failed(), agreements.get("hmc").explanation());
    assertFalse(agreements.get("proposals").judged());
    assertTrue(agreements.get("proposals").explanation().contains("raw samples of a model"));
  }

  @Test
  void rowsGoOutAndComeBack() throws Exception {
    String action = "lattice: [4, 4]\naction: {phi4: {kappa: 0.2, lambda_: 0.022}}\nshards: 2";
    run(
        pipeline -> {
          PCollectionRowTuple rows =
              apply(
                  "read_ensemble",
                  "{}",
                  apply("generate", HMC + into("hmc"), PCollectionRowTuple.empty(pipeline)));
          apply("write_ensemble", action + into("all"), rows);
          apply(
              "write_ensemble",
              action + into("late"),
              PCollectionRowTuple.of(
                  "rows",
                  rows.getSinglePCollection().apply(Filter.by(row -> row.getInt64("step") > 100))));
        });
    double[] before = fields(folder.resolve("hmc"));
    double[] after = fields(folder.resolve("all"));
    Arrays.sort(before);
    Arrays.sort(after);
    assertArrayEquals(before, after);
    // steps 43, 46, ..., 160 of 6 chains, of which 20 lie above 100
    assertEquals(120, DatasetFolder.open(folder.resolve("late").toString()).manifest().rows());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          generate | lattice: [4, 4]          | lattice: [4, 0]                     | lattice[1]: 0 is not allowed
          generate | steps: 8                 | steps: 0                            | algorithm.hmc.steps: 0 is not allowed
          generate | kappa: 0.2               | kappa: 0.2, m2: 1.0                 | action.phi4
          generate | {hmc: {length: 1.0, steps: 8}} | {complexLangevin: {step: 0.1}}| cannot sample the action phi4
          generate | chains: 6                | 'chains: 6\nstart: {from_: hmc}'    | names no folder
          noise    | times: 3                 | times: 0                            | times: 0 is not allowed
          noise    | times: 3                 | 'times: 3\nfrom_: nowhere'          | no dataset here
          """)
  void errorsAreThoseOfAFile(String name, String good, String bad, String expected) {
    String yaml =
        (name.equals("generate") ? HMC : "diffusion: {ve: {sigma: 5}}\ntimes: 3\n") + into("x");
    assertTrue(yaml.contains(good), good);
    SchemaTransformProvider provider = PROVIDERS.get(name);
    String changed = yaml.replace(good, bad.replace("\\n", "\n"));
    Exception e =
        assertThrows(
            Exception.class,
            () -> provider.from(YamlUtils.toBeamRow(changed, provider.configurationSchema())));
    assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
  }

  @Test
  void inputsAreOneAndFolders() throws IOException {
    Pipeline pipeline = Pipeline.create(Runners.direct(1));
    PCollectionRowTuple none = PCollectionRowTuple.empty(pipeline);
    String noise = "diffusion: {ve: {sigma: 5}}\ntimes: 3" + into("noised");
    UserException missing = assertThrows(UserException.class, () -> apply("noise", noise, none));
    assertTrue(missing.getMessage().contains("or the key 'from'"), missing.getMessage());
    PCollectionRowTuple hmc = apply("generate", HMC + into("hmc"), none);
    UserException twice =
        assertThrows(UserException.class, () -> apply("generate", HMC + into("other"), hmc));
    assertTrue(twice.getMessage().contains("does not read"), twice.getMessage());
    PCollectionRowTuple rows = apply("read_ensemble", "{}", hmc);
    UserException noFolders =
        assertThrows(UserException.class, () -> apply("noise", noise + "seed: 4", rows));
    assertTrue(noFolders.getMessage().contains("'folder'"), noFolders.getMessage());
    assertFalse(Files.exists(folder.resolve("noised")));
  }
}
