package org.fieldbeam.core.fourier;

import java.util.ArrayList;
import java.util.List;

/**
 * The transform along one axis whose sites lie in different rows: radix 4, 2 and any odd radix,
 * forward by decimation in frequency, inverse by decimation in time, so that neither needs a
 * reordering. Unnormalised.
 */
final class AxisTransform {
  private final int extent;
  private final int[] radices;
  private final int[] frequency;

  /** cos and -sin of 2 pi j / extent. */
  private final double[] cosine;

  private final double[] minusSine;

  /** Scratch of the odd radices: sums and differences, real and imaginary. */
  private final double[][] scratch;

  /** The rows of one odd butterfly; filled anew for each. */
  private final double[][] re;

  private final double[][] im;

  AxisTransform(int extent, int run) {
    this.extent = extent;
    this.radices = factors(extent);
    this.frequency = frequencies(extent, radices);
    this.cosine = new double[extent];
    this.minusSine = new double[extent];
    for (int j = 0; j < extent; j++) {
      double angle = 2 * Math.PI * j / extent;
      cosine[j] = StrictMath.cos(angle);
      minusSine[j] = -StrictMath.sin(angle);
    }
    int odd = 0;
    for (int radix : radices) {
      if (radix != 2 && radix != 4) {
        odd = Math.max(odd, radix);
      }
    }
    this.scratch = new double[odd == 0 ? 0 : 2 * odd + 2][run];
    this.re = new double[odd][];
    this.im = new double[odd][];
  }

  /** The true frequency 0 <= k < extent that the forward transform leaves at a position. */
  int frequency(int position) {
    return frequency[position];
  }

