package org.fieldbeam.core.fourier;

/**
 * A batch of real fields, packed two by two into complex ones, as rows of contiguous numbers.
 *
 * <p>With the width H of its transform it holds 2H real fields: field h in the real parts and field
 * H + h in the imaginary parts, {@code 0 <= h < H}. Rows hold several sites (or momenta) each;
 * within a row the index is position * H + h. Every row is an array of its own, because loops over
 * separate arrays at one index are what the JIT compiler vectorises. A filter that is real and even
 * in k acts on both parts independently, so that nothing has to be unpacked in momentum space.
 *
 * <p>The rows are public to be computed on. Take them from the field each time: a transform may
 * exchange the arrays of its two arguments.
 */
public final class PackedField {
  private final double[][] re;
  private final double[][] im;

  PackedField(int rows, int run) {
    this.re = new double[rows][run];
    this.im = new double[rows][run];
  }

  /** The real parts, [row][position * H + h]. */
  public double[][] re() {
    return re;
  }

  /** The imaginary parts, [row][position * H + h]. */
  public double[][] im() {
    return im;
  }

  /** Makes this field a copy of another one of the same layout. */
  public void set(PackedField other) {
    for (int r = 0; r < re.length; r++) {
      System.arraycopy(other.re[r], 0, re[r], 0, re[r].length);
      System.arraycopy(other.im[r], 0, im[r], 0, im[r].length);
    }
  }

  void exchangeRows(PackedField other) {
    for (int r = 0; r < re.length; r++) {
      double[] row = re[r];
      re[r] = other.re[r];
      other.re[r] = row;
      row = im[r];
      im[r] = other.im[r];
      other.im[r] = row;
    }
  }
}
