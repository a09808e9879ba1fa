package org.fieldbeam.beam.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.statistics.Estimate;
import org.junit.jupiter.api.Test;

/** Log weights looked at as a stream say what all of them say. */
class WeightScanTest {
  private static final int SIZE = 40_001;

  private static double[] logWeights() {
    RandomStream random = Streams.of(5, "weights", 0, 0);
    double[] logWeights = new double[SIZE];
    random.gaussians(logWeights, 0, 1, SIZE);
    for (int i = 0; i < SIZE; i++) {
      logWeights[i] = 3 + 0.4 * logWeights[i];
    }
    return logWeights;
  }

  private static WeightScan scan(double[] logWeights, int limit) {
    return WeightScan.of(SIZE, each -> Arrays.stream(logWeights).forEach(each), limit);
  }

  @Test
  void fewAreLookedAtAsTheyAre() {
    double[] logWeights = logWeights();
    ImportanceWeights all = ImportanceWeights.of(logWeights);
    WeightScan scan = scan(logWeights, SIZE);
    assertTrue(scan.complete());
    assertEquals(all.effectiveSampleSize(), scan.kept().effectiveSampleSize());
    assertEquals(all.outliers(), scan.outliers());
    assertEquals(all.largestWeight().value(), scan.largestWeight(), 1e-12);
  }

  /** A part of a tenth; five combined standard errors: false alarms 6e-7 an estimate. */
  @Test
  void manyAreEstimatedFromAPart() {
    double[] logWeights = logWeights();
    ImportanceWeights all = ImportanceWeights.of(logWeights);
    WeightScan scan = scan(logWeights, SIZE / 10);
    assertFalse(scan.complete());
    assertTrue(scan.kept().size() <= SIZE / 10 + 1);
    within(all.effectiveSampleSize(), scan.kept().effectiveSampleSize());
    within(all.acceptance(), scan.kept().acceptance());
    within(all.logPartitionFunction(), scan.kept().logPartitionFunction());
    assertEquals(all.largestWeight().value(), scan.largestWeight(), 0.05 * scan.largestWeight());
    assertEquals(0, scan.outliers());
    assertTrue(scan.runaways().passed());
  }

  private static void within(Estimate all, Estimate part) {
    double error = Math.hypot(all.error(), part.error());
    assertEquals(all.value(), part.value(), 5 * error);
  }

  @Test
  void outliersAreThoseOfAll() {
    double[] logWeights = logWeights();
    for (int at : new int[] {1, 777, 40_000}) { // none is in the part
      logWeights[at] = 100;
    }
    WeightScan scan = scan(logWeights, SIZE / 10);
    assertEquals(3, scan.outliers());
    assertFalse(scan.runaways().passed());
    assertTrue(scan.largestWeight() > 1e6 / SIZE);
  }

  @Test
  void everyOneMustBeFinite() {
    double[] logWeights = logWeights();
    logWeights[11] = Double.NaN;
    assertThrows(IllegalArgumentException.class, () -> scan(logWeights, SIZE / 10));
  }
}
