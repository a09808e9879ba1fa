package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Errors of means of stationary Gaussian series of known autocorrelation: correlated, white,
 * anticorrelated and oscillating, and the sum of a fast and a slow mode. Of thousands of ensembles
 * of each kind the quoted squared error is held against the exact variance of the mean, and the
 * number of bars that cover the truth against 68(2) per cent.
 */
class ErrorCoverageTest {
  private static final int ENSEMBLES = 2000;
  private static final int OF_SHORT_SERIES = 4000;
  private static final int SHORT = 1000;
  private static final int OF_SLOW_MODES = 200;

  /** Per cent of a Gaussian within one standard deviation. */
  private static final double COVERED = 68.2689;

  private static final int TOGETHER = 50;

  /** x_t = a x_(t-1) + b x_(t-2) + noise, of variance 1, in its stationary state. */
  private record Autoregression(double a, double b) {

    double rho1() {
      return a / (1 - b);
    }

    void chain(SplittableRandom random, double amplitude, double[][] rows, int q) {
      double noise = Math.sqrt(1 - a * rho1() - b * (a * rho1() + b));
      double before = random.nextGaussian();
      double now = rho1() * before + Math.sqrt(1 - rho1() * rho1()) * random.nextGaussian();
      for (double[] row : rows) {
        row[q] += amplitude * before;
        double next = a * now + b * before + noise * random.nextGaussian();
        before = now;
        now = next;
      }
    }

    /** Variance of the mean of a chain. */
    double variance(int length) {
      double before = 1;
      double now = rho1();
      double sum = 1;
      for (int t = 1; t < length; t++) {
        sum += 2 * (1 - t / (double) length) * now;
        double next = a * now + b * before;
        before = now;
        now = next;
      }
      return sum / length;
    }
  }

  /** Roots r e^{+-i w} of the process; w = 0: a single real root r. */
  @ParameterizedTest(name = "r {0}, w {1}, {2} chains of {3}")
  @CsvSource({
    // white
    "0, 0, 8, 64",
    "0, 0, 1, 512",
    "0, 0, 100, 4",
    "0, 0, 32, 16",
    "0, 0, 2, 50",
    // correlated, tau_int = 1.5, 5 and 20: N/tau_int 100 to 640
    "0.5, 0, 50, 16",
    "0.8181818, 0, 50, 64",
    "0.8181818, 0, 8, 64",
    "0.8181818, 0, 1, 512",
    "0.8181818, 0, 4, 250",
    "0.9512195, 0, 8, 512",
    "0.9512195, 0, 1, 4000",
    "0.9512195, 0, 2, 2500",
    // anticorrelated, tau_int = 0.33, 0.13, 0.056, 0.013
    "-0.2, 0, 8, 64",
    "-0.58, 0, 8, 64",
    "-0.58, 0, 1, 100",
    "-0.58, 0, 25, 16",
    "-0.58, 0, 8, 512",
    "-0.8, 0, 8, 64",
    "-0.95, 0, 8, 64",
    "-0.95, 0, 1, 512",
    // oscillating: tau_int = 2.1, 0.18, 0.022, 1.4, 0.012
    "0.9, 0.3, 1, 512",
    "0.9, 0.3, 8, 500",
    "0.9, 1, 8, 64",
    "0.9, 2, 8, 64",
    "0.97, 0.2, 4, 1000",
    "0.98, 1.5, 1, 512"
  })
  void oneSigmaCoversTwoThirds(double r, double w, int chains, int length) {
    Autoregression process =
        w == 0 ? new Autoregression(r, 0) : new Autoregression(2 * r * Math.cos(w), -r * r);
    int ensembles = chains * length < SHORT ? OF_SHORT_SERIES : ENSEMBLES;
    Found found =
        found(new Autoregression[] {process}, new double[] {1}, chains, length, ensembles);
    // Bars of the true length cover 68.27 per cent, and only the difference from their number
    // fluctuates here: by 0.7 per cent in the shortest series, by 0.3 in most. A true coverage of
    // 68.3 falls outside with probability 0.01 at most; those found are 68.0 to 69.4.
    assertTrue(found.covered >= 66 && found.covered <= 70, found.toString());
    // Its spread is 2 per cent at most: 5 of them in the first case, more elsewhere.
    assertEquals(1, found.square, 0.1, found.toString());
    assertTrue(found.small < 0.02, found.toString());
  }

