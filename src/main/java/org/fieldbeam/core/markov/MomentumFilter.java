package org.fieldbeam.core.markov;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.lattice.Lattice;

/**
 * Multiplies the Fourier modes of a batch of fields by a function of phat^2.
 *
 * <p>A Markov chain must not depend on the batch it runs in, not even in its rounding errors. So
 * fields are not packed in pairs into complex ones; instead the even and the odd hyperplanes of one
 * field along axis 0 are the real and the imaginary part of a complex field Z on half the lattice.
 * With E and O the transforms of the two halves, the whole transform is X_k = E_k + w_k O_k and
 * X_(k+h) = E_k - w_k O_k, where w_k = exp(-i theta), theta = 2 pi k_0 / L_0, and k + h differs
 * from k by pi along axis 0. With E = (Z_k + conj Z_(-k)) / 2 and O = (Z_k - conj Z_(-k)) / (2i),
 * the multiplication of X by K becomes
 *
 * <pre>  Z'_k = a_k Z_k + i b_k conj Z_(-k),
 *  a_k = (S - D sin theta) / 2,  b_k = D cos theta / 2,  S, D = K_k +- K_(k+h).</pre>
 *
 * <p>Where L_0 is odd or 2 the imaginary part stays zero. Instances hold scratch memory and are not
 * thread safe.
 */
public final class MomentumFilter {
  // More chains at a time would leave the second-level cache on the lattices of interest.
  private static final int MAX_WIDTH = 16;

  private final int volume;
  private final int batch;
  private final int width;
  private final int slab;
  private final boolean halved;
  private final BatchFft fft;
  private final PackedField space;
  private final PackedField momentum;
  private final double[] diagonal;
  private final double[] mixing;

  public MomentumFilter(Lattice lattice, int batch, DoubleUnaryOperator kernel) {
    this.volume = lattice.volume();
    this.batch = batch;
    this.width = Math.min(batch, MAX_WIDTH);
    int[] shape = lattice.shape();
    int extent = shape[0];
    slab = volume / extent;
    halved = extent % 2 == 0 && extent > 2;
    if (halved) {
      shape[0] = extent / 2;
    }
    Lattice transformed = Lattice.of(shape);
    fft = new BatchFft(transformed, width);
    space = fft.newSpace();
    momentum = fft.newMomentum();
    int slots = transformed.volume();
    diagonal = new double[slots];
    mixing = new double[slots];
    for (int slot = 0; slot < slots; slot++) {
      int k = fft.momentum(slot);
      int k0 = transformed.coordinate(k, 0);
      double others = 0;
      for (int axis = 1; axis < shape.length; axis++) {
        others += phat2(transformed.coordinate(k, axis), shape[axis]);
      }
      double near = kernel.applyAsDouble(others + phat2(k0, extent));
      if (halved) {
        double far = kernel.applyAsDouble(others + phat2(k0 + extent / 2, extent));
        double theta = 2 * Math.PI * k0 / extent;
        diagonal[slot] = (near + far - (near - far) * StrictMath.sin(theta)) / 2;
        mixing[slot] = (near - far) * StrictMath.cos(theta) / 2;
      } else {
        diagonal[slot] = near;
      }
      // The transforms back and forth give a factor of the volume.
      diagonal[slot] /= slots;
      mixing[slot] /= slots;
    }
  }

  private static double phat2(int k, int extent) {
    double sine = StrictMath.sin(Math.PI * k / extent);
    return 4 * sine * sine;
  }

  /** Filters {@code source} into {@code target}, which may be the same array. */
  public void apply(double[] source, double[] target) {
    for (int first = 0; first < batch; first += width) {
      int count = Math.min(width, batch - first);
      copy(source, first, count, true);
      fft.forwardUnscaled(space, momentum);
      multiply();
      fft.inverseUnscaled(momentum, space);
      copy(target, first, count, false);
    }
  }

  /** Copies chains first to first + count - 1 of a field into the halves of Z, or back. */
  private void copy(double[] field, int first, int count, boolean in) {
    int lineSites = space.re()[0].length / width;
    boolean contiguous = count == batch;
    int run = contiguous ? Math.min(slab, lineSites) : 1;
    for (int site = 0; site < volume; site += run) {
      int hyperplane = site / slab;
      int x = halved ? (hyperplane / 2) * slab + site % slab : site;
      double[][] part = halved && hyperplane % 2 == 1 ? space.im() : space.re();
      double[] row = part[x / lineSites];
      int at = x % lineSites * width;
      if (in) {
        System.arraycopy(field, site * batch + first, row, at, run * count);
      } else {
        System.arraycopy(row, at, field, site * batch + first, run * count);
      }
    }
    if (in && !halved) {
      for (double[] row : space.im()) {
        Arrays.fill(row, 0);
      }
    }
  }

  private void multiply() {
    int sites = fft.momentumRowSites();
    double[][] re = momentum.re();
    double[][] im = momentum.im();
    for (int slot = 0; slot < diagonal.length; slot++) {
      int mirror = fft.mirror(slot);
      if (slot <= mirror) {
        mix(
            re[slot / sites],
            im[slot / sites],
            slot % sites * width,
            diagonal[slot],
            mixing[slot],
            re[mirror / sites],
            im[mirror / sites],
            mirror % sites * width,
            diagonal[mirror],
            mixing[mirror],
            width);
      }
    }
  }

  /** Z'_k = a Z_k + i b conj Z_(-k) for a momentum and its mirror image, which may be itself. */
  private static void mix(
      double[] re,
      double[] im,
      int at,
      double a,
      double b,
      double[] mirrorRe,
      double[] mirrorIm,
      int mirrorAt,
      double mirrorA,
      double mirrorB,
      int width) {
    for (int h = 0; h < width; h++) {
      double x = re[at + h];
      double y = im[at + h];
      double u = mirrorRe[mirrorAt + h];
      double v = mirrorIm[mirrorAt + h];
      re[at + h] = a * x + b * v;
      im[at + h] = a * y + b * u;
      mirrorRe[mirrorAt + h] = mirrorA * u + mirrorB * y;
      mirrorIm[mirrorAt + h] = mirrorA * v + mirrorB * x;
    }
  }
}
