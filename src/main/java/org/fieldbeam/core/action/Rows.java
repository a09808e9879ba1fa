package org.fieldbeam.core.action;

import java.util.Arrays;
import org.fieldbeam.core.lattice.Lattice;

/**
 * Up to {@link #LANES} configurations of a field as rows, the layout of the vectorised kernels. Of
 * a field with several values at each site, one of them.
 *
 * <p>A row is a line of the last axis, in an array of its own: {@code row[(1 + x) * LANES + lane]}
 * for x from 0 to extent - 1, with the periodic images of the last and the first site before and
 * behind. Loops over such rows reach all neighbours at offsets that are compile-time constants, on
 * separate arrays; the just-in-time compiler does not vectorise the same loop where an offset is a
 * variable.
 */
final class Rows {
  /** The number of configurations side by side: two AVX-512 registers. */
  static final int LANES = 16;

  final double[][] rows;

  /** The number of values of a row without its images. */
  final int length;

  private final int sites;
  private final int perSite;
  private final int value;

  Rows(Lattice lattice) {
    this(lattice, 1, 0);
  }

  /** Rows of value number {@code value} of the {@code perSite} values at each site. */
  Rows(Lattice lattice, int perSite, int value) {
    this.perSite = perSite;
    this.value = value;
    sites = lattice.extent(lattice.shape().length - 1);
    length = sites * LANES;
    rows = new double[lattice.volume() / sites][length + 2 * LANES];
  }

  /** Copies configurations first to first + count - 1 of a batch into the lanes 0 to count - 1. */
  void load(double[] field, int batch, int first, int count) {
    for (int r = 0; r < rows.length; r++) {
      loadRow(field, batch, first, count, r, rows[r]);
      wrap(rows[r], length);
    }
  }

  /** Copies one row into an array of the layout of a row, images apart. */
  void loadRow(double[] field, int batch, int first, int count, int r, double[] row) {
    if (count == LANES && batch == LANES && perSite == 1) {
      System.arraycopy(field, r * length, row, LANES, length);
      return;
    }
    for (int x = 0; x < sites; x++) {
      int at = (1 + x) * LANES;
      System.arraycopy(field, place(r, x) * batch + first, row, at, count);
      Arrays.fill(row, at + count, at + LANES, 0.0);
    }
  }

  /** Copies the lanes 0 to count - 1 back into a batch. */
  void store(double[] field, int batch, int first, int count) {
    for (int r = 0; r < rows.length; r++) {
      storeRow(rows[r], field, batch, first, count, r);
    }
  }

  /** Copies one row back into a batch. */
  void storeRow(double[] row, double[] field, int batch, int first, int count, int r) {
    if (count == LANES && batch == LANES && perSite == 1) {
      System.arraycopy(row, LANES, field, r * length, length);
      return;
    }
    for (int x = 0; x < sites; x++) {
      System.arraycopy(row, (1 + x) * LANES, field, place(r, x) * batch + first, count);
    }
  }

  private int place(int r, int x) {
    return (r * sites + x) * perSite + value;
  }

  /** Renews the periodic images of a row. */
  static void wrap(double[] row, int length) {
    System.arraycopy(row, length, row, 0, LANES);
    System.arraycopy(row, LANES, row, length + LANES, LANES);
  }
}
