package org.fieldbeam.core.markov;

import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.BatchGaussians;
import org.fieldbeam.core.random.RandomStream;

/** Complex Langevin chains that are advanced together, many updates at a time. */
final class ComplexLangevinTile {
  /** Largest |dphi| by the drift in a part of an adaptive update. */
  static final double LARGEST_MOVE = 0.1;

  /** Smallest part of an adaptive update, as a fraction of the step. */
  private static final double SMALLEST_PART = 1e-6;

  /**
   * Noise numbers of a chain drawn at a time: enough to make a call cheap, few enough for the
   * cache.
   */
  private static final int DRAWS = 32;

  final int width;
  final double[] re;
  final double[] im;
  final long[] runaways;

  private final ComplexLangevin algorithm;
  private final ComplexAction action;
  private final long seed;
  private final String purpose;
  private final long firstChain;
  private final FieldLayout layout;
  private final int values;
  private final RandomStream partNoise;
  private final double turnRe;
  private final double turnIm;

  // step * K, and sqrt(2 step) e^{i theta}.
  private final double driftRe;
  private final double driftIm;
  private final double noiseRe;
  private final double noiseIm;

  private final double[] vRe;
  private final double[] vIm;
  private final double[] wRe;
  private final double[] wIm;
  private final double[] square;
  private final int updatesPerDraw;
  // Noise of several updates, element (update * values + value) * width + b.
  private double[] noise;

  ComplexLangevinTile(
      ComplexLangevin algorithm,
      ComplexAction action,
      Start start,
      long seed,
      String purpose,
      RandomStream partNoise,
      long firstChain,
      int width) {
    this.algorithm = algorithm;
    this.action = action;
    this.seed = seed;
    this.purpose = purpose;
    this.firstChain = firstChain;
    this.width = width;
    layout = action.layout();
    values = layout.size();
    int size = values * width;
    turnRe = StrictMath.cos(algorithm.phase());
    turnIm = StrictMath.sin(algorithm.phase());
    double step = algorithm.step();
    driftRe = step * (turnRe * turnRe - turnIm * turnIm);
    driftIm = step * 2 * turnRe * turnIm;
    noiseRe = Math.sqrt(2 * step) * turnRe;
    noiseIm = Math.sqrt(2 * step) * turnIm;
    re = start.fields(layout, seed, purpose, firstChain, width);
    im = new double[size];
    turn(re, im);
    runaways = new long[width];
    vRe = new double[size];
    vIm = new double[size];
    boolean implicit = algorithm.scheme() == ComplexLangevin.Scheme.HALF_IMPLICIT;
    wRe = new double[implicit ? size : 0];
    wIm = new double[wRe.length];
    square = new double[size];
    updatesPerDraw = Math.max(1, DRAWS / values);
    this.partNoise = partNoise;
  }

