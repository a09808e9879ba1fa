package org.fieldbeam.core.fourier;

import java.util.Arrays;

/**
 * Sums over sites or momenta of each field of a packed batch. Rows are added up first and positions
 * last, so that the loops are long. One instance a thread.
 */
public final class PackedSums {
  private final BatchFft fft;
  private final int width;
  private final double[] plus;
  private final double[] minus;
  private final double[] partnerRe;
  private final double[] partnerIm;

  /** Sums for the batches of a transform. */
  public PackedSums(BatchFft fft) {
    this.fft = fft;
    this.width = fft.width();
    int run = fft.momentumRowSites() * width;
    this.plus = new double[run];
    this.minus = new double[run];
    this.partnerRe = new double[run];
    this.partnerIm = new double[run];
  }

  /**
   * Adds scale * sum over positions of row sums to out: out[h] from the real parts, out[H + h] from
   * the imaginary parts.
   */
  public void addPositions(double[] re, double[] im, double scale, double[] out) {
    for (int from = 0; from < re.length; from += width) {
      for (int h = 0; h < width; h++) {
        out[h] += scale * re[from + h];
        out[width + h] += scale * im[from + h];
      }
    }
  }

  /**
   * Adds scale * sum_k K_k Re(a_k^* b_k) of every field to out, for an even kernel laid out by
   * {@link BatchFft#kernelRows}. For packed Z = A + iB the sum is (T + M)/2 for A and (T - M)/2 for
   * B, with T = sum K Re(Z_k^* Z'_k) and M = sum K Re(Z_k Z'_(-k)).
   */
  public void addBilinear(
      double[][] kernel, PackedField a, PackedField b, double scale, double[] out) {
    Arrays.fill(plus, 0);
    Arrays.fill(minus, 0);
    int sites = fft.momentumRowSites();
    for (int r = 0; r < kernel.length; r++) {
      double[] re = a.re()[r];
      double[] im = a.im()[r];
      addProducts(kernel[r], re, im, b.re()[r], b.im()[r], plus);
      int mirrored = fft.mirror(r * sites) / sites;
      if (a == b && mirrored < r) {
        continue;
      }
      double[] otherRe = b.re()[mirrored];
      double[] otherIm = b.im()[mirrored];
      for (int p = 0; p < sites; p++) {
        int at = fft.mirror(p) * width;
        System.arraycopy(otherRe, at, partnerRe, p * width, width);
        System.arraycopy(otherIm, at, partnerIm, p * width, width);
      }
      double weight = a == b && mirrored > r ? 2 : 1;
      addMirrored(weight, kernel[r], re, im, partnerRe, partnerIm, minus);
    }
    for (int from = 0; from < plus.length; from += width) {
      for (int h = 0; h < width; h++) {
        double t = plus[from + h];
        double m = minus[from + h];
        out[h] += 0.5 * scale * (t + m);
        out[width + h] += 0.5 * scale * (t - m);
      }
    }
  }

  // Written with fma because the JIT compiler leaves a sum of a sum of products scalar.
  private static void addProducts(
      double[] kernel, double[] a, double[] b, double[] c, double[] d, double[] sum) {
    int n = kernel.length;
    for (int i = 0; i < n; i++) {
      sum[i] = Math.fma(kernel[i], Math.fma(a[i], c[i], b[i] * d[i]), sum[i]);
    }
  }

  private static void addMirrored(
      double weight,
      double[] kernel,
      double[] a,
      double[] b,
      double[] c,
      double[] d,
      double[] sum) {
    int n = kernel.length;
    double opposite = -weight;
    for (int i = 0; i < n; i++) {
      double product = Math.fma(weight * a[i], c[i], opposite * b[i] * d[i]);
      sum[i] = Math.fma(kernel[i], product, sum[i]);
    }
  }
}
