package org.fieldbeam.core.action;

import java.util.Arrays;
import java.util.Map;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.lattice.SiteSums;

/**
 * The actions with nearest-neighbour hopping and an even quartic polynomial at each site:
 *
 * <pre>  S = sum_x [ -2 kappa sum_mu phi_x phi_(x+mu) + c2 phi_x^2 + c4 phi_x^4 ]</pre>
 *
 * <p>Every action of this package is one of these; their names and parameters are in the
 * subclasses. The sums run over rows: a row is one line of the last axis, a contiguous run of
 * {@code extent * batch} numbers, long enough to be vectorised by the just-in-time compiler.
 */
public abstract sealed class QuarticAction implements Action
    permits Phi4, FreeField, SitePolynomial {
  private static final long serialVersionUID = 1L;

  private final Lattice lattice;
  private final ActionDescription description;
  private final double kappa;
  private final double quadratic;
  private final double quartic;

  QuarticAction(
      Lattice lattice,
      String name,
      Map<String, Double> parameters,
      double kappa,
      double quadratic,
      double quartic) {
    this.lattice = lattice;
    this.description = ActionDescription.of(name, parameters);
    this.kappa = kappa;
    this.quadratic = quadratic;
    this.quartic = quartic;
  }

  static void requireFinite(String action, String parameter, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "action " + action + ": " + parameter + " is " + value + "; allowed: finite numbers");
    }
  }

  /** Returns the hopping parameter kappa. */
  public final double kappa() {
    return kappa;
  }

  /** Returns the coefficient c2 of phi_x^2. */
  public final double quadratic() {
    return quadratic;
  }

  /** Returns the coefficient c4 of phi_x^4. */
  public final double quartic() {
    return quartic;
  }

  @Override
  public final Lattice lattice() {
    return lattice;
  }

  @Override
  public final boolean isEven() {
    return true;
  }

  @Override
  public final ActionDescription description() {
    return description;
  }

  private boolean hops() {
    return kappa != 0 && lattice.dimensions() > 0;
  }

  @Override
  public final void addForce(double[] phi, int batch, double scale, double[] target) {
    double linear = -2 * quadratic * scale;
    double cubic = -4 * quartic * scale;
    if (!hops()) {
      int size = lattice.volume() * batch;
      for (int i = 0; i < size; i++) {
        double f = phi[i];
        target[i] += f * (linear + cubic * (f * f));
      }
      return;
    }
    double hop = 2 * kappa * scale;
    int n = SiteSums.rowLength(lattice, batch);
    int size = lattice.volume() * batch;
    int axes = lattice.dimensions();
    double[] padded = new double[n + 2 * batch];
    double[] others = axes == 2 ? null : new double[n];
    for (int row = 0; row < size; row += n) {
      wrap(phi, row, n, batch, padded);
      if (axes == 2) {
        int site = row / batch;
        addRowForce(
            phi,
            row,
            lattice.forward(site, 0) * batch,
            lattice.backward(site, 0) * batch,
            padded,
            batch,
            n,
            linear,
            cubic,
            hop,
            target);
      } else {
        sumOtherAxes(phi, row, n, batch, true, others);
        addRowForce(padded, others, row, batch, n, linear, cubic, hop, target);
      }
    }
  }

  /** Copies a row with its periodic images: site -1, the row, site extent. */
  private static void wrap(double[] phi, int row, int n, int batch, double[] padded) {
    System.arraycopy(phi, row + n - batch, padded, 0, batch);
    System.arraycopy(phi, row, padded, batch, n);
    System.arraycopy(phi, row, padded, batch + n, batch);
  }

  /** Sums the neighbours of a row along all axes but the last: forward ones, or both. */
  private void sumOtherAxes(double[] phi, int row, int n, int batch, boolean both, double[] sum) {
    int site = row / batch;
    Arrays.fill(sum, 0, n, 0.0);
    for (int axis = 0; axis < lattice.dimensions() - 1; axis++) {
      addRow(phi, lattice.forward(site, axis) * batch, n, sum);
      if (both) {
        addRow(phi, lattice.backward(site, axis) * batch, n, sum);
      }
    }
  }

  private static void addRow(double[] phi, int row, int n, double[] sum) {
    for (int i = 0; i < n; i++) {
      sum[i] += phi[row + i];
    }
  }

  // Two dimensions have a kernel of their own: it is the case that runs for hours.
  private static void addRowForce(
      double[] phi,
      int row,
      int up,
      int down,
      double[] padded,
      int batch,
      int n,
      double linear,
      double cubic,
      double hop,
      double[] target) {
    int right = 2 * batch;
    for (int i = 0; i < n; i++) {
      double f = padded[batch + i];
      double neighbours = (phi[up + i] + phi[down + i]) + (padded[i] + padded[right + i]);
      target[row + i] += hop * neighbours + f * (linear + cubic * (f * f));
    }
  }

  private static void addRowForce(
      double[] padded,
      double[] others,
      int row,
      int batch,
      int n,
      double linear,
      double cubic,
      double hop,
      double[] target) {
    int right = 2 * batch;
    for (int i = 0; i < n; i++) {
      double f = padded[batch + i];
      double neighbours = others[i] + (padded[i] + padded[right + i]);
      target[row + i] += hop * neighbours + f * (linear + cubic * (f * f));
    }
  }

  @Override
  public final void action(double[] phi, int batch, double[] out) {
    int n = SiteSums.rowLength(lattice, batch);
    int size = lattice.volume() * batch;
    double[] sums = new double[n];
    if (hops()) {
      double[] padded = new double[n + 2 * batch];
      double[] others = new double[n];
      for (int row = 0; row < size; row += n) {
        wrap(phi, row, n, batch, padded);
        sumOtherAxes(phi, row, n, batch, false, others);
        addRowAction(padded, others, batch, n, -2 * kappa, quadratic, quartic, sums);
      }
    } else {
      for (int row = 0; row < size; row += n) {
        for (int i = 0; i < n; i++) {
          double square = phi[row + i] * phi[row + i];
          sums[i] += square * (quadratic + quartic * square);
        }
      }
    }
    SiteSums.sumRow(sums, n, batch, out);
  }

  private static void addRowAction(
      double[] padded,
      double[] others,
      int batch,
      int n,
      double hop,
      double quadratic,
      double quartic,
      double[] sums) {
    int right = 2 * batch;
    for (int i = 0; i < n; i++) {
      double f = padded[batch + i];
      double forward = others[i] + padded[right + i];
      sums[i] += f * (hop * forward + f * (quadratic + quartic * (f * f)));
    }
  }

  @Override
  public final void laplacian(double[] phi, int batch, double[] out) {
    SiteSums.dot(lattice, phi, phi, batch, out);
    for (int b = 0; b < batch; b++) {
      out[b] = 2 * quadratic * lattice.volume() + 12 * quartic * out[b];
    }
  }

  @Override
  public final String toString() {
    return description + " on " + lattice;
  }
}