  /** Multiplies by e^{i theta}. */
  private void turn(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] = turnIm * x[i];
      x[i] = turnRe * x[i];
    }
  }

  /** Returns how many numbers of noise an advance works with. */
  int noiseLength() {
    return updatesPerDraw * re.length;
  }

  /**
   * Performs the updates number {@code first} to {@code first + updates - 1}.
   *
   * @param gaussians the random numbers of all tiles
   * @param scratch room for {@link #noiseLength} numbers, which tiles share to stay in the cache
   */
  void advance(long first, int updates, BatchGaussians gaussians, double[] scratch) {
    noise = scratch;
    for (int done = 0; done < updates; ) {
      int count = Math.min(updates - done, updatesPerDraw);
      // update n takes the numbers from n * values on
      gaussians.draw(firstChain, 0, width, (first + done) * values, count * values, noise, 0);
      for (int u = 0; u < count; u++, done++) {
        update(first + done, u * re.length);
      }
    }
  }

  private void update(long number, int from) {
    action.drift(re, im, width, vRe, vIm);
    switch (algorithm.scheme()) {
      case EULER -> euler(from);
      case ADAPTIVE -> adaptive(from, number);
      case HALF_IMPLICIT -> halfImplicit(from);
    }
    guard();
  }

  private void euler(int from) {
    move(re, im, vRe, vIm, square, noise, from, driftRe, driftIm, noiseRe, noiseIm);
  }

  /** Static: the compiler then knows the arrays apart. */
  private static void move(
      double[] re,
      double[] im,
      double[] vRe,
      double[] vIm,
      double[] square,
      double[] noise,
      int from,
      double driftRe,
      double driftIm,
      double noiseRe,
      double noiseIm) {
    for (int i = 0; i < re.length; i++) {
      double eta = noise[from + i];
      double x = re[i] + (driftRe * vRe[i] - driftIm * vIm[i]) + noiseRe * eta;
      double y = im[i] + (driftRe * vIm[i] + driftIm * vRe[i]) + noiseIm * eta;
      re[i] = x;
      im[i] = y;
      square[i] = x * x + y * y;
    }
  }

  private void halfImplicit(int from) {
    action.stiffness(re, im, width, wRe, wIm);
    solve(re, im, vRe, vIm, wRe, wIm, square, noise, from, driftRe, driftIm, noiseRe, noiseIm);
  }

  private static void solve(
      double[] re,
      double[] im,
      double[] vRe,
      double[] vIm,
      double[] wRe,
      double[] wIm,
      double[] square,
      double[] noise,
      int from,
      double driftRe,
      double driftIm,
      double noiseRe,
      double noiseIm) {
    for (int i = 0; i < re.length; i++) {
      double eta = noise[from + i];
      double wx = driftRe * wRe[i] - driftIm * wIm[i];
      double wy = driftRe * wIm[i] + driftIm * wRe[i];
      double x =
          re[i] + (driftRe * vRe[i] - driftIm * vIm[i]) + (wx * re[i] - wy * im[i]) + noiseRe * eta;
      double y =
          im[i] + (driftRe * vIm[i] + driftIm * vRe[i]) + (wx * im[i] + wy * re[i]) + noiseIm * eta;
      double below = 1 / ((1 + wx) * (1 + wx) + wy * wy);
      double newX = (x * (1 + wx) + y * wy) * below;
      double newY = (y * (1 + wx) - x * wy) * below;
      re[i] = newX;
      im[i] = newY;
      square[i] = newX * newX + newY * newY;
    }
  }

  private void adaptive(int from, long number) {
    double largest = LARGEST_MOVE / algorithm.step();
    double bound = largest * largest;
    for (int i = 0; i < vRe.length; i++) {
      square[i] = vRe[i] * vRe[i] + vIm[i] * vIm[i];
    }
    boolean[] stiff = null;
    for (int i = 0; i < square.length; i++) {
      if (!(square[i] <= bound)) {
        stiff = stiff == null ? new boolean[width] : stiff;
        stiff[i % width] = true;
      }
    }
    double[] oldRe = stiff == null ? null : re.clone();
    double[] oldIm = stiff == null ? null : im.clone();
    euler(from);
    for (int b = 0; stiff != null && b < width; b++) {
      if (stiff[b]) {
        inParts(b, oldRe, oldIm, from, number);
      }
    }
  }

  /**
   * Makes the update of chain b in parts; the first takes the noise of the update, further ones
   * take numbers of their own.
   */
  private void inParts(int b, double[] oldRe, double[] oldIm, int from, long number) {
    double[] x = new double[values];
    double[] y = new double[values];
    double[] dx = new double[values];
    double[] dy = new double[values];
    double[] eta = new double[values];
    for (int k = 0; k < values; k++) {
      x[k] = oldRe[k * width + b];
      y[k] = oldIm[k * width + b];
      eta[k] = noise[from + k * width + b];
    }
    partNoise.restart(firstChain + b, number);
    double kernelRe = driftRe / algorithm.step();
    double kernelIm = driftIm / algorithm.step();
    double left = algorithm.step();
    while (left > 0) {
      action.drift(x, y, 1, dx, dy);
      double fastest = 0;
      for (int k = 0; k < values; k++) {
        fastest = Math.max(fastest, dx[k] * dx[k] + dy[k] * dy[k]);
      }
      double part = LARGEST_MOVE / Math.sqrt(fastest);
      // A runaway to infinity must end: the guard sees it.
      part = Math.max(part, SMALLEST_PART * algorithm.step());
      part = part < left ? part : left;
      double spread = Math.sqrt(2 * part);
      for (int k = 0; k < values; k++) {
        x[k] += part * (kernelRe * dx[k] - kernelIm * dy[k]) + spread * turnRe * eta[k];
        y[k] += part * (kernelRe * dy[k] + kernelIm * dx[k]) + spread * turnIm * eta[k];
      }
      left -= part;
      partNoise.gaussians(eta, 0, 1, values);
    }
    for (int k = 0; k < values; k++) {
      int i = k * width + b;
      re[i] = x[k];
      im[i] = y[k];
      square[i] = x[k] * x[k] + y[k] * y[k];
    }
  }

  /** Counts the chains that have run away, and starts them afresh. */
  private void guard() {
    double bound = algorithm.guard() * algorithm.guard();
    for (int i = 0; i < square.length; i++) {
      if (!(square[i] <= bound)) {
        restart(i % width);
      }
    }
  }

  private void restart(int b) {
    runaways[b]++;
    String fresh = purpose + "/restart/" + runaways[b];
    double[] x = Start.hot().fields(layout, seed, fresh, firstChain + b, 1);
    double[] y = new double[values];
    turn(x, y);
    for (int k = 0; k < values; k++) {
      int i = k * width + b;
      re[i] = x[k];
      im[i] = y[k];
      square[i] = 0;
    }
  }
}
