package org.fieldbeam.core.action;

import java.util.Arrays;
import java.util.Optional;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.lattice.SiteSums;

/**
 * The actions with nearest-neighbour hopping and an even quartic polynomial at each site:
 *
 * <pre>  S = sum_x [ -2 kappa sum_mu phi_x phi_(x+mu) + c2 phi_x^2 + c4 phi_x^4 ]</pre>
 *
 * <p>Names and parameters are in the subclasses. The sums run over rows: a row is one line of the
 * last axis, a contiguous run of {@code extent * batch} numbers, long enough to be vectorised by
 * the just-in-time compiler.
 */
class QuarticAction implements Action {
  private static final long serialVersionUID = 1L;

  private final Lattice lattice;
  private final ActionDescription description;
  private final double kappa;
  private final double quadratic;
  private final double quartic;
  private final HoppingForm form;

  QuarticAction(
      Lattice lattice,
      ActionDescription description,
      double kappa,
      double quadratic,
      double quartic) {
    this.lattice = lattice;
    this.description = description;
    this.kappa = kappa;
    this.quadratic = quadratic;
    this.quartic = quartic;
    this.form =
        new HoppingForm(
            lattice.dimensions() == 0 ? 0 : kappa, SitePotential.of(0, quadratic, 0, quartic));
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

  @Override
  public final Optional<HoppingForm> hoppingForm() {
    return Optional.of(form);
  }

  @Override
  public final Optional<HoppingDynamics> newDynamics() {
    return form.hops() ? Optional.of(new HoppingDynamics(this)) : Optional.empty();
  }

  final HoppingKernels newKernels() {
    return new HoppingKernels(lattice, kappa, quadratic, quartic);
  }

  @Override
  public final void addForce(double[] phi, int batch, double scale, double[] target) {
    if (form.hops()) {
      HoppingKernels kernels = newKernels();
      Rows fields = new Rows(lattice);
      double[] momenta = new double[fields.rows[0].length];
      for (int first = 0; first < batch; first += Rows.LANES) {
        int count = Math.min(Rows.LANES, batch - first);
        fields.load(phi, batch, first, count);
        for (int r = 0; r < fields.rows.length; r++) {
          fields.loadRow(target, batch, first, count, r, momenta);
          kernels.addForce(fields, r, scale, momenta);
          fields.storeRow(momenta, target, batch, first, count, r);
        }
      }
    } else {
      addLocalForce(
          phi, lattice.volume() * batch, -2 * quadratic * scale, -4 * quartic * scale, target);
    }
  }

  private static void addLocalForce(
      double[] phi, int size, double linear, double cubic, double[] target) {
    for (int i = 0; i < size; i++) {
      double f = phi[i];
      target[i] = Math.fma(f, Math.fma(cubic, f * f, linear), target[i]);
    }
  }

  @Override
  public final void action(double[] phi, int batch, double[] out) {
    if (form.hops()) {
      HoppingDynamics group = new HoppingDynamics(this);
      for (int first = 0; first < batch; first += HoppingDynamics.LANES) {
        int count = Math.min(HoppingDynamics.LANES, batch - first);
        group.loadFields(phi, batch, first, count);
        group.action(out, first, count);
      }
    } else {
      localAction(phi, batch, out);
    }
  }

  private void localAction(double[] phi, int batch, double[] out) {
    Arrays.fill(out, 0, batch, 0.0);
    int size = lattice.volume() * batch;
    for (int site = 0; site < size; site += batch) {
      for (int b = 0; b < batch; b++) {
        double square = phi[site + b] * phi[site + b];
        out[b] += square * (quadratic + quartic * square);
      }
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
