package org.fieldbeam.core.observable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.BoseGas;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.lattice.Lattice;

/**
 * Measures what must be recorded of each complexified configuration of a batch.
 *
 * <p>Columns, real and imaginary part of each ({@code MRe}, {@code MIm}, ...): {@code M} = (1/V)
 * sum_x phi_x of the first component; {@code phi2} = (1/V) sum_x s_x with s_x = sum_a phi_(a,x)^2;
 * {@code phi4} = (1/V) sum_x s_x^2; {@code actionDensity} = S/V; {@code schwingerDyson} = (1/n) sum
 * phi dS/dphi over the n = components * V values; of the Bose gas {@code density}; where sites are
 * coupled, two further Schwinger-Dyson sums of mean 0: {@code schwingerDysonCube} = (1/V) sum_(a,x)
 * [phi_(a,x) s_x dS/dphi_(a,x) - s_x - 2 phi_(a,x)^2] and {@code schwingerDysonNeighbours} = (1/V)
 * sum_(a,x) dS/dphi_(a,x) sum_mu (phi_(a,x+mu) + phi_(a,x-mu)), less what a site that is its own
 * neighbour has as derivative. Without coupling the moments of a site are known, which say more.
 * Then, real: {@code drift}, the largest |dS/dphi|; {@code radius}, the largest |phi|; {@code
 * runaways}, how often the chain ran away since its previous configuration.
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

  /** The further equations, each {real, imaginary}. */
  private static final List<String> EQUATIONS =
      List.of(
          "schwingerDysonCubeRe",
          "schwingerDysonCubeIm",
          "schwingerDysonNeighboursRe",
          "schwingerDysonNeighboursIm");

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
    if (action.sitePolynomial().isEmpty()) {
      names.addAll(EQUATIONS);
    }
    return names;
  }

  /** Column of the first of the further equations; the number of columns if there are none. */
  static int equations(ComplexAction action) {
    return columns(action).size() - (action.sitePolynomial().isEmpty() ? EQUATIONS.size() : 0);
  }

  /** Whether data measured by version 0.1 lack a column: the further Schwinger-Dyson sums. */
  static boolean isNewer(String column) {
    return EQUATIONS.contains(column);
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
    int further = equations(action);
    for (int x = 0; x < volume && further < width; x++) {
      cube(re, im, x, batch, out, further * batch);
      neighbours(re, im, x, batch, out, (further + 2) * batch);
    }
    for (int b = 0; b < batch; b++) {
      for (int column = 0; column < ACTION_DENSITY; column++) {
        out[column * batch + b] /= volume;
      }
      for (int column = further; column < width; column++) {
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
    int components = action.layout().components();
    for (int a = 0; a < components; a++) {
      int at = (x * components + a) * batch;
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

  /** Adds sum_a (phi_a s dS/dphi_a - s - 2 phi_a^2) of a site. */
  private void cube(double[] re, double[] im, int x, int batch, double[] out, int at) {
    int volume = action.lattice().volume();
    int components = action.layout().components();
    for (int b = 0; b < batch; b++) {
      double squareRe = 0;
      double squareIm = 0;
      double productRe = 0;
      double productIm = 0;
      for (int a = 0; a < components; a++) {
        int i = (a * volume + x) * batch + b;
        squareRe += re[i] * re[i] - im[i] * im[i];
        squareIm += 2 * re[i] * im[i];
        productRe -= re[i] * driftRe[i] - im[i] * driftIm[i];
        productIm -= re[i] * driftIm[i] + im[i] * driftRe[i];
      }
      out[at + b] += squareRe * (productRe - components - 2) - squareIm * productIm;
      out[at + batch + b] += squareRe * productIm + squareIm * (productRe - components - 2);
    }
  }

  /** Adds sum_a dS/dphi_a sum_mu (phi_a of both neighbours), less its expectation, of a site. */
  private void neighbours(double[] re, double[] im, int x, int batch, double[] out, int at) {
    Lattice lattice = action.lattice();
    for (int a = 0; a < action.layout().components(); a++) {
      int site = (a * lattice.volume() + x) * batch;
      for (int axis = 0; axis < lattice.dimensions(); axis++) {
        for (int y : new int[] {lattice.forward(x, axis), lattice.backward(x, axis)}) {
          int other = (a * lattice.volume() + y) * batch;
          for (int b = 0; b < batch; b++) {
            double u = driftRe[site + b];
            double v = driftIm[site + b];
            out[at + b] -= u * re[other + b] - v * im[other + b] + (y == x ? 1 : 0);
            out[at + batch + b] -= u * im[other + b] + v * re[other + b];
          }
        }
      }
    }
  }
}
