package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.observable.check.weight.ClaimedDensity;
import org.fieldbeam.core.observable.check.weight.Coverage;
import org.fieldbeam.core.observable.check.weight.WeightBlocks;
import org.fieldbeam.core.observable.check.weight.Weights;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.statistics.Check;
import org.junit.jupiter.api.Test;

/** Weights whose naive errors can be trusted pass, others fail, and few of them say nothing. */
class WeightChecksTest {
  private static double[] logNormal(int n, double sd, int set) {
    double[] w = new double[n];
    Streams.of(5, "weights", set, 0).gaussians(w, 0, 1, n);
    Arrays.setAll(w, i -> sd * w[i]);
    return w;
  }

  private static Check weights(double[] logWeights) {
    ImportanceWeights weights = ImportanceWeights.of(logWeights);
    return Weights.judge(
        logWeights.length, weights.largestWeight().value(), weights.effectiveSampleSize().value());
  }

  private static Check blocks(double[] logWeights) {
    ImportanceWeights weights = ImportanceWeights.of(logWeights);
    return WeightBlocks.judge(
        weights.effectiveSampleSizes(WeightBlocks.BLOCKS), logWeights.length, weights.robustSd());
  }

  /** As of good proposals, ESS .91. */
  @Test
  void evenWeightsPass() {
    assertTrue(weights(logNormal(8192, 0.3, 0)).passed());
    assertTrue(blocks(logNormal(8192, 0.3, 0)).passed());
    double[] equal = new double[10];
    assertTrue(weights(equal).passed());
    assertTrue(weights(logNormal(16, 0.2, 0)).passed());
  }

  /**
   * One proposal out of 8192 with 150 times the weight of the others carries a fiftieth of all,
   * less than any bound on shares would say, but most of the sum of squares.
   */
  @Test
  void oneLargeWeightFails() {
    double[] w = logNormal(8192, 0.3, 0);
    w[5000] = Math.log(150);
    Check largest = weights(w);
    assertTrue(largest.failed());
    assertEquals(0.018, largest.value(), 0.001);
    assertTrue(largest.explanation().contains("errors cannot be trusted"));
    Check blocks = blocks(w);
    assertTrue(blocks.failed());
    assertTrue(blocks.value() > 0.9, blocks.explanation());
  }

  /** The case of the prototype at L = 64: .80 of 1024 proposals, .54 of 4096. */
  @Test
  void rareModeratelyLargeWeightsShowInTheBlocks() {
    double[] w = logNormal(8192, 0.45, 0);
    w[5000] = Math.log(25);
    w[5010] = Math.log(20);
    assertTrue(weights(w).passed());
    assertTrue(blocks(w).failed(), blocks(w).explanation());
  }

  @Test
  void fewWeightsSayNothing() {
    assertFalse(weights(logNormal(9, 1, 0)).judged());
    assertFalse(blocks(logNormal(4000, 0.3, 0)).judged());
    // Log-normal weights this uneven differ from block to block by chance.
    double[] w = logNormal(4096, 1.5, 2);
    assertFalse(blocks(w).judged(), blocks(w).explanation());
  }

  /**
   * What the documentation of the checks states of log-normal weights, from 800 sets. The counts
   * are of fixed seeds; the bounds are beyond what they vary by.
   */
  @Test
  void falseAlarmsAreRare() {
    int uneven = 0;
    int sets = 800;
    for (int set = 0; set < sets; set++) {
      double sd = 0.1 + 0.9 * set / (sets - 1);
      double[] w = logNormal(4096, sd, set);
      assertFalse(blocks(w).failed(), "blocks, sd " + sd);
      Check few = weights(Arrays.copyOf(w, 1000));
      assertTrue(sd > 0.7 || few.passed(), "weights, sd " + sd + ": " + few.explanation());
      uneven += few.failed() ? 1 : 0;
    }
    assertTrue(uneven <= 0.03 * sets, "failed sets: " + uneven);
  }

  @Test
  void heldOutConfigurationsBeyondTheProposalsFail() {
    assertTrue(Coverage.judge(800, 1.5, 8192, 1.2).passed());
    Check missed = Coverage.judge(800, 3.6, 8192, 1.2);
    assertTrue(missed.failed());
    assertEquals(Math.exp(2.4), missed.value(), 1e-9);
    Check away = Coverage.judge(800, Double.POSITIVE_INFINITY, 8192, 1.2);
    assertTrue(away.failed());
    assertTrue(away.explanation().contains("ran away upwards"));
    assertFalse(Coverage.judge(99, 3.6, 8192, 1.2).judged());
    assertFalse(Coverage.judge(0, Double.NEGATIVE_INFINITY, 8192, 1.2).judged());
    assertFalse(Coverage.judge(800, 3.6, 99, 1.2).judged());
  }

  /** A bias of a standard error of the averages is what the check allows. */
  @Test
  void aDensityThatIsOffByMoreThanTheErrorFails() {
    assertTrue(ClaimedDensity.judge(16, 0.009, 10_000).passed());
    Check off = ClaimedDensity.judge(16, 0.011, 10_000);
    assertTrue(off.failed());
    assertEquals(1.1, off.value(), 1e-12);
    assertTrue(ClaimedDensity.judge(16, Double.POSITIVE_INFINITY, 10).failed());
    assertFalse(ClaimedDensity.judge(0, 0, 10_000).judged());
    assertFalse(ClaimedDensity.judge(3, 0.5, 10_000).judged());
  }
}
