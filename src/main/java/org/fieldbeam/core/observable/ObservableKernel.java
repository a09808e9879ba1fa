package org.fieldbeam.core.observable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.lattice.Lattice;

/**
 * Measures what must be recorded of each configuration of a batch.
 *
 * <p>Columns: {@code M}, {@code phi2}, {@code phi4}, {@code nn}, {@code actionDensity}, {@code
 * schwingerDyson} = (1/V) sum_x phi_x dS/dphi_x, {@code gPmin} = |phi_k|^2 at the smallest non-zero
 * momentum, further Schwinger-Dyson sums (below), and {@code correlator0} ... {@code correlatorT},
 * T = L/2: C(t) = (1/V) sum_a s_a s_{a+t}, s_a the sum of phi over the slice a, so that the sum of
 * C(t) over all L separations is V M^2. gPmin and C are averaged over the axes of the largest
 * extent L. On a single site nn, gPmin and the correlator are phi^2.
 *
 * <p>For any functions O_x of the field &lt;sum_x O_x dS/dphi_x&gt; = &lt;sum_x dO_x/dphi_x&gt; (F.
 * J. Dyson, Phys. Rev. 75 (1949) 1736; J. Schwinger, Proc. Natl. Acad. Sci. 37 (1951) 452), by
 * partial integration. {@code schwingerDyson} has O = phi and the mean 1. One equation cannot tell
 * the couplings of an action apart; the others are {@code schwingerDysonCube}, O = phi^3, {@code
 * schwingerDysonNeighbours}, O_x the sum of phi over the neighbours of x, {@code
 * schwingerDysonZeroMode}, O = M, and {@code schwingerDysonPmin}, O the part of the field at the
 * smallest non-zero momentum along the last of these axes, Re phi_k^* (dS/dphi)_k. The first two
 * are the difference of both sides over V, of mean 0, the last two the left-hand side, of mean 1.
 *
 * <p>The numbers of a configuration do not depend on the batch it is measured in. Not thread safe.
 */
public final class ObservableKernel implements Serializable {

  private static final long serialVersionUID = 1L;

  static final int M = 0;
  static final int PHI2 = 1;
  static final int PHI4 = 2;
  static final int NN = 3;
  static final int ACTION_DENSITY = 4;
  static final int SCHWINGER_DYSON = 5;
  static final int G_PMIN = 6;
  static final int CUBE = 7;
  static final int NEIGHBOURS = 8;
  static final int ZERO_MODE = 9;
  static final int P_MIN = 10;
  static final int CORRELATOR = 11;

  private static final List<String> SCALARS =
      List.of(
          "M",
          "phi2",
          "phi4",
          "nn",
          "actionDensity",
          "schwingerDyson",
          "gPmin",
          "schwingerDysonCube",
          "schwingerDysonNeighbours",
          "schwingerDysonZeroMode",
          "schwingerDysonPmin");

  private final Action action;
  private final int volume;
  private final int row;
  private final int length;
  private final int[] shape;
  private final int[] longAxes;
  // Start site of the neighbouring row for each row and axis but the last.
  private final int[][] nextRow;

  /** d/dphi_x of the sum over the neighbours of x: a single site is both of its own. */
  private final int selfNeighbours;

  private final double[] cosine;
  private final double[] sine;

  private transient int scratchBatch;
  private transient double[] gradient;
  private transient double[] sum2;
  private transient double[] sum4;
  private transient double[] sumNn;
  private transient double[] sumSd;
  private transient double[] sumCube;
  private transient double[] sumNeighbours;
  private transient double[] slices;
  private transient double[] gradientSlices;
  private transient double[] folded;
  private transient double[] amplitude;
  private transient double[] actions;

  /**
   * A kernel for configurations of one action.
   *
   * @param action the action, which brings its lattice
   */
  public ObservableKernel(Action action) {
    this.action = action;
    Lattice lattice = action.lattice();
    volume = lattice.volume();
    shape = lattice.shape();
    row = shape[shape.length - 1];
    length = Arrays.stream(shape).max().orElseThrow();
    longAxes = IntStream.range(0, shape.length).filter(axis -> shape[axis] == length).toArray();
    selfNeighbours = volume == 1 ? 2 : 0;
    nextRow = new int[shape.length - 1][volume / row];
    for (int axis = 0; axis < nextRow.length; axis++) {
      for (int r = 0; r < volume / row; r++) {
        nextRow[axis][r] = lattice.forward(r * row, axis);
      }
    }
    cosine = new double[length];
    sine = new double[length];
    for (int a = 0; a < length; a++) {
      cosine[a] = StrictMath.cos(2 * Math.PI * a / length);
      sine[a] = StrictMath.sin(2 * Math.PI * a / length);
    }
  }

