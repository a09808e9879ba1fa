package org.fieldbeam.core.score.operator;

import java.util.Arrays;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedSums;

/**
 * The fields of one evaluation in real space: u, its saturated square y, q = sqrt(D), the force
 * dS/du and the second derivatives added up over rows. Works on one selected row, of the real or
 * the imaginary parts, at a time, so that it stays in the first-level cache.
 */
final class SiteBatch {
  private final PackedField u;
  private final PackedField y;
  private final PackedField q;
  private final PackedField force;
  private final double[][] curvature;
  private final double[] quartic;
  private final double[] work;
  private boolean needsCurvature;
  private int row;
  private int part;

  SiteBatch(BatchFft fft) {
    this.u = fft.newSpace();
    this.y = fft.newSpace();
    this.q = fft.newSpace();
    this.force = fft.newSpace();
    int run = u.re()[0].length;
    this.curvature = new double[2][run];
    this.quartic = new double[run];
    this.work = new double[run];
  }

  PackedField u() {
    return u;
  }

  PackedField force() {
    return force;
  }

  int rows() {
    return u.re().length;
  }

  /** Starts an evaluation, with or without second derivatives. */
  void begin(boolean withCurvature) {
    needsCurvature = withCurvature;
    Arrays.fill(curvature[0], 0);
    Arrays.fill(curvature[1], 0);
  }

  /** Selects a row of the real (part 0) or the imaginary parts (part 1). */
  void select(int row, int part) {
    this.row = row;
    this.part = part;
  }

  /** Sets y, the saturated square of f4 (with e > 0) and q (if needed) on the selected row. */
  void saturate(double e, boolean needsRoot) {
    if (e > 0) {
      SiteFunctions.saturate(uRow(), SiteFunctions.SATURATION, yRow(), e, quartic);
    } else {
      SiteFunctions.saturate(uRow(), SiteFunctions.SATURATION, yRow());
    }
    if (needsRoot) {
      SiteFunctions.rootOfD(yRow(), qRow());
    }
  }

  /** Sets the saturated square of f4 alone, if e > 0. */
  void saturateQuartic(double e) {
    if (e > 0) {
      SiteFunctions.saturate(uRow(), e, quartic);
    }
  }

  double[] uRow() {
    return rowOf(u);
  }

  double[] yRow() {
    return rowOf(y);
  }

  double[] qRow() {
    return rowOf(q);
  }

  double[] forceRow() {
    return rowOf(force);
  }

  /** u^2 / (1 + e u^2) on the selected row alone. */
  double[] quarticRow() {
    return quartic;
  }

  double[] workRow() {
    return work;
  }

  /** The second derivatives of the selected part, added up over rows; null if not wanted. */
  double[] curvatureRow() {
    return needsCurvature ? curvature[part] : null;
  }

  /** The selected row of a field. */
  double[] rowOf(PackedField field) {
    return part == 0 ? field.re()[row] : field.im()[row];
  }

  /** Adds factor * (sum over sites of second derivatives) of every field. */
  void addCurvature(double factor, double[] laplacian, PackedSums sums) {
    sums.addPositions(curvature[0], curvature[1], factor, laplacian);
  }
}
