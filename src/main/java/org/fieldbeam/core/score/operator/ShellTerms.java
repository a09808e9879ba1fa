package org.fieldbeam.core.score.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;

/**
 * The terms of an action that depend on the power in single shells of momenta, and on the
 * magnetisation: they need no Fourier transform.
 *
 * <p>With {@code p = sum_k |phi_k|^2 / (n (C + tau))} over the n momenta of a shell, whose mean is
 * 1, the gradient of F(p) is {@code 2 F' phi_k / (n (C + tau))} and its Laplacian {@code [4 F'' p /
 * n + 2 F'] / (C + tau)}. With {@code a = m^2 / (<m_0^2> + tau/V)} those of H(a, p) have the same
 * terms at the zero momentum: {@code H_a 2 phi_0 / (V s^2)} and {@code [4 H_aa a + 2 H_a] / (V
 * s^2)}, s^2 the denominator of a.
 */
final class ShellTerms {
  private static final double SATURATION = SiteFunctions.SATURATION;

  private final MomentumOrbits orbits;
  private final BatchFft layout;
  private final NoiseLevel level;
  private final double[] root;
  private final List<Shell> shells = new ArrayList<>();
  private final double massUnit;

  /** Coefficients of a shell, and where its momenta are. */
  private static final class Shell {
    final int orbit;
    final int[] slots;

    /** 1 / (C + tau). */
    final double precision;

    double alone;
    double withMagnetization;

    Shell(int orbit, int[] slots, double precision) {
      this.orbit = orbit;
      this.slots = slots;
      this.precision = precision;
    }
  }

  /** The empty sum, of fields whose modes are given in units of each orbit. */
  ShellTerms(NoiseLevel level, BatchFft layout, double[] root) {
    this.orbits = level.orbits();
    this.layout = layout;
    this.level = level;
    this.root = root.clone();
    double s = level.magnetizationScale();
    this.massUnit = 1 / (orbits.lattice().volume() * s * s);
  }

  boolean isEmpty() {
    return shells.isEmpty();
  }

  void add(Operator.ShellPower operator, double coefficient) {
    Shell shell =
        shells.stream()
            .filter(known -> known.orbit == operator.shell())
            .findFirst()
            .orElseGet(() -> newShell(operator.shell()));
    if (operator.withMagnetization()) {
      shell.withMagnetization += coefficient;
    } else {
      shell.alone += coefficient;
    }
  }

  private Shell newShell(int orbit) {
    int volume = orbits.lattice().volume();
    int[] slots = new int[orbits.multiplicity(orbit)];
    int at = 0;
    for (int slot = 0; slot < volume; slot++) {
      if (orbits.orbit(layout.momentum(slot)) == orbit) {
        slots[at++] = slot;
      }
    }
    Shell shell = new Shell(orbit, slots, 1 / level.noisedVariance(orbit));
    shells.add(shell);
    return shell;
  }

  /** Adds gradient and Laplacian (skipped when null). */
  void addTo(PackedField phi, PackedField gradient, double[] laplacian, int width) {
    double[] power = new double[2 * width];
    double[] factor = new double[2 * width];
    for (Shell shell : shells) {
      int n = shell.slots.length;
      double unit = root[shell.orbit];
      Arrays.fill(power, 0);
      addPower(shell, phi, unit * unit * shell.precision / n, power, width);
      for (int b = 0; b < 2 * width; b++) {
        double[] zero = b < width ? phi.re()[0] : phi.im()[0];
        double phi0 = zero[b % width] * root[0];
        double a = phi0 * phi0 * massUnit;
        double p = power[b];
        // F = p^2 / (1 + p/10)
        double d = 1 / (1 + SATURATION * p);
        double first = shell.alone * p * (2 + SATURATION * p) * d * d;
        double second = shell.alone * 2 * d * d * d;
        // H = a p / (1 + (a + p)/10)
        double q = shell.withMagnetization == 0 ? 0 : 1 / (1 + SATURATION * (a + p));
        double c = shell.withMagnetization * q * q;
        double slope = a * (1 + SATURATION * a);
        double massSlope = p * (1 + SATURATION * p);
        first += c * slope;
        second -= 2 * SATURATION * c * q * slope;
        factor[b] = 2 * first * shell.precision / n;
        double[] target = b < width ? gradient.re()[0] : gradient.im()[0];
        target[b % width] += 2 * c * massSlope * massUnit * zero[b % width];
        if (laplacian != null) {
          laplacian[b] +=
              shell.precision * (4 * second * p / n + 2 * first)
                  + massUnit * c * massSlope * (2 - 8 * SATURATION * q * a);
        }
      }
      addGradient(shell, phi, factor, gradient, width);
    }
  }

  /** power += scale sum |phi_k|^2 of every field. For packed Z = A + iB see PackedSums. */
  private void addPower(Shell shell, PackedField phi, double scale, double[] power, int width) {
    int sites = layout.momentumRowSites();
    for (int slot : shell.slots) {
      int other = layout.mirror(slot);
      double[] re = phi.re()[slot / sites];
      double[] im = phi.im()[slot / sites];
      double[] otherRe = phi.re()[other / sites];
      double[] otherIm = phi.im()[other / sites];
      int at = slot % sites * width;
      int to = other % sites * width;
      for (int h = 0; h < width; h++) {
        double x = re[at + h];
        double y = im[at + h];
        double total = x * x + y * y;
        double mixed = x * otherRe[to + h] - y * otherIm[to + h];
        power[h] += 0.5 * scale * (total + mixed);
        power[width + h] += 0.5 * scale * (total - mixed);
      }
    }
  }

  /** gradient_k += factor phi_k of every field. */
  private void addGradient(
      Shell shell, PackedField phi, double[] factor, PackedField gradient, int width) {
    int sites = layout.momentumRowSites();
    for (int slot : shell.slots) {
      int other = layout.mirror(slot);
      double[] re = phi.re()[slot / sites];
      double[] im = phi.im()[slot / sites];
      double[] otherRe = phi.re()[other / sites];
      double[] otherIm = phi.im()[other / sites];
      double[] targetRe = gradient.re()[slot / sites];
      double[] targetIm = gradient.im()[slot / sites];
      int at = slot % sites * width;
      int to = other % sites * width;
      for (int h = 0; h < width; h++) {
        double even = 0.5 * (factor[h] + factor[width + h]);
        double odd = 0.5 * (factor[h] - factor[width + h]);
        targetRe[at + h] += even * re[at + h] + odd * otherRe[to + h];
        targetIm[at + h] += even * im[at + h] - odd * otherIm[to + h];
      }
    }
  }
}