  /**
   * Names of the columns recorded on a lattice.
   *
   * @param lattice the lattice
   * @return names in the order of the columns
   */
  public static List<String> columns(Lattice lattice) {
    List<String> names = new ArrayList<>(SCALARS);
    for (int t = 0; t < correlatorLength(lattice); t++) {
      names.add("correlator" + t);
    }
    return Collections.unmodifiableList(names);
  }

  /**
   * Where a column stands.
   *
   * @param name one of the first {@link #columns}, up to the two-point function
   * @return its number
   */
  public int column(String name) {
    return SCALARS.indexOf(name);
  }

  /**
   * Whether data measured by version 0.1 lack a column: the further Schwinger-Dyson sums.
   *
   * @param column the name of a column
   * @return false for those that all data have
   */
  public static boolean isNewer(String column) {
    return SCALARS.indexOf(column) >= CUBE;
  }

  /**
   * Number of separations recorded of the two-point function.
   *
   * @param lattice the lattice
   * @return L/2 + 1 for the largest extent L
   */
  public static int correlatorLength(Lattice lattice) {
    return Arrays.stream(lattice.shape()).max().orElseThrow() / 2 + 1;
  }

  /**
   * Number of columns.
   *
   * @return the length of {@link #columns} on the action's lattice
   */
  public int width() {
    return CORRELATOR + length / 2 + 1;
  }

  /**
   * Measures a batch.
   *
   * @param phi fields, site * batch + b
   * @param batch number of configurations
   * @param out receives column * batch + b; at least {@link #width()} * batch long
   */
  public void measure(double[] phi, int batch, double[] out) {
    prepare(batch);
    action.action(phi, batch, actions);
    Arrays.fill(gradient, 0);
    action.addForce(phi, batch, -1, gradient);
    localSums(phi, batch);
    fold(sum2, row, batch, out, PHI2 * batch, 1.0 / volume);
    fold(sum4, row, batch, out, PHI4 * batch, 1.0 / volume);
    fold(sumNn, row, batch, out, NN * batch, 1.0 / volume);
    fold(sumSd, row, batch, out, SCHWINGER_DYSON * batch, 1.0 / volume);
    for (int b = 0; b < batch; b++) {
      out[ACTION_DENSITY * batch + b] = actions[b] / volume;
    }
    Arrays.fill(out, G_PMIN * batch, width() * batch, 0);
    fold(sumCube, row, batch, out, CUBE * batch, 1.0 / volume);
    fold(sumNeighbours, row, batch, out, NEIGHBOURS * batch, 1.0 / volume);
    for (int axis : longAxes) {
      sumSlices(phi, batch, axis, slices);
      addTwoPoint(batch, out);
    }
    // of the last of these axes only: what it adds to the time is more than to the precision
    sumSlices(gradient, batch, longAxes[longAxes.length - 1], gradientSlices);
    addShell(cosine, batch, out);
    addShell(sine, batch, out);
    System.arraycopy(slices, 0, folded, 0, length * batch);
    fold(folded, length, batch, out, M * batch, 1.0 / volume);
    fold(gradientSlices, length, batch, out, ZERO_MODE * batch, 1);
    for (int b = 0; b < batch; b++) {
      out[NEIGHBOURS * batch + b] -= selfNeighbours;
      out[ZERO_MODE * batch + b] *= out[M * batch + b];
    }
  }

  private void prepare(int batch) {
    if (gradient != null && scratchBatch == batch) {
      return;
    }
    scratchBatch = batch;
    gradient = new double[volume * batch];
    sum2 = new double[row * batch];
    sum4 = new double[row * batch];
    sumNn = new double[row * batch];
    sumSd = new double[row * batch];
    sumCube = new double[row * batch];
    sumNeighbours = new double[row * batch];
    slices = new double[length * batch];
    gradientSlices = new double[length * batch];
    folded = new double[Math.max(volume, length) * batch];
    amplitude = new double[batch];
    actions = new double[batch];
  }

