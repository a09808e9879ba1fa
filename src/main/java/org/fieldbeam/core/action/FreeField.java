package org.fieldbeam.core.action;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * The free field, {@code S = sum_x [-2 kappa sum_mu phi_x phi_(x+mu) + phi_x^2]}.
 *
 * <p>Its propagator is G(p) = &lt;|phi_p|^2&gt; = 1 / (2 [1 - 2 kappa sum_mu cos p_mu]) with the
 * orthonormal Fourier transform, and &lt;S&gt;/V = 1/2.
 */
public final class FreeField extends QuarticAction {
  private static final long serialVersionUID = 1L;

  /** The name in descriptions and pipeline files. */
  public static final String NAME = "free";

  private FreeField(Lattice lattice, double kappa) {
    super(lattice, ActionDescription.of(NAME, Map.of("kappa", kappa)), kappa, 1, 0);
  }

  /**
   * Returns the free field with hopping parameter kappa.
   *
   * @throws IllegalArgumentException if kappa is not finite or |kappa| is not below 1/(2d)
   */
  public static FreeField of(Lattice lattice, double kappa) {
    requireFinite(NAME, "kappa", kappa);
    requireNormalisable(NAME, lattice, kappa);
    return new FreeField(lattice, kappa);
  }

  static void requireNormalisable(String action, Lattice lattice, double kappa) {
    int dimensions = lattice.dimensions();
    if (2 * dimensions * Math.abs(kappa) >= 1) {
      throw new IllegalArgumentException(
          "action "
              + action
              + ": kappa is "
              + kappa
              + " without a quartic term; allowed in "
              + dimensions
              + " dimensions: |kappa| < "
              + 1.0 / (2 * dimensions));
    }
  }

  /** The kind of this action. */
  @AutoService(ActionKind.class)
  public static final class OfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "The free field: phi^4 with lambda = 0, |kappa| < 1 / (2 d).",
              Fields.of(required("kappa", Real.any(), "Hopping parameter.")))
          .withFormula("S = sum [-2 kappa sum_mu phi phi_mu + phi^2]");
    }

    @Override
    public Action action(Lattice lattice, Value parameters) {
      return of(lattice, parameters.get("kappa").real());
    }
  }
}
