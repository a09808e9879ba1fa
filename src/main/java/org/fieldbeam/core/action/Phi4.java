package org.fieldbeam.core.action;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Forms;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * The phi^4 theory in its hopping form,
 *
 * <pre>  S = sum_x [ -2 kappa sum_mu phi_x phi_(x+mu) + (1 - 2 lambda) phi_x^2 + lambda phi_x^4 ].
 * </pre>
 *
 * <p>It stands for the lattice action with bare mass m0 and coupling lambda0, {@code sum_x [1/2
 * sum_mu (d_mu phi0)^2 + 1/2 m0^2 phi0^2 + lambda0/24 phi0^4]}, through phi0 = sqrt(2 kappa) phi,
 * (a m0)^2 = (1 - 2 lambda) / kappa - 2 d and lambda0 / 6 = lambda / kappa^2 (Montvay and Muenster,
 * Quantum Fields on a Lattice, section 2.1).
 */
public final class Phi4 extends QuarticAction {
  private static final long serialVersionUID = 1L;

  /** The name in descriptions and pipeline files. */
  public static final String NAME = "phi4";

  private Phi4(Lattice lattice, double kappa, double lambda) {
    super(
        lattice,
        ActionDescription.of(NAME, Map.of("kappa", kappa, "lambda", lambda)),
        kappa,
        1 - 2 * lambda,
        lambda);
  }

  /**
   * Returns the action with hopping parameter kappa and coupling lambda.
   *
   * @throws IllegalArgumentException if a parameter is not finite, lambda is negative, or lambda is
   *     0 and |kappa| is not below 1/(2d), where exp(-S) cannot be normalised
   */
  public static Phi4 of(Lattice lattice, double kappa, double lambda) {
    requireFinite(NAME, "kappa", kappa);
    requireFinite(NAME, "lambda", lambda);
    if (lambda < 0) {
      throw new IllegalArgumentException(
          "action phi4: lambda is "
              + lambda
              + "; allowed: 0 or more, because exp(-S) cannot be normalised otherwise");
    }
    if (lambda == 0) {
      FreeField.requireNormalisable(NAME, lattice, kappa);
    }
    return new Phi4(lattice, kappa, lambda);
  }

  /**
   * Returns the action with the squared bare mass and the bare coupling in lattice units.
   *
   * <p>kappa is the positive root of (lambda0/3) kappa^2 + (m0^2 + 2d) kappa - 1 = 0, and lambda =
   * lambda0 kappa^2 / 6.
   *
   * @param massSquared (a m0)^2; negative values lead to the broken phase
   * @param lambda0 the bare coupling, in the normalisation lambda0/24 phi0^4 (lattice units)
   * @throws IllegalArgumentException if a parameter is not finite, lambda0 is negative, or lambda0
   *     is 0 and massSquared is not positive
   */
  public static Phi4 ofMass(Lattice lattice, double massSquared, double lambda0) {
    requireFinite(NAME, "m2", massSquared);
    requireFinite(NAME, "lambda0", lambda0);
    if (lambda0 < 0 || (lambda0 == 0 && massSquared <= 0)) {
      throw new IllegalArgumentException(
          "action phi4: m2 is "
              + massSquared
              + " and lambda0 is "
              + lambda0
              + "; allowed: lambda0 > 0, or lambda0 = 0 with m2 > 0");
    }
    double b = massSquared + 2 * lattice.dimensions();
    double root = Math.sqrt(b * b + 4 * lambda0 / 3);
    // The form without cancellation, on either side of b = 0.
    double kappa = b > 0 ? 2 / (b + root) : (root - b) / (2 * lambda0 / 3);
    return of(lattice, kappa, lambda0 * kappa * kappa / 6);
  }

  /** Returns the coupling lambda. */
  public double lambda() {
    return quartic();
  }

  /** Returns (a m0)^2 = (1 - 2 lambda) / kappa - 2 d; infinite at kappa = 0. */
  public double massSquared() {
    return quadratic() / kappa() - 2 * lattice().dimensions();
  }

  /** Returns lambda0 = 6 lambda / kappa^2; infinite or NaN at kappa = 0. */
  public double bareCoupling() {
    return 6 * quartic() / (kappa() * kappa());
  }

  /** The kind of this action. */
  @AutoService(ActionKind.class)
  public static final class OfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "Phi^4 theory, by the hopping parameter, or by the bare mass and coupling, m2 = (1 - 2"
                  + " lambda) / kappa - 2 d and lambda0 = 6 lambda / kappa^2.",
              Forms.of(
                  Fields.of(
                      required("kappa", Real.any(), "Hopping parameter."),
                      required("lambda", Real.atLeast(0), "Quartic coupling.")),
                  Fields.of(
                      required("m2", Real.any(), "Bare mass squared, (a m0)^2."),
                      required("lambda0", Real.atLeast(0), "Bare coupling."))))
          .withFormula("S = sum [-2 kappa sum_mu phi phi_mu + (1 - 2 lambda) phi^2 + lambda phi^4]")
          .withSource("Montvay and Muenster, Quantum Fields on a Lattice, section 2.1");
    }

    @Override
    public Action action(Lattice lattice, Value parameters) {
      return parameters.find("m2").isPresent()
          ? ofMass(lattice, parameters.get("m2").real(), parameters.get("lambda0").real())
          : of(lattice, parameters.get("kappa").real(), parameters.get("lambda").real());
    }
  }
}
