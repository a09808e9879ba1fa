package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoregressiveFitTest {
  /** The process that has the autocovariances of a process of second order is that process. */
  @ParameterizedTest
  @CsvSource({"0.7, -0.4", "-0.58, 0", "1.2, -0.81", "-0.9, 0.05"})
  void theFitOfAProcessIsTheProcess(double a, double b) {
    int n = 5000;
    double[] gamma = new double[200];
    double[] share = new double[200];
    gamma[0] = 1;
    gamma[1] = a / (1 - b);
    for (int t = 0; t < 200; t++) {
      gamma[t] = t < 2 ? gamma[t] : a * gamma[t - 1] + b * gamma[t - 2];
      share[t] = 1 - t / (double) n;
    }
    double sum = 1;
    double before = 1;
    double now = gamma[1];
    for (int t = 1; t < n; t++) {
      sum += 2 * (1 - t / (double) n) * now;
      double next = a * now + b * before;
      before = now;
      now = next;
    }
    AutoregressiveFit fit = AutoregressiveFit.of(gamma, share, n);
    assertEquals(b == 0 ? 1 : 2, fit.order());
    assertEquals(sum, fit.sum(), 1e-9);
  }
}
