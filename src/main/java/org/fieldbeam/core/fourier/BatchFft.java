package org.fieldbeam.core.fourier;

import java.util.Arrays;
import org.fieldbeam.core.lattice.Lattice;

/**
 * The orthonormal discrete Fourier transform phi_k = V^(-1/2) sum_x phi_x exp(-i k x) of 2H real
 * fields at once, for lattices of any extents.
 *
 * <p>Real fields are packed two by two into complex ones ({@link PackedField}). In space a row is a
 * line along the last axis; in momentum space the last axis changes places with the first, so that
 * each axis in its turn lies across rows and every butterfly runs over whole rows with one twiddle
 * factor. Momenta stay in the scrambled order of decimation in frequency: momentum *slot* s stands
 * at row s / m, position s % m ({@link #momentumRowSites} = m) and holds the momentum {@link
 * #momentum}(s), numbered like sites.
 *
 * <p>An instance holds scratch memory and is used by one thread at a time. The rounding errors of a
 * field depend on the field that it is packed with, the results on nothing else.
 */
public final class BatchFft {
  private final Lattice lattice;
  private final int width;
  private final int volume;
  private final int lastExtent;
  private final int firstExtent;
  private final int middle;
  private final int[] extents;
  private final AxisTransform[] axes;
  private final int[] momentumOfSlot;
  private final int[] slotOfMomentum;
  private final int[] mirror;

  /**
   * Plans the transform of batches of 2 * width real fields.
   *
   * @throws IllegalArgumentException if the width is not positive
   */
  public BatchFft(Lattice lattice, int width) {
    if (width < 1) {
      throw new IllegalArgumentException(
          "the width of a batched Fourier transform must be at least 1, given " + width);
    }
    this.lattice = lattice;
    this.width = width;
    this.volume = lattice.volume();
    this.extents = lattice.shape();
    int d = extents.length;
    this.firstExtent = extents[0];
    this.lastExtent = d == 1 ? 1 : extents[d - 1];
    this.middle = volume / (firstExtent * lastExtent);
    this.axes = new AxisTransform[d];
    for (int axis = 0; axis < d; axis++) {
      int run = axis == d - 1 ? momentumRowSites() * width : lastExtent * width;
      axes[axis] = new AxisTransform(extents[axis], run);
    }
    this.momentumOfSlot = new int[volume];
    this.slotOfMomentum = new int[volume];
    for (int slot = 0; slot < volume; slot++) {
      momentumOfSlot[slot] = momentumAt(slot);
      slotOfMomentum[momentumOfSlot[slot]] = slot;
    }
    this.mirror = new int[volume];
    for (int slot = 0; slot < volume; slot++) {
      mirror[slot] = slotOfMomentum[minus(momentumOfSlot[slot])];
    }
  }

  /**
   * The width that keeps rows long enough to vectorise and the fields of an evaluation within a
   * core's second-level cache.
   */
  public static int preferredWidth(Lattice lattice) {
    int[] shape = lattice.shape();
    int shortest = shape.length == 1 ? 1 : Math.min(shape[0], shape[shape.length - 1]);
    int width = 8;
    while (width * shortest < 256 && width * lattice.volume() < 4096) {
      width *= 2;
    }
    return width;
  }

  /** The lattice. */
  public Lattice lattice() {
    return lattice;
  }

  /** H, the number of complex fields: half the number of real ones. */
  public int width() {
    return width;
  }

  /** 2H, the number of real fields. */
  public int fields() {
    return 2 * width;
  }

  /** A batch of zeros in the layout of space: rows are lines along the last axis. */
  public PackedField newSpace() {
    return new PackedField(volume / lineSites(), lineSites() * width);
  }

  /** A batch of zeros in the layout of momentum space. */
  public PackedField newMomentum() {
    return new PackedField(volume / momentumRowSites(), momentumRowSites() * width);
  }

  /** The number of momenta in a row of momentum space. */
  public int momentumRowSites() {
    return extents.length == 1 ? 1 : firstExtent;
  }

  private int lineSites() {
    return extents.length == 1 ? 1 : lastExtent;
  }

  /** The momentum (numbered like sites) at a slot. */
  public int momentum(int slot) {
    return momentumOfSlot[slot];
  }

  /** The slot of a momentum; inverse of {@link #momentum}. */
  public int slot(int momentum) {
    return slotOfMomentum[momentum];
  }

  /** The slot of -k for the slot of k. */
  public int mirror(int slot) {
    return mirror[slot];
  }