  private static int[] factors(int extent) {
    List<Integer> found = new ArrayList<>();
    int rest = extent;
    while (rest % 4 == 0) {
      found.add(4);
      rest /= 4;
    }
    for (int p = 2; rest > 1; p++) {
      while (rest % p == 0) {
        found.add(p);
        rest /= p;
      }
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] frequencies(int extent, int[] radices) {
    int[] result = new int[extent];
    for (int position = 0; position < extent; position++) {
      int rest = position;
      int block = extent;
      int weight = 1;
      for (int radix : radices) {
        block /= radix;
        result[position] += weight * (rest / block);
        rest %= block;
        weight *= radix;
      }
    }
    return result;
  }

  /** Transforms rows first, first + stride, ... (extent of them) in place. */
  void forward(double[][] re, double[][] im, int first, int stride, int run) {
    forward(re, im, first, stride, run, 0, extent);
  }

  /** Stage after stage on one block before the next block, which stays in the first-level cache. */
  private void forward(
      double[][] re, double[][] im, int first, int stride, int run, int stage, int block) {
    if (block == 1) {
      return;
    }
    int radix = radices[stage];
    int step = block / radix;
    for (int j = 0; j < step; j++) {
      int row = first + j * stride;
      int turn = j * (extent / block);
      if (radix == 4) {
        forward4(re, im, row, step * stride, run, turn);
      } else if (radix == 2) {
        forward2(re, im, row, row + step * stride, run, turn);
      } else {
        gather(re, im, row, step * stride, radix);
        oddButterfly(radix, run, 1);
        rotateOdd(radix, run, turn, 1);
      }
    }
    for (int q = 0; q < radix; q++) {
      forward(re, im, first + q * step * stride, stride, run, stage + 1, step);
    }
  }

  /** Inverts {@link #forward} up to a factor of the extent. */
  void inverse(double[][] re, double[][] im, int first, int stride, int run) {
    inverse(re, im, first, stride, run, 0, extent);
  }

  private void inverse(
      double[][] re, double[][] im, int first, int stride, int run, int stage, int block) {
    if (block == 1) {
      return;
    }
    int radix = radices[stage];
    int step = block / radix;
    for (int q = 0; q < radix; q++) {
      inverse(re, im, first + q * step * stride, stride, run, stage + 1, step);
    }
    for (int j = 0; j < step; j++) {
      int row = first + j * stride;
      int turn = j * (extent / block);
      if (radix == 4) {
        inverse4(re, im, row, step * stride, run, turn);
      } else if (radix == 2) {
        inverse2(re, im, row, row + step * stride, run, turn);
      } else {
        gather(re, im, row, step * stride, radix);
        rotateOdd(radix, run, turn, -1);
        oddButterfly(radix, run, -1);
      }
    }
  }

  private void forward2(double[][] re, double[][] im, int a, int b, int run, int turn) {
    Butterflies.sumDifference(re[a], re[b], run);
    Butterflies.sumDifference(im[a], im[b], run);
    if (turn != 0) {
      Butterflies.rotate(re[b], im[b], run, cosine[turn], minusSine[turn]);
    }
  }

  private void inverse2(double[][] re, double[][] im, int a, int b, int run, int turn) {
    if (turn != 0) {
      Butterflies.rotate(re[b], im[b], run, cosine[turn], -minusSine[turn]);
    }
    Butterflies.sumDifference(re[a], re[b], run);
    Butterflies.sumDifference(im[a], im[b], run);
  }

  private void forward4(double[][] re, double[][] im, int a, int step, int run, int turn) {
    int b = a + step;
    int c = b + step;
    int d = c + step;
    Butterflies.forwardEven(re[a], re[b], re[c], re[d], run);
    Butterflies.forwardEven(im[a], im[b], im[c], im[d], run);
    if (turn == 0) {
      Butterflies.forwardOdd(re[b], im[b], re[d], im[d], run);
      return;
    }
    int twice = 2 * turn % extent;
    int thrice = 3 * turn % extent;
    Butterflies.forwardOdd(
        re[b],
        im[b],
        re[d],
        im[d],
        run,
        cosine[turn],
        minusSine[turn],
        cosine[thrice],
        minusSine[thrice]);
    Butterflies.rotate(re[c], im[c], run, cosine[twice], minusSine[twice]);
  }

  private void inverse4(double[][] re, double[][] im, int a, int step, int run, int turn) {
    int b = a + step;
    int c = b + step;
    int d = c + step;
    if (turn != 0) {
      // Not fused with inverseOdd: the JIT compiler leaves that loop scalar.
      int twice = 2 * turn % extent;
      int thrice = 3 * turn % extent;
      Butterflies.rotate(re[b], im[b], run, cosine[turn], -minusSine[turn]);
      Butterflies.rotate(re[c], im[c], run, cosine[twice], -minusSine[twice]);
      Butterflies.rotate(re[d], im[d], run, cosine[thrice], -minusSine[thrice]);
    }
    Butterflies.inverseOdd(re[b], im[b], re[d], im[d], run);
    Butterflies.inverseEven(re[a], re[b], re[c], re[d], run);
    Butterflies.inverseEven(im[a], im[b], im[c], im[d], run);
  }

  private void gather(double[][] re, double[][] im, int first, int step, int radix) {
    for (int q = 0; q < radix; q++) {
      this.re[q] = re[first + q * step];
      this.im[q] = im[first + q * step];
    }
  }

  private void rotateOdd(int radix, int run, int turn, int sign) {
    if (turn != 0) {
      for (int q = 1; q < radix; q++) {
        int angle = (int) ((long) q * turn % extent);
        Butterflies.rotate(re[q], im[q], run, cosine[angle], sign * minusSine[angle]);
      }
    }
  }

  /**
   * The dense transform of odd length over the gathered rows: with s_q = x_q + x_{r-q} and d_q =
   * x_q - x_{r-q}, outputs m and r - m are x_0 + sum_q cos(2 pi q m/r) s_q -+ i sum_q sin(2 pi q
   * m/r) d_q.
   */
  private void oddButterfly(int radix, int run, int sign) {
    int half = radix / 2;
    int unit = extent / radix;
    for (int q = 1; q <= half; q++) {
      Butterflies.split(re[q], re[radix - q], scratch[q], scratch[half + q], run);
      Butterflies.split(im[q], im[radix - q], scratch[radix + q], scratch[radix + half + q], run);
    }
    Butterflies.copy(re[0], scratch[0], run);
    Butterflies.copy(im[0], scratch[radix], run);
    double[] turnedRe = scratch[2 * radix];
    double[] turnedIm = scratch[2 * radix + 1];
    for (int m = 1; m <= half; m++) {
      Butterflies.copy(scratch[0], re[m], run);
      Butterflies.copy(scratch[radix], im[m], run);
      for (int q = 1; q <= half; q++) {
        int angle = q * m % radix * unit;
        double c = cosine[angle];
        double s = sign * minusSine[angle];
        Butterflies.addScaled(c, scratch[q], re[m], run);
        Butterflies.addScaled(c, scratch[radix + q], im[m], run);
        if (q == 1) {
          Butterflies.scaled(-s, scratch[radix + half + q], turnedRe, run);
          Butterflies.scaled(s, scratch[half + q], turnedIm, run);
        } else {
          Butterflies.addScaled(-s, scratch[radix + half + q], turnedRe, run);
          Butterflies.addScaled(s, scratch[half + q], turnedIm, run);
        }
      }
      Butterflies.copy(re[m], re[radix - m], run);
      Butterflies.copy(im[m], im[radix - m], run);
      Butterflies.addScaled(1, turnedRe, re[m], run);
      Butterflies.addScaled(1, turnedIm, im[m], run);
      Butterflies.addScaled(-1, turnedRe, re[radix - m], run);
      Butterflies.addScaled(-1, turnedIm, im[radix - m], run);
    }
    for (int q = 1; q <= half; q++) {
      Butterflies.addScaled(1, scratch[q], re[0], run);
      Butterflies.addScaled(1, scratch[radix + q], im[0], run);
    }
  }
}
