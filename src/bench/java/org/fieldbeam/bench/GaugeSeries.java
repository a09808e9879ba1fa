package org.fieldbeam.bench;

import java.util.Arrays;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.GammaSums;

/** Series of Q, Q^2, the plaquette and the 2x2 loop of two-dimensional gauge fields. */
final class GaugeSeries {
  static final String[] NAMES = {"Q", "Q^2", "plaquette", "W22"};

  private final Lattice lattice;
  private final int chains;
  private final double[][] series = {
    new double[1024], new double[1024], new double[1024], new double[1024]
  };
  private int rows;

  /**
   * Creates empty series.
   *
   * @param chains of which one row each is recorded in turn
   */
  GaugeSeries(Lattice lattice, int chains) {
    this.lattice = lattice;
    this.chains = chains;
  }

  int rows() {
    return rows;
  }

  /** Records configuration b of a batch. */
  void record(double[] phi, int batch, int b) {
    GaugeLoops loops = new GaugeLoops(lattice, phi, batch, b);
    double charge = loops.charge();
    add(new double[] {charge, charge * charge, loops.square(1), loops.square(2)});
  }

  /** Repeats the row before, of a chain that stays where it is. */
  void repeat() {
    double[] row = new double[series.length];
    Arrays.setAll(row, o -> series[o][rows - 1]);
    add(row);
  }

  private void add(double[] row) {
    for (int o = 0; o < series.length; o++) {
      if (rows == series[o].length) {
        series[o] = Arrays.copyOf(series[o], 2 * rows);
      }
      series[o][rows] = row[o];
    }
    rows++;
  }

  /** Means with errors and tau_int, in the order of {@link #NAMES}. */
  Estimate[] estimates() {
    double[] means = new double[series.length];
    for (int o = 0; o < means.length; o++) {
      means[o] = Arrays.stream(series[o], 0, rows).sum() / rows;
    }
    int length = rows / chains;
    GammaSums sums = new GammaSums(means.length, Math.min(2000, Math.max(2, length / 4)), length);
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

  /** tau_int as text, with a mark where no window closed. */
  static String tau(Estimate estimate) {
    return estimate.tauIntError() > 0
        ? Estimate.independent(estimate.tauInt(), estimate.tauIntError(), estimate.n())
            + (estimate.windowClosed() ? "" : " (open)")
        : "never moved";
  }
}
