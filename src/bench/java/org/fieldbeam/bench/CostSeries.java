package org.fieldbeam.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.GammaSums;

/** The series of |M|, phi^2 and M that one method makes, and the time of an update. */
abstract class CostSeries {
  /** Far beyond the windows of chains that are long enough to be used. */
  private static final int MAX_LAG = 4000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final String name;
  private final int chains;
  private final int volume;
  private final double[][] series = {new double[1 << 16], new double[1 << 16], new double[1 << 16]};
  private int rows;
  private double best = Double.POSITIVE_INFINITY;
  private Estimate[] estimates;

  CostSeries(String name, int chains, int volume) {
    this.name = name;
    this.chains = chains;
    this.volume = volume;
  }

  /** Does one or more updates of all chains. */
  abstract void update();

  /** Records the configurations that {@link #update} led to, one of each chain an update. */
  abstract void record();

  /**
   * Updates for some seconds and takes the time of an update where it is the least so far. It is
   * processor time of this thread: waiting for the processor does not count.
   */
  void runBlock(double seconds) {
    long spent = 0;
    int before = rows;
    while (spent < seconds * 1e9) {
      long begin = THREADS.getCurrentThreadCpuTime();
      update();
      spent += THREADS.getCurrentThreadCpuTime() - begin;
      record();
    }
    best = Math.min(best, spent / (double) (rows - before));
    estimates = null;
  }

  /** Records the fields of all chains, index {@code site * batch + b}. */
  void record(double[] phi, int batch) {
    double[] m = new double[batch];
    double[] squares = new double[batch];
    for (int x = 0; x < volume; x++) {
      for (int b = 0; b < batch; b++) {
        double value = phi[x * batch + b];
        m[b] += value;
        squares[b] += value * value;
      }
    }
    if (rows + batch > series[0].length) {
      for (int o = 0; o < series.length; o++) {
        series[o] = Arrays.copyOf(series[o], 2 * series[o].length);
      }
    }
    for (int b = 0; b < batch; b++) {
      series[0][rows] = Math.abs(m[b]) / volume;
      series[1][rows] = squares[b] / volume;
      series[2][rows++] = m[b] / volume;
    }
  }

  String name() {
    return name;
  }

  /** Updates of all chains together. */
  int updates() {
    return rows;
  }

  /** Microseconds of an update of one chain. */
  double microseconds() {
    return best * 1e-3;
  }

  /** tau_int of |M| (0), phi^2 (1) or M (2) in updates, as an estimate of its own. */
  Estimate tauInt(int observable) {
    if (estimates == null) {
      estimates = analyse();
    }
    Estimate estimate = estimates[observable];
    return Estimate.independent(estimate.tauInt(), estimate.tauIntError(), estimate.n());
  }

  /**
   * Milliseconds per independent configuration: time times 2 tau_int of the slower of |M|, phi^2.
   */
  Estimate cost() {
    Estimate slower = tauInt(0).value() > tauInt(1).value() ? tauInt(0) : tauInt(1);
    double scale = 2e-3 * microseconds();
    return Estimate.independent(scale * slower.value(), scale * slower.error(), slower.n());
  }

  private Estimate[] analyse() {
    double[] means = new double[series.length];
    for (int o = 0; o < means.length; o++) {
      means[o] = Arrays.stream(series[o], 0, rows).sum() / rows;
    }
    GammaSums sums = new GammaSums(means.length, MAX_LAG, rows / chains);
    double[] deviations = new double[means.length];
    for (int row = 0; row < rows; row++) {
      for (int o = 0; o < means.length; o++) {
        deviations[o] = series[o][row] - means[o];
      }
      sums.add(row % chains, deviations);
    }
    GammaMethod gamma = new GammaMethod(sums.sums(), GammaMethod.DEFAULT_S, 1);
    Estimate[] found = new Estimate[means.length];
    Arrays.setAll(found, o -> gamma.estimate(o, means[o]));
    return found;
  }
}
