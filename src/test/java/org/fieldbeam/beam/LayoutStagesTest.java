package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.util.CoderUtils;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.FitRows;
import org.fieldbeam.beam.stage.NoiseStage;
import org.fieldbeam.beam.stage.ValidationSplit;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.OnAction;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.XyAction;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.report.figure.value.CumulantPath;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ensembles of vectors, angles and gauge fields through the stages that take all fields. */
class LayoutStagesTest {
  private static final Hmc HMC = new Hmc(1.0, 6, Integrator.LEAPFROG);
  private static final int CHAINS = 5;
  private static final int PER_CHAIN = 4;

  @TempDir Path folder;

  static Stream<Action> actions() {
    return Stream.of(
        OnAction.of(Lattice.of(2, 3), 3, 0.1, 0.5),
        XyAction.of(Lattice.of(4), 1),
        U1Action.of(Lattice.of(3, 2), 1),
        U1Action.of(Lattice.of(2, 2, 3), 1),
        U1Action.of(Lattice.of(2, 2, 3, 2), 1));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void run(String name, GenerateEnsemble generate) throws InterruptedException {
    StageJob.run(
        name,
        Runners.direct(1),
        pipeline -> pipeline.apply(generate.into(StageOutput.to(path(name)))),
        Progress.none());
  }

  private static GenerateEnsemble generate(Action action) {
    return GenerateEnsemble.of(action, HMC)
        .withChains(CHAINS)
        .withConfigurations(PER_CHAIN)
        .withChainsPerShard(3)
        .withSeed(7);
  }

  private List<Configuration> configurations(String name) {
    DatasetFolder dataset = DatasetFolder.open(path(name));
    EnsembleBatch rows = new EnsembleBatch(dataset.info().rowShape(), 3);
    List<Configuration> all = new ArrayList<>();
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            all.add(rows.configuration(b));
          }
        }
      }
    }
    return all;
  }

  /** Rows are the fields of the chains, and the action is that of the field. */
  @ParameterizedTest
  @MethodSource("actions")
  void chainsAreWrittenAndGoOn(Action action) throws Exception {
    FieldLayout layout = action.layout();
    run("first", generate(action));
    List<Configuration> rows = configurations("first");
    assertEquals(CHAINS * PER_CHAIN, rows.size());
    assertEquals(layout, DatasetFolder.open(path("first")).info().layout());
    MarkovChains chains = HMC.start(action, Start.hot(), 7, "generate/first", 0, CHAINS);
    double[] field = new double[layout.size()];
    double[] s = new double[1];
    for (int step = 1; step <= PER_CHAIN; step++) {
      chains.advance(1);
      for (Configuration row : rows) {
        if (row.step() == step) {
          chains.copyField((int) row.chain(), field, 0);
          assertArrayEquals(field, row.field(), 0.0);
          assertArrayEquals(layout.shape(), row.shape());
          action.action(field, 1, s);
          assertEquals(s[0], row.action(), 1e-12 * layout.size());
        }
      }
    }
    for (Configuration row : rows) {
      assertEquals(row, throughCoder(row));
    }
    // Twenty chains of no update but one start from the twenty rows.
    run(
        "second",
        GenerateEnsemble.of(action, new Hmc(1e-9, 1, Integrator.LEAPFROG))
            .withChains(CHAINS * PER_CHAIN)
            .withStartFrom(path("first"))
            .withSeed(7));
    List<Configuration> started = configurations("second");
    for (int i = 0; i < rows.size(); i++) {
      double[] expected = rows.get(i).field();
      double[] found = started.get(i).field();
      for (int x = 0; x < expected.length; x++) {
        double off = Math.abs(expected[x] - found[x]);
        assertTrue(off < 1e-7 || (layout.isAngle() && off > 2 * Math.PI - 1e-7), off + " at " + x);
      }
    }
    Action other = action instanceof OnAction ? XyAction.of(Lattice.of(2, 3), 1) : action;
    if (other != action) {
      assertThrows(
          UserException.class, () -> run("third", generate(other).withStartFrom(path("first"))));
    }
  }

  private static Configuration throughCoder(Configuration row) throws IOException {
    ConfigurationCoder coder = ConfigurationCoder.of();
    return CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, row));
  }

  /** Level 0 is the ensemble; noised angles are wrapped; schedules that scale are refused. */
  @ParameterizedTest
  @MethodSource("actions")
  void noiseIsThatOfTheLayout(Action action) throws Exception {
    FieldLayout layout = action.layout();
    run("first", generate(action));
    StageJob.run(
        "noise",
        Runners.direct(1),
        pipeline ->
            pipeline
                .apply(org.apache.beam.sdk.transforms.Create.of(Folder.of(path("first"))))
                .apply(
                    AddForwardNoise.of(new VarianceExploding(5))
                        .withLevels(3)
                        .withSeed(7)
                        .into(StageOutput.to(path("noised")))),
        Progress.none());
    DatasetFolder noised = DatasetFolder.open(path("noised"));
    assertEquals(layout, noised.info().layout());
    NoisedBatch batch = new NoisedBatch(noised.info().rowShape(), 100);
    int levels = 0;
    for (int shard = 0; shard < noised.shardCount(); shard++) {
      try (RowReader<NoisedBatch> reader = NoisedBatch.ROWS.open(noised, shard)) {
        int n = reader.read(batch);
        levels += n;
        for (int i = 0; i < n * layout.size() && layout.isAngle(); i++) {
          assertTrue(batch.fields()[i] >= -Math.PI && batch.fields()[i] < Math.PI);
        }
      }
    }
    assertEquals(4 * CHAINS * PER_CHAIN, levels);
    assertThrows(UserException.class, () -> CumulantPath.read(noised, false));
    if (layout.isAngle()) {
      assertThrows(
          Exception.class,
          () ->
              new NoiseStage(
                      new VariancePreserving(20), new VariancePreserving(20).uniformLadder(3))
                  .open(path("first")));
    }
  }

  /** Stages that know scalars only say so. */
  @ParameterizedTest
  @MethodSource("actions")
  void whatKnowsScalarsOnlyRefuses(Action action) throws Exception {
    run("first", generate(action));
    DatasetFolder dataset = DatasetFolder.open(path("first"));
    UserException error = assertThrows(UserException.class, () -> dataset.requireScalar("measure"));
    assertTrue(error.getMessage().contains("one real number"), error.getMessage());
    assertThrows(UserException.class, () -> new FitRows(dataset, new ValidationSplit(0)));
  }
}
