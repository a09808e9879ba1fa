package org.fieldbeam.torch;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;

/**
 * A target of a score that is less noisy than that of denoising: {@code y = w (-grad S_0(x_0)) /
 * alpha + (1 - w) n}, n the score of the noise, {@code -z / sigma}.
 *
 * <p>Both terms have the score at x_t as their mean given x_t (target score matching, De Bortoli et
 * al., arXiv 2402.08667), and so has every mixture whose w knows neither x_0 nor z. The variance
 * given x_t is {@code E|y|^2 - E|s|^2}, and x_0 and z are independent and both terms have mean 0,
 * so {@code E|y|^2 = w^2 F / alpha^2 + (1 - w)^2 I} with {@code F = E|grad S_0|^2} and {@code I = E
 * n^2}, 1 / sigma^2 for real numbers. It is least at {@code w = I / (I + F / alpha^2)}, where it is
 * {@code 1 / (1/I + alpha^2 / F)}. F is estimated from the clean data: for one real number at each
 * site of a lattice mode by mode, averaged over orbits of momenta, and in one number for other
 * fields. For a Gaussian theory F_k is 1 / C_k and the target has no noise at all.
 */
final class MixedTarget {
  /** Rows that F is estimated from, at most. */
  private static final int ROWS = 4096;

  private final Action action;
  private final int size;

  /** Null where F is one number. */
  private final MomentumOrbits orbits;

  private final BatchFft fft;
  private final PackedField space;
  private final PackedField momentum;
  private final double[] information;
  private final double mean;

  /**
   * The target for rows that follow {@code exp(-S)}.
   *
   * @param action S
   * @param rows the clean rows; F is estimated from the first few thousand
   */
  MixedTarget(Action action, TrainingRows rows) {
    this.action = action;
    FieldLayout layout = action.layout();
    size = layout.size();
    boolean modes = layout.isScalar() && size > 1;
    orbits = modes ? new MomentumOrbits(layout.lattice()) : null;
    fft = modes ? new BatchFft(layout.lattice(), 1) : null;
    space = modes ? fft.newSpace() : null;
    momentum = modes ? fft.newMomentum() : null;
    if (modes) {
      OrbitPower power = new OrbitPower(layout.lattice());
      rows.forFirst(ROWS, clean -> power.add(forces(clean, 1)));
      information = power.means();
      mean = power.total() / size;
    } else {
      double[] sum = new double[2]; // of squares, and of rows
      rows.forFirst(
          ROWS,
          clean -> {
            for (double f : forces(clean, 1)) {
              sum[0] += f * f;
            }
            sum[1]++;
          });
      mean = sum[0] / sum[1] / size;
      information = new double[] {sum[0] / (size * sum[1])};
    }
  }

  /** F averaged over the values of a configuration, {@code E|grad S_0|^2 / V}. */
  double information() {
    return mean;
  }

  /**
   * Forces of clean rows.
   *
   * @param clean rows of V numbers
   * @param count number of rows
   * @return {@code -grad S_0} in rows
   */
  double[] forces(double[] clean, int count) {
    double[] fields = new double[count * size];
    double[] forces = new double[count * size];
    for (int b = 0; b < count; b++) {
      for (int x = 0; x < size; x++) {
        fields[x * count + b] = clean[b * size + x];
      }
    }
    action.addForce(fields, count, 1, forces);
    for (int b = 0; b < count; b++) {
      for (int x = 0; x < size; x++) {
        fields[b * size + x] = forces[x * count + b];
      }
    }
    return fields;
  }

  /**
   * Turns the target of denoising of one row into the mixed one.
   *
   * @param target the score of the noise at {@code from} and after, replaced
   * @param forces as {@link #forces} gives them
   * @param noise I, the mean square of the score of the noise
   */
  void mix(double[] target, double[] forces, int from, double alpha, double noise) {
    double[] weights = new double[information.length];
    for (int o = 0; o < weights.length; o++) {
      weights[o] = noise / (noise + information[o] / (alpha * alpha));
    }
    if (orbits == null) {
      for (int x = from; x < from + size; x++) {
        target[x] += weights[0] * (forces[x] / alpha - target[x]);
      }
      return;
    }
    double[] difference = new double[size];
    for (int x = 0; x < size; x++) {
      difference[x] = forces[from + x] / alpha - target[from + x];
    }
    fft.load(difference, 1, 0, 1, space);
    fft.forward(space, momentum);
    PackedRows.multiply(fft.kernelRows(orbits, weights), momentum, momentum);
    fft.inverse(momentum, space);
    fft.store(space, difference, 1, 0, 1);
    for (int x = 0; x < size; x++) {
      target[from + x] += difference[x];
    }
  }
}
