package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.fieldbeam.Allocation;
import org.fieldbeam.JsonMutations;
import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.beam.model.TimeSettings;
import org.fieldbeam.beam.stage.GenerateRealStage;
import org.fieldbeam.beam.stage.SampleStage;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.diffusion.LangevinScoreModel;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.deformed.DeformedLangevin;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.effective.LevelFit;
import org.fieldbeam.core.score.operator.ZeroModeMixture;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.model.LangevinScores;
import org.fieldbeam.data.model.ModelJson;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.torch.NeuralModel;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is changed in a model.json, sampling from it ends in words or in finite fields, in
 * bounded memory; and in the same fields, where only what says how it was made is changed. Seeded:
 * a case that fails fails again.
 */
class ModelFuzzTest {
  /** Of each kind; {@code -Dfuzz.cases=20000} for a longer hunt. */
  private static final int CASES = Integer.getInteger("fuzz.cases", 300);

  private static final long SEED = Long.getLong("fuzz.seed", 0);

  /** Much more than small models take, much less than a number in them may ask for. */
  private static final long MOST_ALLOCATED = 256L << 20;

  private static final String FIXTURE = "testdata/torchscript/gaussian-vp.pt";

  @TempDir static Path root;

  /** Makes a dataset of the model in a folder. */
  private interface Sampling {
    DatasetFolder of(String model, Path output) throws IOException;
  }

  /** Writes a good model into a folder. */
  private interface Writing {
    void to(String folder);
  }

  /**
   * A kind of model. A new one joins by one line of {@link #kinds}.
   *
   * @param name its name
   * @param history the key under which it says how it was made
   * @param writing makes a good one
   * @param sampling ways to use it, tried in turn
   */
  private record Kind(String name, String history, Writing writing, List<Sampling> sampling) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Kind> kinds() {
    return List.of(
        new Kind(
            "effectiveAction",
            "training",
            folder -> ScoreModels.write(folder, effectiveAction()),
            List.of(
                sampled(Sampler.flow(FlowIntegrator.RK4)),
                sampled(Sampler.sde(1, ReverseSde.Step.EULER_MARUYAMA, false)))),
        new Kind(
            "langevinScore", "provenance", ModelFuzzTest::langevin, List.of(ModelFuzzTest::walked)),
        new Kind(
            "scoreNetwork",
            "training",
            folder ->
                NeuralModel.importScript(
                    FIXTURE,
                    folder,
                    FieldLayout.scalar(Lattice.of(1)),
                    new VariancePreserving(20),
                    0.01,
                    Optional.of(Map.of("name", "quartic", "parameters", Map.of("a", 2, "b", 1)))),
            List.of(
                sampled(
                    Sampler.flow(FlowIntegrator.HEUN, new TimeSettings(3, null, null, null))))));
  }

  private static EffectiveActionModel effectiveAction() {
    Lattice lattice = Lattice.of(2, 4);
    MomentumOrbits orbits = new MomentumOrbits(lattice);
    double[] ones = new double[orbits.count()];
    Arrays.fill(ones, 1);
    TimeLadder ladder = TimeLadder.shiftedGeometric(2, 0.5, 4);
    LevelFit.Diagnostics fine = new LevelFit.Diagnostics(0.5, 0.5, 3, 0.5);
    return new EffectiveActionModel(
        FreeField.of(lattice, 0.1),
        ladder,
        ones,
        0.3,
        new ZeroModeMixture(new double[] {0.1, 0.2}, 0.01, lattice.volume()),
        List.of("f4", "33G"),
        List.of(
            new LevelFit(ladder.tau(1), ones, new double[] {1, 0.01, 0.01}, ones, 1, fine),
            new LevelFit(ladder.tau(2), ones, new double[] {1, 0.01, 0.01}, ones, 1, fine)),
        Map.of("seed", 1));
  }

  private static void langevin(String folder) {
    double[][] coefficients = {{0.1, 0.2, 0.3, 0.2, 0.1, 0}, {0.2, 0.1, 0.1, 0.1, 0.1, 0}};
    LangevinScores.write(
        folder,
        new LangevinScoreModel(
            SitePolynomial.quartic(Lattice.of(1), -4, 1),
            5,
            8,
            new double[] {0, 0.5},
            coefficients),
        Map.of("seed", 1));
  }