  /**
   * A mode of tau_exp = 50 that carries a share of the variance below one of 1.4: at N = 200
   * tau_exp and more the slow one is in the errors, with Wolff's rule alone half of it.
   */
  @ParameterizedTest(name = "{0} of the variance, {1} chains of {2}")
  @CsvSource({"0.1, 1, 10000", "0.1, 4, 2500", "0.3, 4, 10000"})
  void aSlowModeIsInTheErrors(double share, int chains, int length) {
    Autoregression[] modes = {new Autoregression(0.5, 0), new Autoregression(0.98, 0)};
    double[] amplitudes = {Math.sqrt(1 - share), Math.sqrt(share)};
    Found found = found(modes, amplitudes, chains, length, OF_SLOW_MODES);
    // A squared error is uncertain by .3, the mean of 200 by .02: 5 of them, and what is cut off.
    assertEquals(1, found.square, 0.15, found.toString());
  }

  /** Bars that cover in per cent; mean error^2 over its exact value; share below half of it. */
  private record Found(double covered, double square, double small) {}

  private static Found found(
      Autoregression[] modes, double[] amplitudes, int chains, int length, int ensembles) {
    double exact = 0;
    for (int i = 0; i < modes.length; i++) {
      exact += amplitudes[i] * amplitudes[i] * modes[i].variance(length) / chains;
    }
    SplittableRandom random = new SplittableRandom(20261127);
    double covered = COVERED;
    double square = 0;
    double small = 0;
    for (int done = 0; done < ensembles; done += TOGETHER) {
      double[] mean = new double[TOGETHER];
      GammaMethod method = method(modes, amplitudes, chains, length, random, mean);
      for (int q = 0; q < TOGETHER; q++) {
        Estimate estimate = method.estimate(q, mean[q]);
        assertTrue(estimate.tauInt() > 0 && estimate.nEff() > 0, estimate.toString());
        double score = Significance.gaussian(estimate.pull(0), method.degreesOfFreedom(estimate));
        covered += Math.abs(score) <= 1 ? 100.0 / ensembles : 0;
        covered -= Math.abs(mean[q]) <= Math.sqrt(exact) ? 100.0 / ensembles : 0;
        square += estimate.error() * estimate.error() / exact / ensembles;
        small += estimate.error() < 0.5 * Math.sqrt(exact) ? 1.0 / ensembles : 0;
      }
    }
    return new Found(covered, square, small);
  }

  private static GammaMethod method(
      Autoregression[] modes,
      double[] amplitudes,
      int chains,
      int length,
      SplittableRandom random,
      double[] mean) {
    double[][][] rows = new double[chains][length][TOGETHER];
    for (double[][] chain : rows) {
      for (int q = 0; q < TOGETHER; q++) {
        for (int i = 0; i < modes.length; i++) {
          modes[i].chain(random, amplitudes[i], chain, q);
        }
        for (double[] row : chain) {
          mean[q] += row[q] / ((double) chains * length);
        }
      }
    }
    GammaSums sums = new GammaSums(TOGETHER, 300, length);
    double[] deviations = new double[TOGETHER];
    for (int c = 0; c < chains; c++) {
      for (double[] row : rows[c]) {
        for (int q = 0; q < TOGETHER; q++) {
          deviations[q] = row[q] - mean[q];
        }
        sums.add(c, deviations);
      }
    }
    return new GammaMethod(sums.sums(), GammaMethod.DEFAULT_S, 1);
  }
}
