package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.apache.beam.sdk.values.PBegin;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.model.ExactModel;
import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.beam.model.TimeSettings;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.diffusion.TimeModel.PriorKind;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sampling from models at continuous time, as a stage. */
class SampleInTimeTest {
  private static final int CONFIGURATIONS = 50;
  private static final ExactModel MODEL =
      new ExactModel(SitePolynomial.quartic(Lattice.of(1), -4, 1), new VariancePreserving(20));

  @TempDir Path temporary;

  private String run(String name, Sampler sampler, int paths) throws Exception {
    String folder = temporary.resolve(name).toString();
    SampleReverse<PBegin> transform =
        SampleReverse.by(sampler, MODEL)
            .withConfigurations(CONFIGURATIONS)
            .withConfigurationsPerShard(30)
            .withSeed(3)
            .into(StageOutput.to(folder));
    SampleReverse<PBegin> whole = paths > 0 ? transform.withPaths(paths) : transform;
    StageJob.run("test", Runners.direct(1), pipeline -> pipeline.apply(whole), Progress.none());
    return folder;
  }

  private static TimeSettings time(int steps) {
    return new TimeSettings(steps, 0.05, PriorKind.NOISE, "shared");
  }

  /** Level, then configuration. */
  private static double[][] paths(String folder, int parts) {
    DatasetFolder dataset = DatasetFolder.open(folder, DatasetKind.NOISED);
    double[][] field = new double[parts + 1][CONFIGURATIONS];
    NoisedBatch rows = new NoisedBatch(new int[] {1}, 7);
    int seen = 0;
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (RowReader<NoisedBatch> reader = NoisedBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            int level = rows.level()[b];
            field[level][(int) (rows.chain()[b] * 30 + rows.step()[b])] = rows.fields()[b];
            assertEquals(1 + (0.05 - 1) * (parts - level) / parts, rows.time()[b], 1e-12);
            seen++;
          }
        }
      }
    }
    assertEquals((parts + 1) * CONFIGURATIONS, seen);
    return field;
  }

  private static double[] ends(String folder) {
    DatasetFolder dataset = DatasetFolder.open(folder, DatasetKind.ENSEMBLE);
    double[] field = new double[CONFIGURATIONS];
    EnsembleBatch rows = new EnsembleBatch(new int[] {1}, CONFIGURATIONS);
    int at = 0;
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            double x = rows.fields()[b];
            assertEquals(-4 * x * x + x * x * x * x, rows.action()[b], 1e-12);
            assertEquals(at, rows.chain()[b] * 30 + rows.step()[b]);
            if (!Double.isNaN(rows.logQ()[b])) {
              assertEquals(-rows.action()[b] - rows.logQ()[b], rows.logWeight()[b], 1e-12);
            }
            field[at++] = x;
          }
        }
      }
    }
    return field;
  }

  /**
   * The flow's paths end at the flow's ensemble whatever the stages are called, for it has no noise
   * beside x_T; flow and SDE leave from the same x_T, and arrive elsewhere.
   */
  @Test
  void pathsStartAlikeAndEndAtTheEnsemble() throws Exception {
    Sampler flow = Sampler.flow(FlowIntegrator.HEUN, time(20));
    double[] ends = ends(run("flow", flow, 0));
    double[][] flowPaths = paths(run("flowPaths", flow, 5), 5);
    double[][] sdePaths = paths(run("sdePaths", Sampler.sde(1, null, null, time(40)), 4), 4);
    int different = 0;
    for (int c = 0; c < CONFIGURATIONS; c++) {
      assertEquals(ends[c], flowPaths[0][c]);
      assertEquals(flowPaths[5][c], sdePaths[4][c]);
      different += Math.abs(ends[c] - sdePaths[0][c]) > 1e-3 ? 1 : 0;
    }
    assertTrue(different > CONFIGURATIONS / 2);
    Map<?, ?> diffusion =
        (Map<?, ?>)
            DatasetFolder.open(temporary.resolve("flow").toString(), DatasetKind.ENSEMBLE)
                .info()
                .property("diffusion");
    assertEquals("vp", diffusion.get("name"));
  }

  @Test
  void settingsOfTheOtherSortOfModelAreRefused() {
    TimeModel exact = MODEL.timeModel();
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> Sampler.sde(1, ReverseSde.Step.ANCESTRAL, true).of(exact))
            .getMessage()
            .contains("'step' is a setting for models of levels"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> time(5).refuseForLevels())
            .getMessage()
            .contains("for models at continuous time"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ExactModel(FreeField.of(Lattice.of(4), 0.1), new VarianceExploding(25)));
    // a model that does not know <phi^2> has no matched prior
    TimeModel unknown = new TimeModel(exact.score(), exact.schedule(), exact.action(), Double.NaN);
    TimeSettings matched = new TimeSettings(5, 0.05, PriorKind.MATCHED, "shared");
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> Sampler.flow(FlowIntegrator.RK4, matched).of(unknown))
            .getMessage()
            .contains("use the prior 'noise'"));
  }

  /** <phi^2> of the prior: sigma^2 alone, or with alpha^2 <phi_0^2>; VE keeps all of the signal. */
  @Test
  void priorsHaveTheirVariance() {
    TimeModel model =
        new ExactModel(SitePolynomial.quartic(Lattice.of(1), -4, 1), new VarianceExploding(25))
            .timeModel();
    double sigma2 = (625 - 1) / (2 * Math.log(25));
    assertEquals(sigma2, variance(model, PriorKind.NOISE), 1e-9);
    assertEquals(1.83534172149 + sigma2, variance(model, PriorKind.MATCHED), 1e-9);
  }

  private static double variance(TimeModel model, PriorKind kind) {
    return ((Number) model.prior(kind).parameters().get("priorVariance")).doubleValue();
  }
}