  /**
   * Multiplies each real field of a batch by a number of its own, in momentum space. Fields h and H
   * + h are packed as c = a + i b, so that c_k and the conjugate of c_-k hold a_k and b_k.
   *
   * @param modes what {@link #forward} gave, changed in place
   * @param factors one for each of {@link #fields} fields
   */
  public void scaleFields(PackedField modes, double[] factors) {
    double[] even = new double[width];
    double[] odd = new double[width];
    for (int h = 0; h < width; h++) {
      even[h] = 0.5 * (factors[h] + factors[width + h]);
      odd[h] = 0.5 * (factors[h] - factors[width + h]);
    }
    int sites = momentumRowSites();
    for (int slot = 0; slot < volume; slot++) {
      int other = mirror[slot];
      if (other < slot) {
        continue; // done with its mirror image
      }
      double[] re = modes.re()[slot / sites];
      double[] im = modes.im()[slot / sites];
      double[] otherRe = modes.re()[other / sites];
      double[] otherIm = modes.im()[other / sites];
      int at = slot % sites * width;
      int to = other % sites * width;
      for (int h = 0; h < width; h++) {
        double x = re[at + h];
        double y = im[at + h];
        double u = otherRe[to + h];
        double v = otherIm[to + h];
        re[at + h] = even[h] * x + odd[h] * u;
        im[at + h] = even[h] * y - odd[h] * v;
        otherRe[to + h] = even[h] * u + odd[h] * x;
        otherIm[to + h] = even[h] * v - odd[h] * y;
      }
    }
  }

  /** One value a slot from one value an orbit. */
  public double[] spread(MomentumOrbits orbits, double[] perOrbit) {
    orbits.requireOrbits(perOrbit);
    double[] result = new double[volume];
    for (int slot = 0; slot < volume; slot++) {
      result[slot] = perOrbit[orbits.orbit(momentumOfSlot[slot])];
    }
    return result;
  }

  /**
   * A real even kernel given an orbit at a time, laid out like {@link PackedField#re} in momentum
   * space: [row][position * H + h]. Rows of opposite momenta are the same array, which halves what
   * an evaluation has to read.
   */
  public double[][] kernelRows(MomentumOrbits orbits, double[] perOrbit) {
    double[] perSlot = spread(orbits, perOrbit);
    int sites = momentumRowSites();
    double[][] rows = new double[volume / sites][];
    for (int r = 0; r < rows.length; r++) {
      int mirrored = mirror[r * sites] / sites;
      if (mirrored < r) {
        rows[r] = rows[mirrored];
        continue;
      }
      rows[r] = new double[sites * width];
      for (int p = 0; p < sites; p++) {
        Arrays.fill(rows[r], p * width, (p + 1) * width, perSlot[r * sites + p]);
      }
    }
    return rows;
  }

  /**
   * Transforms space to momentum space, orthonormal.
   *
   * @param space overwritten
   */
  public void forward(PackedField space, PackedField momentum) {
    forwardUnscaled(space, momentum);
    scale(momentum, 1 / Math.sqrt(volume));
  }

  /**
   * Transforms momentum space to space, orthonormal.
   *
   * @param momentum overwritten
   */
  public void inverse(PackedField momentum, PackedField space) {
    inverseUnscaled(momentum, space);
    scale(space, 1 / Math.sqrt(volume));
  }

  /** As {@link #forward} without its factor V^(-1/2), for callers who have one to put it in. */
  public void forwardUnscaled(PackedField space, PackedField momentum) {
    int d = axes.length;
    if (d > 1) {
      transformAllButLast(space, false);
      transposed(space.re(), momentum.re(), false);
      transposed(space.im(), momentum.im(), false);
    } else {
      space.exchangeRows(momentum);
    }
    int stride = volume / momentumRowSites() / extents[d - 1];
    for (int m = 0; m < stride; m++) {
      axes[d - 1].forward(momentum.re(), momentum.im(), m, stride, momentumRowSites() * width);
    }
  }

  /** As {@link #inverse} without its factor V^(-1/2). */
  public void inverseUnscaled(PackedField momentum, PackedField space) {
    int d = axes.length;
    int stride = volume / momentumRowSites() / extents[d - 1];
    for (int m = 0; m < stride; m++) {
      axes[d - 1].inverse(momentum.re(), momentum.im(), m, stride, momentumRowSites() * width);
    }
    if (d > 1) {
      transposed(momentum.re(), space.re(), true);
      transposed(momentum.im(), space.im(), true);
      transformAllButLast(space, true);
    } else {
      space.exchangeRows(momentum);
    }
  }

