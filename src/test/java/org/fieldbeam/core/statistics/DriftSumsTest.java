package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriftSumsTest {

  private static double[] autoregressive(SplittableRandom random, double a, int length) {
    double[] x = new double[length];
    double now = random.nextGaussian();
    for (int i = 0; i < length; i++) {
      x[i] = now;
      now = a * now + Math.sqrt(1 - a * a) * random.nextGaussian();
    }
    return x;
  }

  private static double score(double[][] chains, double tauInt) {
    double mean = Arrays.stream(chains).flatMapToDouble(Arrays::stream).average().orElseThrow();
    DriftSums sums = new DriftSums(1, chains[0].length);
    for (int c = 0; c < chains.length; c++) {
      for (double x : chains[c]) {
        sums.add(c, new double[] {x - mean});
      }
    }
    return DriftSums.score(sums.sums(), 0, tauInt);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 32})
  void driftIsSeenAndItsAbsenceNot(int count) {
    SplittableRandom random = new SplittableRandom(21);
    double tau = 0.5 * 1.7 / 0.3;
    double worst = 0;
    for (int repeat = 0; repeat < 50; repeat++) {
      double[][] chains = new double[count][];
      Arrays.setAll(chains, c -> autoregressive(random, 0.7, 300));
      worst = Math.max(worst, Math.abs(score(chains, tau)));
    }
    // 50 scores beyond 5: false alarm 3e-5.
    assertTrue(worst < 5, "drift score " + worst);
    assertTrue(worst > 1, "drift score " + worst);
    double[][] drifting = new double[count][];
    for (int c = 0; c < count; c++) {
      drifting[c] = autoregressive(random, 0.7, 2000);
      for (int t = 0; t < 2000; t++) {
        drifting[c][t] += 3 * Math.exp(-t / 300.0);
      }
    }
    assertTrue(score(drifting, tau) < -5, "drift score " + score(drifting, tau));
  }

  /**
   * Independent good samples of x^4, the average of it over sites, and others, by their fourth
   * roots: scores are spread at most as wide as normal ones, in chains of all numbers and lengths.
   */
  @ParameterizedTest
  @CsvSource({"1, 64", "1, 300", "4, 20", "10, 2", "10, 3", "64, 2"})
  void fourthRootsOfGoodSamplesRaiseNoFalseAlarm(int chains, int length) {
    SplittableRandom random = new SplittableRandom(64);
    ToDoubleFunction<SplittableRandom> site = r -> Math.pow(r.nextGaussian(), 4);
    ToDoubleFunction<SplittableRandom> sites =
        r -> {
          double sum = 0;
          for (int i = 0; i < 4; i++) {
            sum += Math.pow(r.nextGaussian(), 4);
          }
          return sum;
        };
    ToDoubleFunction<SplittableRandom> action = r -> Math.pow(r.nextGaussian(), 4) - 1;
    int repeats = 10_000;
    for (ToDoubleFunction<SplittableRandom> law : Arrays.asList(site, sites, action)) {
      int beyond3 = 0;
      int beyond4 = 0;
      double[][] rows = new double[chains][length];
      for (int i = 0; i < repeats; i++) {
        for (double[] chain : rows) {
          for (int t = 0; t < length; t++) {
            double value = law.applyAsDouble(random);
            chain[t] = Math.copySign(Math.sqrt(Math.sqrt(Math.abs(value))), value);
          }
        }
        double score = Math.abs(score(rows, 0.5));
        beyond3 += score > 3 ? 1 : 0;
        beyond4 += score > 4 ? 1 : 0;
      }
      // Of normal numbers 27 and 0.6 are expected; beyond the bounds in 1e-6 of cases each.
      assertTrue(beyond3 <= 27 + 5 * 5.2, beyond3 + " beyond 3");
      assertTrue(beyond4 <= 8, beyond4 + " beyond 4");
    }
  }

  @Test
  void chainsThatCannotBeSplitHaveNoScore() {
    assertTrue(Double.isNaN(score(new double[40][1], 0.5)));
    assertTrue(Double.isNaN(score(new double[9][8], 0.5)));
    assertTrue(
        Double.isNaN(score(new double[][] {autoregressive(new SplittableRandom(1), 0, 60)}, 0.5)));
  }

  @Test
  void joinedShardsAreOneShard() {
    SplittableRandom random = new SplittableRandom(9);
    DriftSums whole = new DriftSums(2, 50);
    BlockSums wholeBlocks = new BlockSums(2, 50);
    TreeSum tree = new TreeSum(SumStack.join(TreeSum.ADD, TreeSum.ADD));
    for (int shard = 0; shard < 5; shard++) {
      DriftSums part = new DriftSums(2, 50);
      BlockSums blocks = new BlockSums(2, 50);
      for (int i = 0; i < 20 + 5 * shard; i++) {
        double[] row = {random.nextGaussian(), random.nextGaussian()};
        part.add(shard, row);
        blocks.add(shard, row);
        whole.add(shard, row);
        wholeBlocks.add(shard, row);
      }
      tree.add(shard, SumStack.of(part.sums(), blocks.sums()));
    }
    double[] joint = tree.result(5);
    assertArrayEquals(whole.sums(), SumStack.part(joint, 2, 0), 1e-12);
    assertArrayEquals(wholeBlocks.sums(), SumStack.part(joint, 2, 1), 1e-11);
    assertEquals(2 + whole.sums().length + wholeBlocks.sums().length, joint.length);
  }
}
