package org.fieldbeam.core.observable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.BoseGas;
import org.fieldbeam.core.action.ComplexAction;

/**
 * Measures what must be recorded of each complexified configuration of a batch.
 *
 * <p>Columns, real and imaginary part of each ({@code MRe}, {@code MIm}, ...): {@code M} = (1/V)
 * sum_x phi_x of the first component; {@code phi2} = (1/V) sum_x s_x with s_x = sum_a phi_(a,x)^2;
 * {@code phi4} = (1/V) sum_x s_x^2; {@code actionDensity} = S/V; {@code schwingerDyson} = (1/n) sum
 * phi dS/dphi over the n = components * V values; of the Bose gas {@code density}. Then, real:
 * {@code drift}, the largest |dS/dphi|; {@code radius}, the largest |phi|; {@code runaways}, how
 * often the chain ran away since its previous configuration.
 *
 * <p>The numbers of a configuration do not depend on the batch it is measured in. Not thread safe.
 */
public final class ComplexKernel implements Serializable {
  private static final long serialVersionUID = 1L;

  static final int M = 0;
  static final int PHI2 = 2;
  static final int PHI4 = 4;
  static final int ACTION_DENSITY = 6;
  static final int SCHWINGER_DYSON = 8;
  static final int DRIFT = 10;
  static final int RADIUS = 11;
  static final int RUNAWAYS = 12;
  static final int DENSITY = 13;

  private static final List<String> SCALARS =
      List.of(
          "MRe",
          "MIm",
          "phi2Re",
          "phi2Im",
          "phi4Re",
          "phi4Im",
          "actionDensityRe",
          "actionDensityIm",
          "schwingerDysonRe",
          "schwingerDysonIm",
          "drift",
          "radius",
          "runaways");

  private final ComplexAction action;
  private final int width;

  private transient double[] driftRe;
  private transient double[] driftIm;
  private transient double[] site;

  /** A kernel for configurations of an action. */
  public ComplexKernel(ComplexAction action) {
    this.action = action;
    this.width = columns(action).size();
  }

  /** Names of the columns recorded for an action, in order. */
  public static List<String> columns(ComplexAction action) {
    List<String> names = new ArrayList<>(SCALARS);
    if (action instanceof BoseGas) {
      names.add("densityRe");
      names.add("densityIm");
    }
    return names;
  }

  /** Number of columns. */
  public int width() {
    return width;
  }

  /**
   * Computes the largest |dS/dphi| of every configuration.
   *
   * @param out receives one number per configuration, from {@code out[at]} on
   */
  public void drift(double[] re, double[] im, int batch, double[] out, int at) {
    int size = action.values() * batch;
    if (driftRe == null || driftRe.length != size) {
      driftRe = new double[size];
      driftIm = new double[size];
      site = new double[2 * batch];
    }
    action.drift(re, im, batch, driftRe, driftIm);
    largest(driftRe, driftIm, size, batch, out, at);
  }

  private static void largest(double[] re, double[] im, int size, int batch, double[] out, int at) {
    Arrays.fill(out, at, at + batch, 0);
    for (int i = 0; i < size; i += batch) {
      for (int b = 0; b < batch; b++) {
        out[at + b] = Math.max(out[at + b], re[i + b] * re[i + b] + im[i + b] * im[i + b]);
      }
    }
    for (int b = 0; b < batch; b++) {
      out[at + b] = Math.sqrt(out[at + b]);
    }
  }

  /**
   * Measures a batch.
   *
   * @param re real parts of the fields, element {@code value * batch + b}
   * @param im imaginary parts
   * @param actionRe Re S of each configuration
   * @param actionIm Im S of each configuration
   * @param runaways of each configuration
   * @param batch the number of configurations
   * @param out receives {@code out[column * batch + b]}
   */
  public void measure(
      double[] re,
      double[] im,
      double[] actionRe,
      double[] actionIm,
      long[] runaways,
      int batch,
      double[] out) {
    Arrays.fill(out, 0, width * batch, 0);
    drift(re, im, batch, out, DRIFT * batch);
    largest(re, im, action.values() * batch, batch, out, RADIUS * batch);
    int volume = action.lattice().volume();
    for (int x = 0; x < volume; x++) {
      moments(re, im, x, batch, out);
    }
    schwingerDyson(re, im, batch, out);
    for (int b = 0; b < batch; b++) {
      for (int column = 0; column < ACTION_DENSITY; column++) {
        out[column * batch + b] /= volume;
      }
      out[ACTION_DENSITY * batch + b] = actionRe[b] / volume;
      out[(ACTION_DENSITY + 1) * batch + b] = actionIm[b] / volume;
      out[RUNAWAYS * batch + b] = runaways[b];
    }
    if (action instanceof BoseGas gas) {
      double[] densityRe = new double[batch];
      double[] densityIm = new double[batch];
      gas.density(re, im, batch, densityRe, densityIm);
      System.arraycopy(densityRe, 0, out, DENSITY * batch, batch);
      System.arraycopy(densityIm, 0, out, (DENSITY + 1) * batch, batch);
    }
  }

  /** Adds a site's phi, s and s^2. */
  private void moments(double[] re, double[] im, int x, int batch, double[] out) {
    Arrays.fill(site, 0);
    for (int a = 0; a < action.layout().components(); a++) {
      int at = (a * action.lattice().volume() + x) * batch;
      for (int b = 0; b < batch; b++) {
        double u = re[at + b];
        double v = im[at + b];
        site[b] += u * u - v * v;
        site[batch + b] += 2 * u * v;
        if (a == 0) {
          out[M * batch + b] += u;
          out[(M + 1) * batch + b] += v;
        }
      }
    }
    for (int b = 0; b < batch; b++) {
      double u = site[b];
      double v = site[batch + b];
      out[PHI2 * batch + b] += u;
      out[(PHI2 + 1) * batch + b] += v;
      out[PHI4 * batch + b] += u * u - v * v;
      out[(PHI4 + 1) * batch + b] += 2 * u * v;
    }
  }

  private void schwingerDyson(double[] re, double[] im, int batch, double[] out) {
    int size = action.values() * batch;
    for (int i = 0; i < size; i += batch) {
      for (int b = 0; b < batch; b++) {
        // phi dS/dphi = -phi v
        double x = re[i + b] * driftRe[i + b] - im[i + b] * driftIm[i + b];
        double y = re[i + b] * driftIm[i + b] + im[i + b] * driftRe[i + b];
        out[SCHWINGER_DYSON * batch + b] -= x / action.values();
        out[(SCHWINGER_DYSON + 1) * batch + b] -= y / action.values();
      }
    }
  }
}
