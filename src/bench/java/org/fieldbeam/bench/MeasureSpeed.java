package org.fieldbeam.bench;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.EnsembleAnalysis;
import org.fieldbeam.core.observable.EnsembleKernel;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasurementAnalysis;
import org.fieldbeam.core.observable.ObservableChoice;

/**
 * Speed of measuring on one core, in MB/s (10^6 bytes) of raw doubles, and seconds of the two
 * passes of the statistics over the measurements of 16x16 configurations. Least time of the rounds.
 *
 * <p>Arguments: configurations for the statistics (default 1000000, in 16 chains), rounds (default
 * 3).
 */
public final class MeasureSpeed {
  private static final int BATCH = 16;
  private static final int CHAINS = 16;

  private MeasureSpeed() {}

  /** Runs the benchmark. */
  public static void main(String[] args) {
    int rows = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    for (int length : new int[] {16, 32, 64}) {
      kernel(Phi4.of(Lattice.of(length, length), 0.26, 0.022), rounds);
    }
    statistics(Phi4.of(Lattice.of(16, 16), 0.26, 0.022), rows, rounds);
  }

  private static void kernel(Action action, int rounds) {
    EnsembleMeasurement measurement = EnsembleMeasurement.of(action);
    EnsembleKernel kernel = measurement.kernel();
    SplittableRandom random = new SplittableRandom(1);
    double[] phi = new double[action.lattice().volume() * BATCH];
    Arrays.setAll(phi, i -> random.nextGaussian());
    double[] out = new double[measurement.columns().size() * BATCH];
    int repeats = 20_000_000 / phi.length;
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round <= rounds; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < repeats; i++) {
        kernel.measure(phi, BATCH, out);
      }
      best = Math.min(best, (System.nanoTime() - start) / (double) repeats);
    }
    System.out.printf("%s: %.0f MB/s%n", action.lattice(), phi.length * 8e3 / best);
  }

  private static void statistics(Action action, int rows, int rounds) {
    EnsembleMeasurement measurement =
        EnsembleMeasurement.of(
            EnsembleTraits.of(action).withEnergies(true), ObservableChoice.standard());
    EnsembleAnalysis analysis = measurement.analysis();
    int columns = measurement.columns().size();
    double first = Double.POSITIVE_INFINITY;
    double second = Double.POSITIVE_INFINITY;
    for (int round = 0; round < rounds; round++) {
      MeasurementAnalysis.Pass means = analysis.meanPass();
      first = Math.min(first, feed(columns, means, rows));
      MeasurementAnalysis.Pass gamma = analysis.gammaPass(means.sums());
      second = Math.min(second, feed(columns, gamma, rows));
    }
    System.out.printf(
        "%d rows: means %.2f s, autocovariances to lag %d %.2f s%n",
        rows, first, EnsembleAnalysis.DEFAULT_MAX_LAG, second);
  }

  private static double feed(int width, MeasurementAnalysis.Pass pass, int rows) {
    SplittableRandom random = new SplittableRandom(2);
    double[] columns = new double[width];
    long start = System.nanoTime();
    for (int i = 0; i < rows; i++) {
      Arrays.setAll(columns, c -> random.nextDouble());
      pass.add(i % CHAINS, columns, 0, 0.5);
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
