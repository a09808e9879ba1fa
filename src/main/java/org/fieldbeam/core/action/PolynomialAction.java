package org.fieldbeam.core.action;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * Nearest-neighbour hopping with any polynomial at each site,
 *
 * <pre>  S = sum_x [ -2 kappa sum_mu phi_x phi_(x+mu) + sum_(n=1..8) c_n phi_x^n ],</pre>
 *
 * <p>of which phi^4 (c_2 = 1 - 2 lambda, c_4 = lambda), phi^6 and tilted wells are special cases.
 * Where only c_2 and c_4 are there, it runs on the kernels of phi^4, to the last bit.
 */
public final class PolynomialAction implements Action {
  private static final long serialVersionUID = 1L;

  /** The name in descriptions and pipeline files. */
  public static final String NAME = "polynomial";

  private final Lattice lattice;
  private final HoppingForm form;
  private final ActionDescription description;
  // The same action where there are kernels for it, or null.
  private final QuarticAction quartic;

  private PolynomialAction(Lattice lattice, double kappa, SitePotential potential) {
    this.lattice = lattice;
    form = new HoppingForm(lattice.dimensions() == 0 ? 0 : kappa, potential);
    List<Double> coefficients = new ArrayList<>();
    for (int n = 1; n <= potential.degree(); n++) {
      coefficients.add(potential.coefficient(n));
    }
    description =
        ActionDescription.of(
            NAME, Map.of("kappa", kappa, "coefficients", List.copyOf(coefficients)));
    quartic =
        potential.isQuartic()
            ? new QuarticAction(
                lattice, description, kappa, potential.coefficient(2), potential.coefficient(4))
            : null;
  }

  /**
   * Returns the action.
   *
   * @param kappa the hopping parameter
   * @param potential the polynomial at each site
   * @throws IllegalArgumentException if kappa is not finite, or if the potential is of second
   *     degree and c_2 is not above 2 d |kappa|, where exp(-S) cannot be normalised
   */
  public static PolynomialAction of(Lattice lattice, double kappa, SitePotential potential) {
    QuarticAction.requireFinite(NAME, "kappa", kappa);
    double least = 2 * lattice.dimensions() * Math.abs(kappa);
    if (potential.degree() == 2 && potential.coefficient(2) <= least) {
      throw new IllegalArgumentException(
          "action polynomial: the highest power is phi^2 with the coefficient "
              + potential.coefficient(2)
              + "; allowed at kappa = "
              + kappa
              + " in "
              + lattice.dimensions()
              + " dimensions: above "
              + least);
    }
    return new PolynomialAction(lattice, kappa, potential);
  }

  @Override
  public Lattice lattice() {
    return lattice;
  }

  @Override
  public boolean isEven() {
    return form.potential().isEven();
  }

  @Override
  public ActionDescription description() {
    return description;
  }

  @Override
  public Optional<HoppingForm> hoppingForm() {
    return Optional.of(form);
  }

  @Override
  public Optional<HoppingDynamics> newDynamics() {
    return quartic == null ? Optional.empty() : quartic.newDynamics();
  }

  @Override
  public void action(double[] phi, int batch, double[] out) {
    if (quartic != null) {
      quartic.action(phi, batch, out);
      return;
    }
    Arrays.fill(out, 0, batch, 0.0);
    double[] next = new double[batch];
    for (int site = 0; site < lattice.volume(); site++) {
      Arrays.fill(next, 0.0);
      for (int axis = 0; axis < lattice.dimensions(); axis++) {
        addSite(phi, lattice.forward(site, axis) * batch, next);
      }
      int at = site * batch;
      for (int b = 0; b < batch; b++) {
        double f = phi[at + b];
        out[b] += form.potential().value(f) - 2 * form.kappa() * f * next[b];
      }
    }
  }

  @Override
  public void addForce(double[] phi, int batch, double scale, double[] target) {
    if (quartic != null) {
      quartic.addForce(phi, batch, scale, target);
      return;
    }
    double hop = 2 * form.kappa() * scale;
    double[] next = new double[batch];
    for (int site = 0; site < lattice.volume(); site++) {
      Arrays.fill(next, 0.0);
      for (int axis = 0; axis < lattice.dimensions(); axis++) {
        addSite(phi, lattice.forward(site, axis) * batch, next);
        addSite(phi, lattice.backward(site, axis) * batch, next);
      }
      int at = site * batch;
      for (int b = 0; b < batch; b++) {
        double local = form.potential().derivative(phi[at + b]);
        target[at + b] += hop * next[b] - scale * local;
      }
    }
  }

  private static void addSite(double[] phi, int at, double[] sums) {
    for (int b = 0; b < sums.length; b++) {
      sums[b] += phi[at + b];
    }
  }

  @Override
  public void laplacian(double[] phi, int batch, double[] out) {
    Arrays.fill(out, 0, batch, 0.0);
    for (int at = 0; at < lattice.volume() * batch; at += batch) {
      for (int b = 0; b < batch; b++) {
        out[b] += form.potential().secondDerivative(phi[at + b]);
      }
    }
  }

  @Override
  public String toString() {
    return description + " on " + lattice;
  }

  /** The kind of this action. */
  @AutoService(ActionKind.class)
  public static final class OfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "Any polynomial at each site: phi^4, phi^6, tilted wells.",
              Fields.of(
                  required("kappa", Real.any(), "Hopping parameter."),
                  required(
                      "coefficients",
                      new Items(Real.any(), 1, SitePotential.HIGHEST_POWER, false),
                      "c1 to c8, of phi^1 to phi^8; the highest that is not 0 is positive and of an"
                          + " even power.")))
          .withFormula("S = sum [-2 kappa sum_mu phi phi_mu + sum_n c_n phi^n]");
    }

    @Override
    public Action action(Lattice lattice, Value parameters) {
      return of(
          lattice,
          parameters.get("kappa").real(),
          SitePotential.of(parameters.get("coefficients").reals()));
    }
  }
}