  private void localSums(double[] phi, int batch) {
    Arrays.fill(sum2, 0);
    Arrays.fill(sum4, 0);
    Arrays.fill(sumNn, 0);
    Arrays.fill(sumSd, 0);
    Arrays.fill(sumCube, 0);
    Arrays.fill(sumNeighbours, 0);
    int run = row * batch;
    for (int r = 0; r < volume / row; r++) {
      int at = r * run;
      addSites(phi, at, run);
      for (int[] next : nextRow) {
        addLinks(phi, at, next[r] * batch, 0, run);
      }
      // Along the row the neighbour lies one batch ahead, but for the last site.
      addLinks(phi, at, at + batch, 0, run - batch);
      addLinks(phi, at + run - batch, at, run - batch, batch);
    }
  }

  /** Adds what single sites contribute, those from {@code at} on. */
  private void addSites(double[] phi, int at, int run) {
    for (int i = 0; i < run; i++) {
      double p = phi[at + i];
      double square = p * p;
      double product = p * gradient[at + i];
      sum2[i] += square;
      sum4[i] += square * square;
      sumSd[i] += product;
      sumCube[i] += square * (product - 3);
    }
  }

  /** Adds what pairs of neighbours contribute, those from {@code at} and from {@code to} on. */
  private void addLinks(double[] phi, int at, int to, int atSum, int run) {
    for (int i = 0; i < run; i++) {
      double p = phi[at + i];
      double q = phi[to + i];
      sumNn[atSum + i] += p * q;
      sumNeighbours[atSum + i] += p * gradient[to + i] + q * gradient[at + i];
    }
  }

  /** Sums of a field over the slices across an axis of the largest extent. */
  private void sumSlices(double[] phi, int batch, int axis, double[] out) {
    int inner = 1;
    for (int a = axis + 1; a < shape.length; a++) {
      inner *= shape[a];
    }
    int run = length * inner * batch;
    System.arraycopy(phi, 0, folded, 0, run);
    for (int at = run; at < volume * batch; at += run) {
      for (int i = 0; i < run; i++) {
        folded[i] += phi[at + i];
      }
    }
    for (int a = 0; a < length; a++) {
      if (inner == 1) {
        System.arraycopy(folded, a * batch, out, a * batch, batch);
      } else {
        foldAt(folded, a * inner * batch, inner, batch);
        System.arraycopy(folded, a * inner * batch, out, a * batch, batch);
      }
    }
  }

  private void addTwoPoint(int batch, double[] out) {
    double scale = 1.0 / ((double) volume * longAxes.length);
    int run = length * batch;
    for (int t = 0; t <= length / 2; t++) {
      int shift = t * batch;
      for (int i = 0; i < run - shift; i++) {
        folded[i] = slices[i] * slices[i + shift];
      }
      for (int i = run - shift; i < run; i++) {
        folded[i] = slices[i] * slices[i + shift - run];
      }
      foldAt(folded, 0, length, batch);
      for (int b = 0; b < batch; b++) {
        out[(CORRELATOR + t) * batch + b] += scale * folded[b];
      }
    }
    addModulus(cosine, batch, scale, out);
    addModulus(sine, batch, scale, out);
  }

  private void addModulus(double[] wave, int batch, double scale, double[] out) {
    project(wave, slices, batch);
    for (int b = 0; b < batch; b++) {
      out[G_PMIN * batch + b] += scale * folded[b] * folded[b];
    }
  }

  private void addShell(double[] wave, int batch, double[] out) {
    project(wave, slices, batch);
    System.arraycopy(folded, 0, amplitude, 0, batch);
    project(wave, gradientSlices, batch);
    for (int b = 0; b < batch; b++) {
      out[P_MIN * batch + b] += amplitude[b] * folded[b] / volume;
    }
  }

  /** The sum of a wave times slices, in the first places of {@code folded}. */
  private void project(double[] wave, double[] of, int batch) {
    for (int a = 0; a < length; a++) {
      for (int b = 0; b < batch; b++) {
        folded[a * batch + b] = wave[a] * of[a * batch + b];
      }
    }
    foldAt(folded, 0, length, batch);
  }

  private static void fold(
      double[] from, int count, int batch, double[] out, int at, double scale) {
    foldAt(from, 0, count, batch);
    for (int b = 0; b < batch; b++) {
      out[at + b] = scale * from[b];
    }
  }

  /** Sums {@code count} runs of {@code batch} numbers into the first, by halves: long loops. */
  private static void foldAt(double[] x, int at, int count, int batch) {
    int left = count;
    while (left > 1) {
      int half = left / 2;
      int rest = left - half;
      int from = at + rest * batch;
      for (int i = 0; i < half * batch; i++) {
        x[at + i] += x[from + i];
      }
      left = rest;
    }
  }
}
