package org.fieldbeam.data.exchange;

import java.io.IOException;

/** Complex fields whose real and imaginary parts are the fields of a source each. */
final class PairedSource implements ImportSource {
  private final ImportSource real;
  private final ImportSource imaginary;
  private final int[] shape;
  private final double[] re;
  private final double[] im;

  /** The parts, of one shape and as many configurations. */
  PairedSource(ImportSource real, ImportSource imaginary) {
    this.real = real;
    this.imaginary = imaginary;
    this.shape = ConfigurationAxis.ofNumbers(real.shape(), 2);
    this.re = new double[ConfigurationAxis.volume(real.shape())];
    this.im = new double[re.length];
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public boolean next(double[] field) throws IOException {
    if (!real.next(re) || !imaginary.next(im)) { // columns of one file have as many rows
      return false;
    }
    for (int x = 0; x < re.length; x++) {
      field[2 * x] = re[x];
      field[2 * x + 1] = im[x];
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    try (real;
        imaginary) {
      // both, whatever the first does
    }
  }
}