  /**
   * Packs fields first to first + count - 1 of a batch in the flat layout [site * batch + b]; the
   * remaining ones, if count is less than 2H, become zero.
   */
  public void load(double[] phi, int batch, int first, int count, PackedField space) {
    requireRange(phi, batch, first, count);
    int inRe = Math.min(count, width);
    int sites = lineSites();
    for (int x = 0; x < volume; x++) {
      int at = x % sites * width;
      int from = x * batch + first;
      double[] re = space.re()[x / sites];
      double[] im = space.im()[x / sites];
      System.arraycopy(phi, from, re, at, inRe);
      System.arraycopy(phi, from + inRe, im, at, count - inRe);
      if (count < 2 * width) {
        Arrays.fill(re, at + inRe, at + width, 0);
        Arrays.fill(im, at + count - inRe, at + width, 0);
      }
    }
  }

  /** Unpacks into fields first to first + count - 1 of a batch; inverse of {@link #load}. */
  public void store(PackedField space, double[] phi, int batch, int first, int count) {
    requireRange(phi, batch, first, count);
    int inRe = Math.min(count, width);
    int sites = lineSites();
    for (int x = 0; x < volume; x++) {
      int at = x % sites * width;
      int to = x * batch + first;
      System.arraycopy(space.re()[x / sites], at, phi, to, inRe);
      System.arraycopy(space.im()[x / sites], at, phi, to + inRe, count - inRe);
    }
  }

  private void requireRange(double[] phi, int batch, int first, int count) {
    if (phi.length < (long) volume * batch
        || first < 0
        || count < 0
        || count > 2 * width
        || first + count > batch) {
      throw new IllegalArgumentException(
          "fields "
              + first
              + " to "
              + (first + count)
              + " of a batch of "
              + batch
              + " in an array of "
              + phi.length
              + " numbers do not fit a transform of "
              + 2 * width
              + " fields on a lattice of "
              + volume
              + " sites");
    }
  }

  /** Multiplies every number of a batch. */
  public static void scale(PackedField field, double factor) {
    for (int r = 0; r < field.re().length; r++) {
      double[] re = field.re()[r];
      double[] im = field.im()[r];
      Butterflies.scaled(factor, re, re, re.length);
      Butterflies.scaled(factor, im, im, im.length);
    }
  }

  private void transformAllButLast(PackedField space, boolean inverse) {
    int stride = volume / lineSites();
    int blocks = 1;
    for (int axis = 0; axis < axes.length - 1; axis++) {
      int block = stride;
      stride /= extents[axis];
      for (int b = 0; b < blocks; b++) {
        for (int m = 0; m < stride; m++) {
          int row = b * block + m;
          if (inverse) {
            axes[axis].inverse(space.re(), space.im(), row, stride, lineSites() * width);
          } else {
            axes[axis].forward(space.re(), space.im(), row, stride, lineSites() * width);
          }
        }
      }
      blocks *= extents[axis];
    }
  }

  /** Row (a, m), position z against row (z, m), position a; written row by row. */
  private void transposed(double[][] from, double[][] to, boolean inverse) {
    int outer = inverse ? firstExtent : lastExtent;
    int inner = inverse ? lastExtent : firstExtent;
    for (int m = 0; m < middle; m++) {
      for (int a = 0; a < outer; a++) {
        double[] row = to[a * middle + m];
        for (int z = 0; z < inner; z++) {
          System.arraycopy(from[z * middle + m], a * width, row, z * width, width);
        }
      }
    }
  }

  private int momentumAt(int slot) {
    int d = axes.length;
    if (d == 1) {
      return axes[0].frequency(slot);
    }
    int[] position = new int[d];
    position[0] = slot % firstExtent;
    int row = slot / firstExtent;
    for (int axis = d - 2; axis >= 1; axis--) {
      position[axis] = row % extents[axis];
      row /= extents[axis];
    }
    position[d - 1] = row;
    int momentum = 0;
    for (int axis = 0; axis < d; axis++) {
      momentum = momentum * extents[axis] + axes[axis].frequency(position[axis]);
    }
    return momentum;
  }

  private int minus(int momentum) {
    int result = 0;
    int weight = 1;
    int rest = momentum;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      int n = rest % extents[axis];
      rest /= extents[axis];
      result += weight * ((extents[axis] - n) % extents[axis]);
      weight *= extents[axis];
    }
    return result;
  }
}
