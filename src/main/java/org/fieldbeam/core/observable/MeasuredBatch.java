package org.fieldbeam.core.observable;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.batch.BatchFold;

/**
 * A batch of configurations that are measured, with what several observables need of them, computed
 * once, when the first asks for it. All arrays have the batch as the fastest index: element {@code
 * value * size + b}. What it returns is valid until the next batch. Not thread safe.
 */
public final class MeasuredBatch {
  /** Numbers of a row in a strip. */
  private static final int STRIP = 256;

  private final EnsembleTraits ensemble;
  private final int volume;
  private final int[] shape;
  private final int row;
  // Start site of the neighbouring row for each row and axis but the last.
  private final int[][] nextRow;
  private final double[][] slices;
  private final double[][] gradientSlices;
  private final boolean[] slicesKnown;
  private final boolean[] gradientSlicesKnown;

  private int size;
  private int allocated = -1;
  private double[] field = {};
  private double[] imaginary = {};
  private double[] actions = {};
  private double[] actionsImaginary = {};
  private long[] runaways = {};
  private double[] gradient = {};
  private double[] gradientImaginary = {};
  private double[] scratch = {};
  private int current;
  private int stripStart;
  private double[] phiRow = {};
  private double[] gradientRow = {};
  // Copies, because loops are vectorised only where no index has a variable offset.
  private double[][] ahead = {};
  private double[][] gradientAhead = {};
  private final boolean[] aheadKnown;
  private final boolean[] gradientAheadKnown;
  private boolean gradientRowKnown;
  private double[] squares = {};
  private boolean squaresKnown;
  private boolean actionsKnown;
  private boolean gradientKnown;

  MeasuredBatch(EnsembleTraits ensemble) {
    this.ensemble = ensemble;
    Lattice lattice = ensemble.lattice();
    volume = lattice.volume();
    shape = lattice.shape();
    row = shape[shape.length - 1];
    nextRow = new int[shape.length - 1][volume / row];
    for (int axis = 0; axis < nextRow.length; axis++) {
      for (int r = 0; r < volume / row; r++) {
        nextRow[axis][r] = lattice.forward(r * row, axis);
      }
    }
    slices = new double[shape.length][];
    gradientSlices = new double[shape.length][];
    slicesKnown = new boolean[shape.length];
    aheadKnown = new boolean[shape.length];
    gradientAheadKnown = new boolean[shape.length];
    gradientSlicesKnown = new boolean[shape.length];
  }

  /** Takes a batch of real fields, which is not copied. */
  void take(double[] phi, int batch) {
    renew(batch);
    field = phi;
    actionsKnown = false;
  }

  /** Takes a batch of complexified fields with their actions, which are not copied. */
  void take(
      double[] re, double[] im, double[] actionRe, double[] actionIm, long[] away, int batch) {
    renew(batch);
    field = re;
    imaginary = im;
    actions = actionRe;
    actionsImaginary = actionIm;
    runaways = away;
    actionsKnown = true;
  }

  private void renew(int batch) {
    size = batch;
    if (allocated != batch) {
      allocated = batch;
      gradient = new double[ensemble.layout().size() * batch];
      gradientImaginary = ensemble.isComplexified() ? new double[gradient.length] : gradient;
      scratch = new double[0];
      actions = ensemble.isComplexified() ? actions : new double[batch];
      for (int axis = 0; axis < shape.length; axis++) {
        slices[axis] = null;
        gradientSlices[axis] = null;
      }
    }
    gradientKnown = false;
    squaresKnown = false;
    Arrays.fill(slicesKnown, false);
    Arrays.fill(gradientSlicesKnown, false);
  }

  /** Returns what is known of the ensemble. */
  public EnsembleTraits ensemble() {
    return ensemble;
  }

  /** Returns the number of configurations. */
  public int size() {
    return size;
  }

  /** Returns the fields; of complexified ones the real parts. */
  public double[] field() {
    return field;
  }

  /** Returns the imaginary parts of complexified fields. */
  public double[] imaginary() {
    return imaginary;
  }

  /** Returns how often the chain ran away since the configuration before, of complex Langevin. */
  public long[] runaways() {
    return runaways;
  }

  /** Returns the action of each configuration; of complexified fields its real part. */
  public double[] actions() {
    if (!actionsKnown) {
      ensemble.real().action(field, size, actions);
      actionsKnown = true;
    }
    return actions;
  }

  /** Returns the imaginary part of the action of each configuration of complexified fields. */
  public double[] actionsImaginary() {
    return actionsImaginary;
  }

  /** Returns dS/dphi of real fields. */
  public double[] gradient() {
    if (!gradientKnown) {
      Arrays.fill(gradient, 0);
      ensemble.real().addForce(field, size, -1, gradient);
      gradientKnown = true;
    }
    return gradient;
  }

  /** Returns the real part of the drift -dS/dphi of complexified fields. */
  public double[] drift() {
    if (!gradientKnown) {
      ensemble.complexified().drift(field, imaginary, size, gradient, gradientImaginary);
      gradientKnown = true;
    }
    return gradient;
  }

  /** Returns the imaginary part of the drift -dS/dphi of complexified fields. */
  public double[] driftImaginary() {
    drift();
    return gradientImaginary;
  }