  private static Sampling sampled(Sampler sampler) {
    return (model, output) -> {
      SampleStage stage = new SampleStage(sampler);
      stage.configurations = 3;
      return DatasetUses.run(stage, model, output);
    };
  }

  private static DatasetFolder walked(String model, Path output) throws IOException {
    GenerateRealStage stage =
        new GenerateRealStage(
            SitePolynomial.quartic(Lattice.of(1), -4, 1), new DeformedLangevin(0.01, 0.5, null));
    stage.chains = 3;
    stage.configurations = 5;
    stage.thermalization = 0;
    stage.scoreFolder = model;
    return DatasetUses.run(stage, "", output);
  }

  /** All fields, which are finite. */
  private static String fields(DatasetFolder dataset, String where) {
    StringBuilder text = new StringBuilder();
    EnsembleBatch rows = new EnsembleBatch(dataset.info().shape(), 3);
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          assertTrue(Arrays.stream(rows.fields()).allMatch(Double::isFinite), where);
          text.append(Arrays.toString(rows.fields()));
        }
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void endsInWordsOrFields(Kind kind) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED + kind.name().hashCode());
    String folder = root.resolve(kind.name()).toString();
    kind.writing().to(folder);
    String good = Storage.readText(ModelJson.path(folder));
    Set<Integer> ways = new TreeSet<>();
    int refused = 0;
    int same = 0;
    for (int i = 0; i < CASES; i++) {
      Object tree = Json.parse(good, "model");
      String what = "";
      for (int n = 0; n <= i % 3; n++) { // one to three changes
        what += new JsonMutations(random).mutate(tree) + "; ";
      }
      boolean harmless = i % 10 == 9;
      if (harmless) {
        tree = Json.parse(good, "model");
        what =
            "history, " + new JsonMutations(random).mutate(((Map<?, ?>) tree).get(kind.history()));
      }
      int way = i / 3 % kind.sampling().size();
      String where = kind + ", case " + i + ": " + what;
      Storage.writeText(ModelJson.path(folder), Json.pretty(tree));
      // what is drawn depends on the name of the dataset
      Path output = root.resolve(kind.name() + i).resolve("samples");
      Path reference = root.resolve(kind.name() + "-good-" + way).resolve("samples");
      boolean[] words = new boolean[1];
      long bytes =
          Allocation.of(() -> words[0] = refuses(kind.sampling().get(way), folder, output, where));
      assertTrue(bytes < MOST_ALLOCATED, bytes + " bytes, " + where);
      if (words[0]) {
        refused++;
        assertTrue(!harmless, where);
        continue;
      }
      ways.add(way);
      String fields = fields(DatasetFolder.open(output.toString()), where);
      if (harmless) {
        if (Files.notExists(reference)) {
          Storage.writeText(ModelJson.path(folder), good);
          kind.sampling().get(way).of(folder, reference);
        }
        assertEquals(fields(DatasetFolder.open(reference.toString()), where), fields, where);
        same++;
      }
    }
    // the law of the changes themselves
    assertTrue(refused > CASES / 4 && same > 0, refused + " refused, " + same + " harmless");
    assertEquals(kind.sampling().size(), ways.size(), "every way came to fields");
  }

  private static boolean refuses(Sampling sampling, String folder, Path output, String where) {
    try {
      sampling.of(folder, output);
      return false;
    } catch (UserException e) {
      assertTrue(!e.getMessage().contains("Exception"), where + e.getMessage());
      return true;
    } catch (IllegalArgumentException e) {
      // a run takes what core itself refuses for words about the stage, and nothing else
      if (e.getStackTrace()[0].getClassName().startsWith("org.fieldbeam.core.")) {
        return true;
      }
      throw new AssertionError(where, e);
    } catch (IOException | RuntimeException | Error e) {
      throw new AssertionError(where, e);
    }
  }
}
