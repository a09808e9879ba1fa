package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Errors of means of stationary Gaussian series of known autocorrelation: correlated, white,
 * anticorrelated and oscillating. Of 2000 ensembles of each kind the quoted squared error is held
 * against the exact variance of the mean, and the number of bars that cover the truth against 68.27
 * per cent.
 */
class ErrorCoverageTest {
  private static final int ENSEMBLES = 2000;
  private static final int TOGETHER = 50;

  /** x_t = a x_(t-1) + b x_(t-2) + noise, of variance 1, in its stationary state. */
  private record Autoregression(double a, double b) {

    double rho1() {
      return a / (1 - b);
    }

    void chain(SplittableRandom random, double[][] rows, int q) {
      double noise = Math.sqrt(1 - a * rho1() - b * (a * rho1() + b));
      double before = random.nextGaussian();
      double now = rho1() * before + Math.sqrt(1 - rho1() * rho1()) * random.nextGaussian();
      for (double[] row : rows) {
        row[q] = before;
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

  /**
   * Roots r e^{+-i w} of the process; w = 0: a single real root r. {@code bias} is what is allowed
   * to the coverage, in per cent, and to the mean squared error, in tenths: in short chains or few
   * tau_int errors are a little too large.
   */
  @ParameterizedTest(name = "r {0}, w {1}, {2} chains of {3}")
  @CsvSource({
    // white
    "0, 0, 8, 64, 2",
    "0, 0, 1, 512, 2",
    "0, 0, 100, 4, 2",
    "0, 0, 2, 50, 2",
    // correlated, tau_int = 5 and 20: N/tau_int 100, 200 and 500
    "0.8181818, 0, 8, 64, 4",
    "0.8181818, 0, 1, 512, 3",
    "0.8181818, 0, 4, 250, 2",
    "0.9512195, 0, 8, 512, 4",
    "0.9512195, 0, 1, 4000, 2",
    "0.9512195, 0, 2, 2500, 2",
    // anticorrelated, tau_int = 0.33, 0.13, 0.056, 0.013
    "-0.2, 0, 8, 64, 2",
    "-0.58, 0, 8, 64, 2",
    "-0.58, 0, 1, 100, 2",
    "-0.58, 0, 25, 16, 2",
    "-0.58, 0, 8, 1024, 2",
    "-0.8, 0, 8, 64, 2",
    "-0.95, 0, 8, 64, 2",
    "-0.95, 0, 1, 512, 2",
    // oscillating: tau_int = 2.1, 0.18, 0.022, 1.4, 0.012
    "0.9, 0.3, 1, 512, 2",
    "0.9, 0.3, 8, 500, 2",
    "0.9, 1, 8, 64, 2",
    "0.9, 2, 8, 64, 2",
    "0.97, 0.2, 4, 1000, 2",
    "0.98, 1.5, 1, 512, 2"
  })
  void oneSigmaCoversTwoThirds(double r, double w, int chains, int length, double bias) {
    Autoregression process =
        w == 0 ? new Autoregression(r, 0) : new Autoregression(2 * r * Math.cos(w), -r * r);
    double exact = process.variance(length) / chains;
    SplittableRandom random = new SplittableRandom(20261127);
    double covered = 0;
    double square = 0;
    double small = 0;
    for (int done = 0; done < ENSEMBLES; done += TOGETHER) {
      double[] mean = new double[TOGETHER];
      GammaMethod method = method(process, chains, length, random, mean);
      for (int q = 0; q < TOGETHER; q++) {
        Estimate estimate = method.estimate(q, mean[q]);
        assertTrue(estimate.tauInt() > 0 && estimate.nEff() > 0, estimate.toString());
        double score = Significance.gaussian(estimate.pull(0), method.degreesOfFreedom(estimate));
        covered += Math.abs(score) <= 1 ? 100.0 / ENSEMBLES : 0;
        square += estimate.error() * estimate.error() / exact / ENSEMBLES;
        small += estimate.error() < 0.5 * Math.sqrt(exact) ? 1 : 0;
      }
    }
    String found =
        String.format(
            Locale.ROOT, "coverage %.1f %%, error^2 %.3f, %.0f small", covered, square, small);
    // Binomial spread 1.04 %, four of them beside the bias: false alarm 6e-5 each.
    assertEquals(68.27, covered, bias + 4 * 1.04, found);
    assertEquals(1, square, bias / 10, found);
    assertTrue(small < 0.02 * ENSEMBLES, found);
  }

  private static GammaMethod method(
      Autoregression process, int chains, int length, SplittableRandom random, double[] mean) {
    double[][][] rows = new double[chains][length][TOGETHER];
    for (double[][] chain : rows) {
      for (int q = 0; q < TOGETHER; q++) {
        process.chain(random, chain, q);
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
