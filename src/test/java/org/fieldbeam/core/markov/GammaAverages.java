package org.fieldbeam.core.markov;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.GammaSums;
import org.fieldbeam.core.statistics.Significance;

/**
 * Averages over chains with errors by the Gamma-method, and a joint comparison of many of them with
 * what they must be: the sum of the squares of n pulls exceeds the bound with the probability 1e-4,
 * one of them exceeds {@value #LARGEST_PULL} with n * 7e-6.
 */
final class GammaAverages {
  static final double LARGEST_PULL = 4.5;

  private final List<Double> pulls = new ArrayList<>();
  private final StringBuilder report = new StringBuilder();

  /** Writes a quantity of every chain of a batch. */
  interface Quantity {
    void of(double[] fields, int batch, double[] out);
  }

  /** Runs chains and returns the estimate of each quantity. */
  static Estimate[] run(
      MarkovChains chains, int thermalization, int measurements, int stride, Quantity... wanted) {
    chains.advance(thermalization);
    int batch = chains.batch();
    double[][][] series = new double[wanted.length][measurements][batch];
    for (int i = 0; i < measurements; i++) {
      chains.advance(stride);
      for (int q = 0; q < wanted.length; q++) {
        wanted[q].of(chains.fields(), batch, series[q][i]);
      }
    }
    Estimate[] estimates = new Estimate[wanted.length];
    for (int q = 0; q < wanted.length; q++) {
      estimates[q] = estimate(series[q]);
    }
    return estimates;
  }

  private static Estimate estimate(double[][] series) {
    double mean = 0;
    for (double[] row : series) {
      for (double value : row) {
        mean += value / ((double) series.length * row.length);
      }
    }
    GammaSums sums = new GammaSums(1, Math.min(500, series.length), series.length);
    for (double[] row : series) {
      for (int chain = 0; chain < row.length; chain++) {
        sums.add(chain, new double[] {row[chain] - mean});
      }
    }
    return new GammaMethod(sums.sums(), GammaMethod.DEFAULT_S, 1).estimate(0, mean);
  }

  /**
   * Compares the estimates of one run, which depend on each other, so that only the first joins the
   * sum of squares.
   */
  void compare(String what, Estimate[] estimates, double... exact) {
    for (int q = 0; q < exact.length; q++) {
      compare(what + " " + q, estimates[q].value(), estimates[q].error(), exact[q], q == 0);
    }
  }

  /**
   * Compares runs of an algorithm whose averages are off by O(step), with a step and half of it:
   * twice the second less the first is off by O(step^2) only.
   */
  void compareExtrapolated(String what, Estimate[] whole, Estimate[] half, double... exact) {
    for (int q = 0; q < exact.length; q++) {
      double value = 2 * half[q].value() - whole[q].value();
      double error = Math.hypot(2 * half[q].error(), whole[q].error());
      compare(what + " " + q, value, error, exact[q], q == 0);
    }
  }

  private void compare(String what, double value, double error, double exact, boolean joins) {
    double pull = (value - exact) / error;
    report.append(
        String.format(
            "%s: %.6f +- %.6f, exact %.6f: pull %.2f%n", what, value, error, exact, pull));
    assertTrue(error > 0 && Math.abs(pull) < LARGEST_PULL, report::toString);
    if (joins) {
      pulls.add(pull);
    }
  }

  /** Compares all runs together. */
  void assertTogether() {
    double sum = pulls.stream().mapToDouble(pull -> pull * pull).sum();
    assertTrue(
        Significance.gaussianOfChiSquared(sum, pulls.size()) < 3.72,
        () -> "the sum of the squares of " + pulls.size() + " pulls is " + sum + "\n" + report);
  }

  @Override
  public String toString() {
    return report.toString();
  }
}
