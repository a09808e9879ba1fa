package org.fieldbeam.core.statistics;

import java.util.Arrays;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.lattice.Lattice;

/**
 * Sums of products at all lags up to a largest one, sum_t x_t x_(t-l) over the rows of each series,
 * by Fourier transforms of blocks: the cost of a row grows with the logarithm of the largest lag.
 *
 * <p>A block of P rows, padded to 2P, has the transform F_b. Products of its rows with each other
 * and with those of the block before are in F_b conj(F_b + (-1)^k F_(b-1)), whose sum over all
 * blocks takes one inverse transform. Blocks, of whatever series, wait until enough of them can be
 * transformed together. Two blocks of one quantity share a complex transform, never two quantities,
 * whose scales may differ by more than the rounding.
 *
 * <p>Memory: for each series at most {@code 5 P} numbers per quantity, P the power of two not below
 * the largest lag or the longest series. Not thread safe; the sums depend on the order of the rows,
 * to the last bit, and on nothing else.
 */
final class LaggedProducts {
  /** Numbers in a row that make its loops vectorise. */
  private static final int ROW = 64;

  private final int quantities;
  private final int lags;
  private final int block;
  private final int pairs;
  private final int width;
  private final BatchFft fft;
  private final PackedField space;
  private final PackedField momentum;
  private final PackedField before;
  private final PackedField sum;
  private final Series[] waiting;
  private int staged;

  /** What is kept of one series: rows of its present block, the transform of the last one. */
  static final class Series {
    private double[] rows;
    private int count;
    private double[] spectrum;

    private Series(int capacity) {
      rows = new double[capacity];
    }
  }

  /**
   * Empty sums.
   *
   * @param quantities numbers in a row, at least 1
   * @param maxLag largest lag, at least 1
   * @param longest length of the longest series
   */
  LaggedProducts(int quantities, int maxLag, long longest) {
    this.quantities = quantities;
    this.lags = (int) Math.min(maxLag, Math.max(1, longest - 1)) + 1;
    this.block = Math.max(2, Integer.highestOneBit(2 * lags - 3));
    this.pairs = (ROW + quantities - 1) / quantities;
    this.width = pairs * quantities;
    this.fft = new BatchFft(Lattice.of(2 * block), width);
    this.space = fft.newSpace();
    this.momentum = fft.newMomentum();
    this.before = fft.newMomentum();
    this.sum = fft.newMomentum();
    this.waiting = new Series[2 * pairs];
  }

  /** A new, empty series. */
  Series newSeries() {
    return new Series(Math.min(block, 16) * quantities);
  }

  /** Adds the next row of a series. */
  void add(Series series, double[] row) {
    int at = series.count * quantities;
    if (at == series.rows.length) {
      series.rows = Arrays.copyOf(series.rows, Math.min(2 * at, block * quantities));
    }
    System.arraycopy(row, 0, series.rows, at, quantities);
    if (++series.count == block) {
      stage(series);
    }
  }

  /** Ends a series: what is left of its last block joins the sums. */
  void end(Series series) {
    if (series.count > 0) {
      stage(series);
    }
    series.spectrum = null;
  }

  private void stage(Series series) {
    double[][] target = staged < pairs ? space.re() : space.im();
    int at = staged % pairs * quantities;
    for (int t = 0; t < series.count; t++) {
      System.arraycopy(series.rows, t * quantities, target[t], at, quantities);
    }
    series.count = 0;
    waiting[staged++] = series;
    if (staged == waiting.length) {
      correlate();
    }
  }

  private void correlate() {
    fft.forwardUnscaled(space, momentum);
    for (int place = 0; place < staged; place++) {
      link(place);
    }
    for (int slot = 0; slot < 2 * block; slot++) {
      double sign = (fft.momentum(slot) & 1) == 0 ? 1 : -1;
      addProducts(
          momentum.re()[slot],
          momentum.im()[slot],
          sign,
          before.re()[slot],
          before.im()[slot],
          sum.re()[slot],
          sum.im()[slot]);
    }
    for (PackedField field : new PackedField[] {space, before}) {
      for (int row = 0; row < 2 * block; row++) {
        Arrays.fill(field.re()[row], 0);
        Arrays.fill(field.im()[row], 0);
      }
    }
    staged = 0;
  }

  /** sum += z conj(z + sign * before). */
  private static void addProducts(
      double[] re,
      double[] im,
      double sign,
      double[] beforeRe,
      double[] beforeIm,
      double[] sumRe,
      double[] sumIm) {
    for (int i = 0; i < sumRe.length; i++) {
      double otherRe = re[i] + sign * beforeRe[i];
      double otherIm = im[i] + sign * beforeIm[i];
      sumRe[i] += re[i] * otherRe + im[i] * otherIm;
      sumIm[i] += im[i] * otherRe - re[i] * otherIm;
    }
  }

  /**
   * Puts the transform of the block before beside a staged block, and keeps the block's own for the
   * next one: of Z = F + i G, F(k) = (Z(k) + conj Z(-k)) / 2 and G(k) = (Z(k) - conj Z(-k)) / (2
   * i).
   */
  private void link(int place) {
    Series series = waiting[place];
    int at = place % pairs * quantities;
    boolean first = place < pairs;
    boolean linked = series.spectrum != null;
    if (!linked) {
      series.spectrum = new double[4 * block * quantities];
    }
    double[] spectrum = series.spectrum;
    for (int slot = 0; slot < 2 * block; slot++) {
      int mirror = fft.mirror(slot);
      double[] re = momentum.re()[slot];
      double[] im = momentum.im()[slot];
      double[] mirrorRe = momentum.re()[mirror];
      double[] mirrorIm = momentum.im()[mirror];
      double[] beforeRe = before.re()[slot];
      double[] beforeIm = before.im()[slot];
      int ownRe = slot * 2 * quantities;
      int ownIm = ownRe + quantities;
      if (linked && first) {
        System.arraycopy(spectrum, ownRe, beforeRe, at, quantities);
        System.arraycopy(spectrum, ownIm, beforeIm, at, quantities);
      } else if (linked) {
        for (int q = 0; q < quantities; q++) {
          beforeRe[at + q] -= spectrum[ownIm + q];
          beforeIm[at + q] += spectrum[ownRe + q];
        }
      }
      for (int q = 0; q < quantities; q++) {
        spectrum[ownRe + q] =
            0.5 * (first ? re[at + q] + mirrorRe[at + q] : im[at + q] + mirrorIm[at + q]);
        spectrum[ownIm + q] =
            0.5 * (first ? im[at + q] - mirrorIm[at + q] : mirrorRe[at + q] - re[at + q]);
      }
    }
  }

  /**
   * The sums; no row may be added afterwards.
   *
   * @return by quantity, for lags 0 to the largest, or to the length of the longest series less one
   */
  double[][] sums() {
    if (staged > 0) {
      correlate();
    }
    fft.inverseUnscaled(sum, space);
    double[][] sums = new double[quantities][lags];
    for (int lag = 0; lag < lags; lag++) {
      // the imaginary part belongs to products of the two blocks that shared a transform
      double[] row = space.re()[lag];
      for (int i = 0; i < width; i++) {
        sums[i % quantities][lag] += row[i] / (2.0 * block);
      }
    }
    return sums;
  }
}
