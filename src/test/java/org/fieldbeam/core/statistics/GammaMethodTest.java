package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GammaMethodTest {

  /** Stationary AR(1): x' = a x + sqrt(1 - a^2) N(0,1), rho(t) = a^t. */
  private static double[] autoregressive(SplittableRandom random, double a, int length) {
    double[] x = new double[length];
    double now = random.nextGaussian();
    for (int i = 0; i < length; i++) {
      x[i] = now;
      now = a * now + Math.sqrt(1 - a * a) * random.nextGaussian();
    }
    return x;
  }

  private static double tauOf(double a) {
    return (1 + a) / (2 * (1 - a));
  }

  private static Estimate mean(double[][] chains, int maxLag) {
    double sum = 0;
    int n = 0;
    int longest = 0;
    for (double[] chain : chains) {
      sum += Arrays.stream(chain).sum();
      n += chain.length;
      longest = Math.max(longest, chain.length);
    }
    GammaSums sums = new GammaSums(1, maxLag, longest);
    for (int c = 0; c < chains.length; c++) {
      for (double x : chains[c]) {
        sums.add(c, new double[] {x - sum / n});
      }
    }
    return new GammaMethod(sums.sums(), GammaMethod.DEFAULT_S, 1).estimate(0, sum / n);
  }

  @ParameterizedTest
  @CsvSource({"1, 5, 3", "2, 40, 7", "3, 900, 50", "4, 3000, 1000", "2, 1, 10"})
  void sumsAreThoseOfTheDefinition(int quantities, int length, int maxLag) {
    SplittableRandom random = new SplittableRandom(5);
    int[] lengths = {length, 1, Math.max(1, length / 3), length};
    double[][][] chains = new double[lengths.length][][];
    for (int c = 0; c < chains.length; c++) {
      chains[c] = new double[lengths[c]][quantities];
      for (double[] row : chains[c]) {
        Arrays.setAll(row, q -> random.nextGaussian() + q);
      }
    }
    GammaSums sums = new GammaSums(quantities, maxLag, length);
    int[] next = new int[lengths.length];
    long rows = Arrays.stream(lengths).sum();
    for (long r = 0; r < rows; r++) {
      int chain = random.nextInt(lengths.length);
      while (next[chain] == lengths[chain]) {
        chain = (chain + 1) % lengths.length;
      }
      sums.add(chain, chains[chain][next[chain]++]);
    }
    GammaMethod method = new GammaMethod(sums.sums(), GammaMethod.DEFAULT_S, 1);
    assertEquals(rows, method.rows());
    assertEquals(lengths.length, method.chains());
    for (int q = 0; q < quantities; q++) {
      double[] gamma = method.autocovariance(q);
      assertEquals(Math.min(maxLag + 1, length), gamma.length);
      for (int lag = 0; lag < gamma.length; lag++) {
        double sum = 0;
        long pairs = 0;
        for (double[][] chain : chains) {
          for (int i = 0; i + lag < chain.length; i++) {
            sum += chain[i][q] * chain[i + lag][q];
            pairs++;
          }
        }
        assertEquals(sum / pairs, gamma[lag], 1e-12 * (1 + Math.abs(gamma[0])), "lag " + lag);
      }
      double square = 0;
      for (double[][] chain : chains) {
        int quantity = q;
        double total = Arrays.stream(chain).mapToDouble(row -> row[quantity]).sum();
        square += total * total;
      }
      int r = chains.length;
      assertEquals(Math.sqrt(r / (r - 1.0) * square) / rows, method.spreadOfChains(q), 1e-12);
    }
  }

  /** Neither a large quantity nor one that never changes disturbs the others. */
  @Test
  void quantitiesOfAllScalesStandBesideEachOther() {
    double[] scales = {1e9, 1e-9, 0, 1};
    GammaSums together = new GammaSums(scales.length, 60, 500);
    GammaSums alone = new GammaSums(1, 60, 500);
    SplittableRandom random = new SplittableRandom(31);
    for (int i = 0; i < 500; i++) {
      double x = random.nextGaussian();
      together.add(0, Arrays.stream(scales).map(scale -> scale * x).toArray());
      alone.add(0, new double[] {x});
    }
    GammaMethod method = new GammaMethod(together.sums(), GammaMethod.DEFAULT_S, 1);
    double[] expected = new GammaMethod(alone.sums(), GammaMethod.DEFAULT_S, 1).autocovariance(0);
    for (int q = 0; q < scales.length; q++) {
      double square = scales[q] * scales[q];
      double[] gamma = method.autocovariance(q);
      for (int lag = 0; lag < gamma.length; lag++) {
        assertEquals(square * expected[lag], gamma[lag], 1e-13 * square, "lag " + lag);
      }
    }
  }

  @Test
  void joinedShardsAreOneShard() {
    SplittableRandom random = new SplittableRandom(9);
    GammaSums whole = new GammaSums(2, 20, 123);
    TreeSum tree = new TreeSum(GammaSums.JOIN);
    for (int shard = 0; shard < 5; shard++) {
      GammaSums part = new GammaSums(2, 20, 123);
      for (int i = 0; i < 3 + 30 * shard; i++) {
        double[] row = {random.nextGaussian(), random.nextGaussian()};
        part.add(shard, row);
        whole.add(shard, row);
      }
      tree.add(shard, part.sums());
    }
    double[] joint = tree.result(5);
    assertArrayEquals(whole.sums(), joint, 1e-12 * joint[0]);
  }

  /** 400 series of 4 chains: pulls of mean and tau_int have unit width. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.8, 0.95})
  void errorsCoverTheTruth(double a) {
    int repeats = 400;
    double meanSquare = 0;
    double tauSum = 0;
    double tauSquare = 0;
    double tau = tauOf(a);
    int length = (int) (300 * tau);
    SplittableRandom random = new SplittableRandom(2024);
    for (int i = 0; i < repeats; i++) {
      double[][] chains = new double[4][];
      Arrays.setAll(chains, c -> autoregressive(random, a, length));
      Estimate estimate = mean(chains, 1000);
      assertTrue(estimate.windowClosed());
      meanSquare += Math.pow(estimate.pull(0), 2) / repeats;
      double pull = (estimate.tauInt() - tau) / estimate.tauIntError();
      tauSum += estimate.tauInt() / tau / repeats;
      tauSquare += pull * pull / repeats;
      assertEquals(4.0 * length / (2 * estimate.tauInt()), estimate.nEff(), 1e-9 * length);
    }
    // chi^2 of 400 unit pulls: spread sqrt(2/400) = .07; the errors' own errors add a few per cent.
    // 5 sigma: false alarm 6e-7.
    assertEquals(1, meanSquare, 0.36 + 0.05);
    // The automatic window cuts rho off: tau_int is low by some per cent (Wolff, section 3.3).
    assertEquals(1, tauSum, 0.05);
    assertTrue(tauSquare < 2, "pulls of tau_int " + tauSquare);
    assertTrue(tauSquare > 0.4, "pulls of tau_int " + tauSquare);
  }

  private record Ratio() implements DerivedQuantity {
    private static final long serialVersionUID = 1L;

    @Override
    public double value(double[] means) {
      return means[1] / means[0];
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      gradient[0] = -means[1] / (means[0] * means[0]);
      gradient[1] = 1 / means[0];
    }
  }

  private static Estimate ratio(double[][][] chains) {
    MeanSums sums = new MeanSums(2, 0);
    for (int c = 0; c < chains.length; c++) {
      for (double[] row : chains[c]) {
        sums.add(c, 0, row);
      }
    }
    double[] joint = sums.sums();
    ProjectedDeviations projected =
        new ProjectedDeviations(MeanSums.means(joint), List.of(new Ratio()));
    GammaSums gamma = new GammaSums(1, 100, MeanSums.longestChain(joint));
    double[] deviation = new double[1];
    for (int c = 0; c < chains.length; c++) {
      for (double[] row : chains[c]) {
        projected.project(row, MeanSums.relativeWeight(joint, 0), deviation);
        gamma.add(c, deviation);
      }
    }
    return new GammaMethod(gamma.sums(), GammaMethod.DEFAULT_S, 1).estimate(0, projected.value(0));
  }

  /** (y + 3)/(x + 2) with x and y strongly correlated: a frozen denominator is 2.4 times off. */
  @Test
  void errorOfARatioKnowsTheCorrelation() {
    SplittableRandom random = new SplittableRandom(11);
    int repeats = 300;
    double square = 0;
    for (int i = 0; i < repeats; i++) {
      double[][][] chains = new double[2][800][2];
      for (double[][] chain : chains) {
        double[] x = autoregressive(random, 0.6, chain.length);
        double[] y = autoregressive(random, 0.6, chain.length);
        for (int t = 0; t < chain.length; t++) {
          chain[t][0] = 2 + x[t];
          chain[t][1] = 3 + 1.5 * x[t] + 0.3 * y[t];
        }
      }
      square += Math.pow(ratio(chains).pull(1.5), 2) / repeats;
    }
    // Spread sqrt(2/300) = .08, 5 sigma and .05 for the errors' errors: false alarm 6e-7.
    assertEquals(1, square, 0.46);
  }

  @Test
  void aWindowThatCannotCloseIsReported() {
    SplittableRandom random = new SplittableRandom(3);
    double[][] slow = {autoregressive(random, 0.999, 20000)};
    assertFalse(mean(slow, 100).windowClosed());
    assertTrue(mean(slow, 10000).windowClosed());
  }

  /** Chains that never leave their sign: the error is that of R independent signs. */
  @ParameterizedTest
  @ValueSource(ints = {16, 64})
  void frozenChainsGetTheErrorOfTheirNumber(int count) {
    SplittableRandom random = new SplittableRandom(count);
    double[][] chains = new double[count][400];
    for (int c = 0; c < count; c++) {
      double sign = c % 4 == 0 ? -1 : 1;
      Arrays.setAll(chains[c], t -> sign * (5 + 0.1 * random.nextGaussian()));
    }
    Estimate estimate = mean(chains, 1000);
    assertFalse(estimate.windowClosed());
    assertEquals(2.5, estimate.value(), 0.05);
    assertEquals(5 * Math.sqrt(0.75 / (count - 1)), estimate.error(), 0.05 * estimate.error());
    assertEquals(count, estimate.nEff(), 0.1 * count);
  }

  /** Part of the variance is frozen: the window may close on the rest, the chains disagree. */
  @Test
  void partlyFrozenChainsAreFoundOut() {
    SplittableRandom random = new SplittableRandom(8);
    double[][] chains = new double[64][500];
    for (double[] chain : chains) {
      double offset = 0.3 * random.nextGaussian();
      Arrays.setAll(chain, t -> offset + random.nextGaussian());
    }
    Estimate estimate = mean(chains, 50);
    assertFalse(estimate.windowClosed());
    // Error of the spread of 64 chains: 9 %; 5 sigma.
    assertEquals(0.3 / 8, estimate.error(), 0.45 * 0.3 / 8);
  }

  @Test
  void aConstantHasNoErrorAndOneConfigurationNone() {
    Estimate constant = mean(new double[][] {{0.1, 0.1, 0.1, 0.1}}, 10);
    assertEquals(0, constant.error(), 0.0);
    assertTrue(constant.windowClosed());
    assertTrue(Double.isNaN(mean(new double[][] {{0.1}}, 10).error()));
  }

  /** One configuration a chain: the textbook standard error. */
  @Test
  void singleConfigurationsAreIndependent() {
    SplittableRandom random = new SplittableRandom(4);
    double[][] chains = new double[1000][1];
    double square = 0;
    double sum = 0;
    for (double[] chain : chains) {
      chain[0] = random.nextGaussian();
      sum += chain[0];
      square += chain[0] * chain[0];
    }
    double variance = (square - sum * sum / 1000) / 999;
    Estimate estimate = mean(chains, 100);
    assertEquals(Math.sqrt(variance / 1000), estimate.error(), 1e-6 * estimate.error());
    assertEquals(0.5, estimate.tauInt(), 1e-12);
  }

  /** Wolff's rule for S = 1.5 where rho falls off without a sign: what other programs quote. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.8, 0.95})
  void correlatedSeriesHaveTheErrorsOfWolffsRule(double a) {
    SplittableRandom random = new SplittableRandom(15);
    int other = 0;
    for (int repeat = 0; repeat < 50; repeat++) {
      double[] x = autoregressive(random, a, 3000);
      double mean = Arrays.stream(x).average().orElseThrow();
      double[] gamma = new double[400];
      for (int t = 0; t < gamma.length; t++) {
        for (int i = 0; i + t < x.length; i++) {
          gamma[t] += (x[i] - mean) * (x[i + t] - mean) / (x.length - t);
        }
      }
      double tau = 0.5;
      int w = 0;
      double g = 1;
      while (g > 0) {
        tau += gamma[++w] / gamma[0];
        double slow = 1.5 / Math.log((2 * tau + 1) / (2 * tau - 1));
        g = Math.exp(-w / slow) - slow / Math.sqrt((double) w * x.length);
      }
      double n = x.length;
      tau *= (1 + (2 * w + 1) / n) / (1 + 1 / n);
      Estimate estimate = mean(new double[][] {x}, 399);
      double error = Math.sqrt(2 * tau * gamma[0] * (1 + 1 / n) / n);
      boolean same =
          Math.abs(estimate.error() - error) < 0.01 * error
              && Math.abs(estimate.tauInt() - tau) < (0.01 + 2 * tau / n) * tau;
      other += same ? 0 : 1;
    }
    // Noise passes for another shape in some of a thousand series: more than 4 of 50 in 1e-7.
    assertTrue(other <= 4, other + " of 50 differ");
  }

  /** A tenth of the variance with tau_exp = 50 below a mode with 1.4: tau_int is 6.3, not 3. */
  @Test
  void aSlowModeBelowAFastOneIsFollowed() {
    SplittableRandom random = new SplittableRandom(35);
    int repeats = 20;
    double square = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
      double[][] chains = new double[4][];
      for (int c = 0; c < chains.length; c++) {
        double[] fast = autoregressive(random, 0.5, 10_000);
        double[] slow = autoregressive(random, 0.98, 10_000);
        chains[c] = new double[fast.length];
        Arrays.setAll(chains[c], t -> Math.sqrt(0.9) * fast[t] + Math.sqrt(0.1) * slow[t]);
      }
      square += Math.pow(mean(chains, 400).error(), 2) / repeats;
    }
    double exact = 2 * (0.9 * tauOf(0.5) + 0.1 * tauOf(0.98)) / 40_000;
    assertTrue(square / exact > 0.75 && square / exact < 1.15, "error^2 " + square / exact);
  }

  /** One of four chains stands still: its mean is not a fluctuation of the others' size. */
  @Test
  void aSingleFrozenChainOpensTheWindow() {
    SplittableRandom random = new SplittableRandom(36);
    double[][] chains = new double[4][];
    Arrays.setAll(chains, c -> autoregressive(random, 0.5, 1000));
    Arrays.fill(chains[2], 2.0);
    Estimate estimate = mean(chains, 500);
    assertFalse(estimate.windowClosed());
    assertEquals(0.5, estimate.error(), 0.1);
  }

  /** x, -x, x, -x: no process of that correlation exists, and the error is still one. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 11, 1000})
  void aPeriodicChainHasAnError(int length) {
    double[][] chain = new double[1][length];
    Arrays.setAll(chain[0], t -> t % 2 == 0 ? 1 : -1);
    Estimate estimate = mean(chain, 1000);
    assertTrue(estimate.error() >= 0.7 / length && estimate.error() < 2, estimate.toString());
    assertTrue(estimate.tauInt() > 0 && estimate.tauIntError() >= 0, estimate.toString());
  }
}