  /**
   * Returns phi_x . phi_x of each site of fields at sites, without complex conjugation; of
   * complexified fields the real parts, and then the imaginary ones.
   */
  public double[] siteSquares() {
    if (squaresKnown) {
      return squares;
    }
    int numbers = volume * size;
    int parts = ensemble.isComplexified() ? 2 : 1;
    if (squares.length != parts * numbers) {
      squares = new double[parts * numbers];
    }
    Arrays.fill(squares, 0);
    int components = ensemble.layout().components();
    for (int at = 0; at < components * numbers; at += size) {
      int site = at / (components * size) * size;
      for (int b = 0; b < size; b++) {
        double u = field[at + b];
        if (parts == 1) {
          squares[site + b] += u * u;
        } else {
          double v = imaginary[at + b];
          squares[site + b] += u * u - v * v;
          squares[numbers + site + b] += 2 * u * v;
        }
      }
    }
    squaresKnown = true;
    return squares;
  }

  /** Returns the number of rows of a scalar field, lines of sites along the last axis. */
  public int rows() {
    return volume / row;
  }

  /** Returns the length of a row, sites times configurations. */
  public int rowLength() {
    return row * size;
  }

  /** The number of strips that rows are cut into, so that some rows of one fit the cache. */
  int strips() {
    return (row + stripSites() - 1) / stripSites();
  }

  private int stripSites() {
    return Math.max(1, STRIP / size);
  }

  /** Turns to the part of a row in a strip, of which the methods below speak. */
  void turnTo(int strip, int number) {
    current = number;
    stripStart = strip * stripSites() * size;
    int run = Math.min(stripSites() * size, rowLength() - stripStart);
    if (phiRow.length != run) {
      phiRow = new double[run];
      gradientRow = new double[run];
      ahead = new double[shape.length][run];
      gradientAhead = new double[shape.length][run];
    }
    System.arraycopy(field, place(), phiRow, 0, run);
    gradientRowKnown = false;
    Arrays.fill(aheadKnown, false);
    Arrays.fill(gradientAheadKnown, false);
  }

  private int place() {
    return current * rowLength() + stripStart;
  }

  /** Returns where in its row the part begins. */
  public int stripStart() {
    return stripStart;
  }

  /** Returns the field on the sites of the part. */
  public double[] row() {
    return phiRow;
  }

  /** Returns dS/dphi on the sites of the part. */
  public double[] gradientRow() {
    if (!gradientRowKnown) {
      System.arraycopy(gradient(), place(), gradientRow, 0, gradientRow.length);
      gradientRowKnown = true;
    }
    return gradientRow;
  }

  /** Returns the field on the neighbours ahead along an axis of the sites of the part. */
  public double[] ahead(int axis) {
    if (!aheadKnown[axis]) {
      copyAhead(field, axis, ahead[axis]);
      aheadKnown[axis] = true;
    }
    return ahead[axis];
  }

  /** Returns dS/dphi on the neighbours ahead along an axis of the sites of the part. */
  public double[] gradientAhead(int axis) {
    if (!gradientAheadKnown[axis]) {
      copyAhead(gradient(), axis, gradientAhead[axis]);
      gradientAheadKnown[axis] = true;
    }
    return gradientAhead[axis];
  }

  private void copyAhead(double[] values, int axis, double[] out) {
    int run = out.length;
    if (axis < nextRow.length) {
      System.arraycopy(values, nextRow[axis][current] * size + stripStart, out, 0, run);
      return;
    }
    // Along the row the neighbour lies one batch ahead, but for the last site.
    boolean last = stripStart + run == rowLength();
    System.arraycopy(values, place() + size, out, 0, last ? run - size : run);
    if (last) {
      System.arraycopy(values, current * rowLength(), out, run - size, size);
    }
  }

  /** Returns the axes of the largest extent of a lattice. */
  public static int[] longAxes(Lattice lattice) {
    int longest = longest(lattice);
    return IntStream.range(0, lattice.shape().length)
        .filter(axis -> lattice.shape()[axis] == longest)
        .toArray();
  }

  /** Returns the largest extent of a lattice. */
  public static int longest(Lattice lattice) {
    return Arrays.stream(lattice.shape()).max().orElseThrow();
  }

  /** Returns the sums of a scalar field over the slices across an axis. */
  public double[] slices(int axis) {
    if (!slicesKnown[axis]) {
      slices[axis] = sliceSums(field, axis, slices[axis]);
      slicesKnown[axis] = true;
    }
    return slices[axis];
  }

  /** Returns the sums of dS/dphi over the slices across an axis, of scalar fields. */
  public double[] gradientSlices(int axis) {
    if (!gradientSlicesKnown[axis]) {
      gradientSlices[axis] = sliceSums(gradient(), axis, gradientSlices[axis]);
      gradientSlicesKnown[axis] = true;
    }
    return gradientSlices[axis];
  }

  private double[] sliceSums(double[] values, int axis, double[] known) {
    int length = shape[axis];
    double[] out = known == null ? new double[length * size] : known;
    int inner = 1;
    for (int a = axis + 1; a < shape.length; a++) {
      inner *= shape[a];
    }
    int run = length * inner * size;
    if (scratch.length == 0) {
      scratch = new double[volume * size];
    }
    double[] sums = inner == 1 ? out : scratch;
    if (run == volume * size) {
      for (int a = 0; a < length; a++) {
        BatchFold.fold(values, a * inner * size, inner, size, scratch, out, a * size);
      }
      return out;
    }
    System.arraycopy(values, 0, sums, 0, run);
    for (int at = run; at < volume * size; at += run) {
      for (int i = 0; i < run; i++) {
        sums[i] += values[at + i];
      }
    }
    for (int a = 0; a < length && inner > 1; a++) {
      BatchFold.foldAt(sums, a * inner * size, inner, size);
      System.arraycopy(sums, a * inner * size, out, a * size, size);
    }
    return out;
  }
}
