package org.fieldbeam.core.diffusion;

import java.util.Arrays;

/**
 * How far the density that a flow claims is from that of the map it ran: {@code delta = log q_exact
 * - log q_claimed}, the exact one from the Jacobian of the whole map.
 *
 * <p>The claimed density follows the divergence of the velocity along the discrete steps, which is
 * right up to the error of the integrator. Neither the effective sample size nor the weights show
 * that error, because both use the claimed density; an average is off by about {@code Cov(O,
 * delta)}, so at most by the standard deviation of delta in units of that of O.
 */
public final class DensityError {
  /** Step of the central differences: their error is some 1e-9 of an entry. */
  private static final double STEP = 1e-4;

  /** Fields that go through the flow together. */
  public static final int BATCH = 256;

  private DensityError() {}

  /**
   * Measures delta of single configurations, with 2 V runs of the flow and a determinant of V x V
   * numbers for each.
   *
   * @param flow the flow; its scratch memory is used
   * @param seed seed of the run
   * @param purpose what the numbers are for, as {@link ProbabilityFlow#sample} was given it
   * @param firstIndex index of the first configuration
   * @param count number of configurations
   * @return delta of each
   * @throws ArithmeticException if a trajectory ran away
   */
  public static double[] of(
      ProbabilityFlow flow, long seed, String purpose, long firstIndex, int count) {
    double[] delta = new double[count];
    for (int i = 0; i < count; i++) {
      delta[i] = of(flow, flow.start(seed, purpose, firstIndex + i));
    }
    return delta;
  }

  private static double of(ProbabilityFlow flow, double[] start) {
    int volume = start.length;
    double[] ratio = new double[1];
    flow.down(start.clone(), 1, ratio);
    double[][] jacobian = new double[volume][volume];
    int pairs = Math.min(volume, BATCH / 2);
    double[] phi = new double[volume * 2 * pairs];
    double[] unused = new double[2 * pairs];
    for (int from = 0; from < volume; from += pairs) {
      int count = Math.min(pairs, volume - from);
      int batch = 2 * count;
      for (int x = 0; x < volume; x++) {
        Arrays.fill(phi, x * batch, (x + 1) * batch, start[x]);
      }
      for (int c = 0; c < count; c++) {
        phi[(from + c) * batch + 2 * c] += STEP;
        phi[(from + c) * batch + 2 * c + 1] -= STEP;
      }
      flow.down(phi, batch, unused);
      for (int x = 0; x < volume; x++) {
        for (int c = 0; c < count; c++) {
          jacobian[x][from + c] =
              (phi[x * batch + 2 * c] - phi[x * batch + 2 * c + 1]) / (2 * STEP);
        }
      }
    }
    return -logDeterminant(jacobian) - ratio[0];
  }

  /** log |det A|, by elimination with partial pivoting; overwrites A. */
  static double logDeterminant(double[][] a) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      int pivot = j;
      for (int i = j + 1; i < a.length; i++) {
        if (Math.abs(a[i][j]) > Math.abs(a[pivot][j])) {
          pivot = i;
        }
      }
      double[] row = a[pivot];
      a[pivot] = a[j];
      a[j] = row;
      sum += StrictMath.log(Math.abs(row[j]));
      for (int i = j + 1; i < a.length; i++) {
        eliminate(a[i], row, a[i][j] / row[j], j + 1);
      }
    }
    return sum;
  }

  private static void eliminate(double[] target, double[] row, double factor, int from) {
    for (int k = from; k < target.length; k++) {
      target[k] -= factor * row[k];
    }
  }
}
