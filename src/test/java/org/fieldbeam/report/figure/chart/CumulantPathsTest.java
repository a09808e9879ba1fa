package org.fieldbeam.report.figure.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.value.CumulantPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cumulants along the forward process of independent sites, whose law is exact. */
class CumulantPathsTest {
  private static final double[] TIMES = {0, 0.2, 0.4};
  private static final int CHAINS = 20_000;

  @TempDir Path folder;

  private DatasetFolder write(NoiseSchedule schedule, int volume, double stretch) {
    SitePolynomial action = SitePolynomial.quartic(Lattice.of(volume), -4, 1);
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.NOISED, "noised", "noise", "hash", volume)
            .with(DatasetInfo.ACTION, DatasetActions.property(action))
            .with(
                DatasetInfo.DIFFUSION,
                Map.of("name", schedule.name(), "parameters", schedule.parameters()));
    RandomStream random = Streams.of(20241119, schedule.name(), volume, 0);
    double[] z = new double[CHAINS * volume];
    NoisedBatch batch = new NoisedBatch(new int[] {volume}, CHAINS);
    batch.resize(CHAINS);
    String path = folder.resolve(schedule.name() + volume + "-" + stretch).toString();
    try (RowWriter<NoisedBatch> writer = NoisedBatch.ROWS.create(path, info, 0, 1)) {
      for (int level = 0; level < TIMES.length; level++) {
        double alpha = schedule.alpha(TIMES[level]);
        double sigma = schedule.sigma(TIMES[level]);
        random.gaussians(z, 0, 1, z.length);
        for (int i = 0; i < z.length; i++) {
          batch.fields()[i] = alpha * draw(random) + stretch * sigma * z[i];
        }
        for (int b = 0; b < CHAINS; b++) {
          batch.chain()[b] = b;
        }
        Arrays.fill(batch.level(), level);
        Arrays.fill(batch.time(), TIMES[level]);
        writer.write(batch);
      }
      return DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
    }
  }

  /** A draw from exp(4 x^2 - x^4) by rejection; beyond 2.7 are 1e-10 of the probability. */
  private static double draw(RandomStream random) {
    while (true) {
      double x = 2.7 * (2 * random.nextDouble() - 1);
      double excess = (x * x - 2) * (x * x - 2);
      if (random.nextDouble() < Math.exp(-excess)) {
        return x;
      }
    }
  }

  private static CumulantPaths figure(DatasetFolder dataset, boolean ofMagnetization) {
    return new CumulantPaths(
        "Cumulants",
        "",
        List.of(new CumulantPaths.Series("forward", dataset.path())),
        ofMagnetization,
        List.of(2, 4, 6));
  }

  /** Largest of the root mean square pulls in the captions. */
  private static double largestPull(String html) {
    return Pattern.compile("forward (\\d+\\.\\d)")
        .matcher(html)
        .results()
        .mapToDouble(match -> Double.parseDouble(match.group(1)))
        .max()
        .orElseThrow();
  }

  /**
   * Three orders of three points: a root mean square pull beyond 3 has less than 1e-5 of chance.
   */
  @Test
  void cumulantsFollowTheirLaw() {
    for (NoiseSchedule schedule : List.of(new VarianceExploding(25), new VariancePreserving(20))) {
      DatasetFolder dataset = write(schedule, 1, 1);
      String html = figure(dataset, false).render("c", new FigureData(List.of()));
      assertTrue(largestPull(html) < 3, schedule.name() + ": " + html);
      assertEquals(3, html.split("<figure ", -1).length - 1);
    }
  }

  @Test
  void aProcessOffTheLawShowsInThePulls() {
    DatasetFolder dataset = write(new VariancePreserving(20), 1, 1.2);
    assertTrue(largestPull(figure(dataset, false).render("c", new FigureData(List.of()))) > 5);
  }

  @Test
  void theMagnetizationOfVSitesHasCumulantsSmallerByPowersOfV() {
    DatasetFolder dataset = write(new VarianceExploding(25), 3, 1);
    CumulantPath site = CumulantPath.read(dataset, false);
    CumulantPath mean = CumulantPath.read(dataset, true);
    for (int order : new int[] {2, 4}) {
      for (double time : TIMES) {
        Estimate scaled = mean.cumulant(time, order);
        double factor = Math.pow(3, order - 1);
        Estimate of =
            Estimate.independent(scaled.value() * factor, scaled.error() * factor, scaled.n());
        // six pulls; beyond 4.5 by chance in 4e-5
        assertTrue(Math.abs(site.cumulant(time, order).pull(of)) < 4.5, order + " at " + time);
      }
    }
  }

  /** A dataset of one time, without noise. */
  private DatasetFolder clean(String name, int volume, IntToDoubleFunction field) {
    NoiseSchedule schedule = new VarianceExploding(25);
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.NOISED, name, "noise", "hash", volume)
            .with(
                DatasetInfo.DIFFUSION,
                Map.of("name", schedule.name(), "parameters", schedule.parameters()));
    int rows = 1000;
    NoisedBatch batch = new NoisedBatch(new int[] {volume}, rows);
    batch.resize(rows);
    for (int i = 0; i < rows * volume; i++) {
      batch.fields()[i] = field.applyAsDouble(i);
    }
    for (int b = 0; b < rows; b++) {
      batch.chain()[b] = b;
    }
    String path = folder.resolve(name).toString();
    try (RowWriter<NoisedBatch> writer = NoisedBatch.ROWS.create(path, info, 0, 1)) {
      writer.write(batch);
      return DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
    }
  }

  /** Neither a constant field nor the last bits of one are a signal; and there is a figure. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1.0 / 3, -Math.E, 3e8, 1e-30, 0})
  void roundingIsNoSignal(double value) {
    for (int volume : new int[] {1, 7, 64}) {
      SplittableRandom random = new SplittableRandom(7);
      for (double bits : new double[] {0, 4}) {
        DatasetFolder dataset =
            clean(
                "constant" + volume + "-" + bits,
                volume,
                i -> value + bits * Math.ulp(value) * (random.nextDouble() - 0.5));
        for (boolean ofMagnetization : new boolean[] {false, true}) {
          CumulantPath path = CumulantPath.read(dataset, ofMagnetization);
          for (int order = 2; order <= CumulantPath.HIGHEST; order++) {
            assertEquals(0, path.cumulant(0, order).value(), "order " + order);
            assertEquals(0, path.cumulant(0, order).error(), "order " + order);
          }
          String html = figure(dataset, ofMagnetization).render("c", new FigureData(List.of()));
          assertFalse(html.contains("NaN") || html.contains("Infinity"), html);
        }
      }
    }
  }

  /** A field far from 0 has the cumulants that it has near 0. */
  @Test
  void cumulantsDoNotKnowWhereTheFieldIs() {
    SplittableRandom random = new SplittableRandom(8);
    double[] values = new double[3000];
    Arrays.setAll(values, i -> Math.rint(random.nextGaussian() * 64) / 64);
    CumulantPath near = CumulantPath.read(clean("near", 3, i -> values[i]), false);
    CumulantPath far = CumulantPath.read(clean("far", 3, i -> values[i] + 0x1p40), false);
    for (int order = 2; order <= CumulantPath.HIGHEST; order++) {
      Estimate expected = near.cumulant(0, order);
      assertEquals(expected.value(), far.cumulant(0, order).value(), 1e-9 * expected.error());
      assertEquals(expected.error(), far.cumulant(0, order).error(), 1e-9 * expected.error());
    }
  }
}
