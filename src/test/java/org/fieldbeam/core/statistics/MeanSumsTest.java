package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeanSumsTest {

  @Test
  void weightsMatterUpToAFactorOnly() {
    SplittableRandom random = new SplittableRandom(1);
    MeanSums one = new MeanSums(2, 0);
    MeanSums shifted = new MeanSums(2, 0);
    double sumW = 0;
    double sumW2 = 0;
    double sumWa = 0;
    double largest = 0;
    int n = 500;
    for (int i = 0; i < n; i++) {
      double logWeight = 3 * random.nextGaussian();
      double[] a = {random.nextGaussian(), i};
      one.add(i % 7, logWeight, a);
      shifted.add(i % 7, logWeight - 12345, a);
      double w = Math.exp(logWeight);
      sumW += w;
      sumW2 += w * w;
      sumWa += w * a[0];
      largest = Math.max(largest, w);
    }
    for (MeanSums sums : List.of(one, shifted)) {
      double[] all = sums.sums();
      assertEquals(sumWa / sumW, MeanSums.means(all)[0], 1e-9);
      assertEquals(sumW * sumW / (n * sumW2), MeanSums.effectiveFraction(all), 1e-9);
      assertEquals(largest / sumW, MeanSums.largestShare(all), 1e-9);
      assertEquals(n, MeanSums.rows(all));
      assertEquals(7, MeanSums.chains(all));
      assertEquals(72, MeanSums.longestChain(all));
    }
    assertEquals(n * Math.exp(1.5) / sumW, MeanSums.relativeWeight(one.sums(), 1.5), 1e-9);
  }

  @Test
  void withoutWeightsEverythingIsExactlyOne() {
    MeanSums sums = new MeanSums(1, 0);
    for (int i = 0; i < 1000; i++) {
      sums.add(0, 0, new double[] {i});
    }
    assertEquals(1, MeanSums.effectiveFraction(sums.sums()), 0.0);
    assertEquals(1, MeanSums.relativeWeight(sums.sums(), 0), 0.0);
    assertEquals(499.5, MeanSums.means(sums.sums())[0], 0.0);
  }

  @Test
  void shardsJoinToTheWhole() {
    SplittableRandom random = new SplittableRandom(2);
    MeanSums whole = new MeanSums(1, 0);
    TreeSum tree = new TreeSum(MeanSums.JOIN);
    for (int shard = 0; shard < 6; shard++) {
      MeanSums part = new MeanSums(1, 0);
      for (int i = 0; i < 10 * shard; i++) {
        double logWeight = 5 * random.nextGaussian();
        double[] a = {random.nextGaussian()};
        part.add(shard, logWeight, a);
        whole.add(shard, logWeight, a);
      }
      tree.add(shard, part.sums());
    }
    double[] joint = tree.result(6);
    assertEquals(MeanSums.means(whole.sums())[0], MeanSums.means(joint)[0], 1e-12);
    assertEquals(MeanSums.largestShare(whole.sums()), MeanSums.largestShare(joint), 1e-12);
    assertEquals(5, MeanSums.chains(joint));
    assertEquals(50, MeanSums.longestChain(joint));
  }

  @Test
  void refusesWhatIsNotANumber() {
    MeanSums sums = new MeanSums(1, 0);
    double[] good = {1};
    assertThrows(IllegalArgumentException.class, () -> sums.add(0, Double.NaN, good));
    assertThrows(IllegalArgumentException.class, () -> sums.add(0, Double.POSITIVE_INFINITY, good));
    double[] bad = {Double.NaN};
    String message =
        assertThrows(IllegalArgumentException.class, () -> sums.add(4, 0, bad)).getMessage();
    assertTrue(message.contains("chain 4"), message);
    assertThrows(IllegalArgumentException.class, () -> MeanSums.means(new MeanSums(1, 0).sums()));
    MeanSums weightless = new MeanSums(1, 0);
    weightless.add(0, Double.NEGATIVE_INFINITY, good);
    assertThrows(IllegalArgumentException.class, () -> MeanSums.means(weightless.sums()));
  }

  private record First() implements DerivedQuantity {
    private static final long serialVersionUID = 1L;

    @Override
    public double value(double[] means) {
      return means[0];
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      gradient[0] = 1;
    }
  }

  /** x^2 of a unit Gaussian from samples of width 1.3: weighted estimates cover the truth. */
  @Test
  void importanceSamplingErrorsCoverTheTruth() {
    SplittableRandom random = new SplittableRandom(3);
    int repeats = 400;
    int n = 1000;
    double square = 0;
    double jackknifeSquare = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
      double[] logWeight = new double[n];
      double[][] a = new double[n][1];
      MeanSums sums = new MeanSums(1, 0);
      double[][] binSums = new double[50][1];
      double[] binWeights = new double[50];
      for (int i = 0; i < n; i++) {
        double x = 1.3 * random.nextGaussian();
        logWeight[i] = x * x / 2 * (1 / 1.69 - 1);
        a[i][0] = x * x;
        sums.add(0, logWeight[i], a[i]);
        binWeights[i / 20] += Math.exp(logWeight[i]);
        binSums[i / 20][0] += Math.exp(logWeight[i]) * x * x;
      }
      double[] joint = sums.sums();
      ProjectedDeviations projected =
          new ProjectedDeviations(MeanSums.means(joint), List.of(new First()));
      GammaSums gamma = new GammaSums(1, 100, n);
      double[] deviation = new double[1];
      for (int i = 0; i < n; i++) {
        projected.project(a[i], MeanSums.relativeWeight(joint, logWeight[i]), deviation);
        gamma.add(0, deviation);
      }
      double fraction = MeanSums.effectiveFraction(joint);
      Estimate estimate =
          new GammaMethod(gamma.sums(), 1.5, fraction).estimate(0, projected.value(0));
      square += Math.pow(estimate.pull(1), 2) / repeats;
      Estimate jackknife = Jackknife.estimate(binSums, binWeights, new First());
      jackknifeSquare += Math.pow(jackknife.pull(1), 2) / repeats;
      assertEquals(n * fraction / (2 * estimate.tauInt()), estimate.nEff(), 1e-9);
    }
    // Spread sqrt(2/400) = .07; 5 sigma and .05 for the errors' own errors: false alarm 6e-7.
    assertEquals(1, square, 0.41);
    assertEquals(1, jackknifeSquare, 0.41);
  }

  @Test
  void jackknifeOfAMeanIsTheStandardError() {
    double[][] bins = {{1}, {4}, {2}, {7}, {6}};
    double[] weights = {1, 1, 1, 1, 1};
    Estimate estimate = Jackknife.estimate(bins, weights, new First());
    assertEquals(4, estimate.value(), 1e-12);
    assertEquals(Math.sqrt(26.0 / 4 / 5), estimate.error(), 1e-12);
    assertThrows(
        IllegalArgumentException.class,
        () -> Jackknife.estimate(new double[][] {{1}}, new double[] {1}, new First()));
  }
}
