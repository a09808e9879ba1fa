package org.fieldbeam.core.score;

import java.util.Arrays;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.score.operator.KernelShape;
import org.fieldbeam.core.score.operator.Operator;

/**
 * The operators as their definitions read, by direct sums in O(V^2) and plain powers: what the fast
 * code is tested against.
 */
public final class OperatorReference {
  private final MomentumOrbits orbits;
  private final Lattice lattice;
  private final int volume;
  private final double tau;
  private final double meanSquareMagnetization;
  private final double[] spectrum;
  private final double[][] cosine;
  private final double scale;

  public OperatorReference(
      MomentumOrbits orbits, double tau, double[] spectrum, double meanSquareMagnetization) {
    this.orbits = orbits;
    this.lattice = orbits.lattice();
    this.volume = lattice.volume();
    this.tau = tau;
    this.meanSquareMagnetization = meanSquareMagnetization;
    this.spectrum = orbits.spread(spectrum);
    this.cosine = new double[volume][volume];
    for (int k = 0; k < volume; k++) {
      for (int r = 0; r < volume; r++) {
        int[] a = orbits.coordinates(k);
        int[] b = orbits.coordinates(r);
        double angle = 0;
        for (int axis = 0; axis < a.length; axis++) {
          angle += 2 * Math.PI * a[axis] * b[axis] / lattice.shape()[axis];
        }
        cosine[k][r] = Math.cos(angle);
      }
    }
    double variance = 0;
    for (double c : this.spectrum) {
      variance += Math.pow(c / (c + tau), 2) * (c + tau) / volume;
    }
    this.scale = Math.sqrt(variance);
  }

  public double value(Operator operator, double[] phi) {
    if (operator instanceof Operator.MagnetizationCosine magnetization) {
      double m = Arrays.stream(phi).sum() / volume;
      double t = m / Math.sqrt(meanSquareMagnetization + tau / volume);
      return Math.cos(magnetization.frequency() * t);
    }
    if (operator instanceof Operator.ShellPower shell) {
      double p = shellPower(shell.shell(), phi);
      double m = Arrays.stream(phi).sum() / volume;
      double a = m * m / (meanSquareMagnetization + tau / volume);
      return shell.withMagnetization() ? a * p / (1 + .1 * (a + p)) : p * p / (1 + .1 * p);
    }
    double[] u = smear(phi, kernel(KernelShape.W, false));
    for (int x = 0; x < volume; x++) {
      u[x] /= scale;
    }
    if (operator instanceof Operator.LocalPower local) {
      int p = local.power();
      double e = p == 4 ? .1 * tau / (1 + tau) : .1;
      return Arrays.stream(u).map(x -> Math.pow(x, p) / Math.pow(1 + e * x * x, p / 2 - 1)).sum();
    }
    Operator.Bilinear bilinear = (Operator.Bilinear) operator;
    double[] right = Arrays.stream(u).map(x -> saturated(x, bilinear.j())).toArray();
    double[] smeared = smear(right, kernel(bilinear.kernel(), true));
    double sum = 0;
    for (int x = 0; x < volume; x++) {
      sum += saturated(u[x], bilinear.i()) * smeared[x];
    }
    return sum;
  }

  /** By cosines of differences: sum_k |phi_k|^2 = (1/V) sum_xy phi_x phi_y sum_k cos k(x - y). */
  private double shellPower(int shell, double[] phi) {
    double sum = 0;
    int momenta = 0;
    double variance = 0;
    for (int k = 0; k < volume; k++) {
      if (orbits.orbit(k) == shell) {
        double[] kernel = new double[volume];
        for (int r = 0; r < volume; r++) {
          kernel[r] = cosine[k][r] / volume;
        }
        double[] smeared = smear(phi, kernel);
        for (int x = 0; x < volume; x++) {
          sum += phi[x] * smeared[x];
        }
        momenta++;
        variance = spectrum[k] + tau;
      }
    }
    return sum / (momenta * variance);
  }

  private static double saturated(double u, int p) {
    return Math.pow(u, p) / Math.pow(1 + .1 * u * u, (p - 1) / 2.0);
  }

  private double[] kernel(KernelShape shape, boolean normalised) {
    double[] result = new double[volume];
    if (shape == KernelShape.N || shape == KernelShape.D) {
      for (int mu = 0; mu < lattice.dimensions(); mu++) {
        int forward = lattice.forward(0, mu);
        int backward = lattice.backward(0, mu);
        if (shape == KernelShape.N) {
          result[forward] += 1;
          result[backward] += 1;
        }
        for (int nu = 0; shape == KernelShape.D && nu < mu; nu++) {
          result[lattice.forward(forward, nu)] += 1;
          result[lattice.backward(forward, nu)] += 1;
          result[lattice.forward(backward, nu)] += 1;
          result[lattice.backward(backward, nu)] += 1;
        }
      }
      return result;
    }
    for (int r = 0; r < volume; r++) {
      for (int k = 0; k < volume; k++) {
        double w = spectrum[k] / (spectrum[k] + tau);
        result[r] += (shape == KernelShape.W ? w : tau * w) * cosine[k][r] / volume;
      }
    }
    if (normalised) {
      int power = shape == KernelShape.G2 ? 2 : shape == KernelShape.G3 ? 3 : 1;
      double atZero = result[0];
      for (int r = 0; r < volume; r++) {
        result[r] = Math.pow(result[r] / atZero, power);
      }
    }
    return result;
  }

  private double[] smear(double[] field, double[] kernel) {
    double[] result = new double[volume];
    int[] shape = lattice.shape();
    for (int x = 0; x < volume; x++) {
      for (int y = 0; y < volume; y++) {
        int r = 0;
        int weight = 1;
        int a = x;
        int b = y;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
          r += weight * Math.floorMod(a % shape[axis] - b % shape[axis], shape[axis]);
          weight *= shape[axis];
          a /= shape[axis];
          b /= shape[axis];
        }
        result[x] += kernel[r] * field[y];
      }
    }
    return result;
  }
}
