package org.fieldbeam.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.Runners;
import org.fieldbeam.beam.StageOutput;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.exact.EulerMaruyamaLaw;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.DeformedLangevin;
import org.fieldbeam.core.markov.Langevin;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.EnsembleBatch;
import org.fieldbeam.data.EnsembleReader;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of Langevin trajectories, and the deformed Langevin equation in a pipeline. */
class LangevinFiguresTest {
  private static final double EPS = 1.0 / 64;
  private static final SitePolynomial TOY = SitePolynomial.quartic(Lattice.of(1), -4, 1);

  @TempDir static Path folder;
  private static FigureData data;

  @BeforeAll
  static void generate() {
    Pipeline pipeline = Pipeline.create(Runners.direct(2));
    pipeline.apply(
        GenerateEnsemble.of(TOY, new Langevin(EPS))
            .withChains(2000)
            .withConfigurations(32)
            .withStride(2)
            .withChainsPerShard(700)
            .withSeed(3)
            .into(StageOutput.to(folder("paths"))));
    pipeline.run().waitUntilFinish();
    deform("learned", 600);
    deform("again/learned", 1000);
    data = new FigureData(List.of(folder("paths"), folder("learned")));
  }

  private static void deform(String name, int chainsPerShard) {
    Pipeline pipeline = Pipeline.create(Runners.direct(2));
    pipeline.apply(
        GenerateEnsemble.of(TOY, new DeformedLangevin(EPS, 0.5, null))
            .withScoreLearnedFrom(folder("paths"))
            .withChains(1000)
            .withThermalization(63)
            .withChainsPerShard(chainsPerShard)
            .withSeed(4)
            .into(StageOutput.to(folder(name))));
    pipeline.run().waitUntilFinish();
  }

  private static String folder(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void exactValuesOfTheSchemeComeFromTheDataset() {
    EulerMaruyamaLaw law = EulerMaruyamaLaw.of(SiteLaw.of(TOY), EPS, EulerMaruyamaLaw.hotStart());
    law.advance(64);
    MeasuredValue square = new MeasuredValue("none", "paths", "phi2");
    assertEquals(law.moment(2), new SchemeValue().read(Optional.of(square), data), 1e-14);
    MeasuredValue binder = new MeasuredValue("none", "paths", "binder");
    assertThrows(UserException.class, () -> new SchemeValue().read(Optional.of(binder), data));
    MeasuredValue other = new MeasuredValue("none", "learned", "phi2");
    assertThrows(UserException.class, () -> new SchemeValue().read(Optional.of(other), data));
  }

  /** 100, 316, 1000 trajectories: three points with error bars, the scheme, and exp(-S). */
  @Test
  void averagesOverTrajectoriesAreDrawn() {
    String html =
        new TrajectoryAverages("Title", "", List.of("paths"), SiteMoment.PHI2VARIANCE)
            .render("t", data);
    assertTrue(html.contains("id=\"t\"") && html.contains("exact"), html);
    assertTrue(!html.contains("NaN"), html);
  }

  @Test
  void errorsOfTimeAveragesAreDrawn() {
    String html = new TimeAverages("Title", "", "paths", new int[] {1, 10}, 100).render("t", data);
    assertTrue(html.contains("10 trajectories") && html.contains("0.332"), html);
    assertTrue(!html.contains("NaN"), html);
    assertThrows(
        UserException.class,
        () -> new TimeAverages("Title", "", "paths", new int[] {30}, 100).render("t", data));
  }

  /**
   * What is learned is in the dataset's description, and the chains are what they are in any shard.
   */
  @Test
  void learnedScoresGiveTheSameChainsInAnyShards() {
    DatasetFolder learned = data.dataset("learned");
    assertTrue(learned.info().properties().toString().contains("learned"));
    double[] first = fields("learned");
    double[] second = fields("again/learned");
    double square = 0;
    for (int i = 0; i < first.length; i++) {
      assertEquals(first[i], second[i]);
      square += first[i] * first[i] / first.length;
    }
    // standard error 0.024; the score of 2000 trajectories and the step have errors of their own
    assertEquals(1.835, square, 0.2);
  }

  private static double[] fields(String name) {
    double[] fields = new double[1000];
    DatasetFolder dataset = DatasetFolder.open(folder(name));
    EnsembleBatch rows = new EnsembleBatch(new int[] {1}, 1000);
    int at = 0;
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      try (EnsembleReader reader = EnsembleReader.open(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          System.arraycopy(rows.fields(), 0, fields, at, n);
          at += n;
        }
      }
    }
    return fields;
  }
}
