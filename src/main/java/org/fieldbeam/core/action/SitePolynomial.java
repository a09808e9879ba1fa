package org.fieldbeam.core.action;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * The toy models: an even quartic polynomial at each site, with no coupling between sites.
 *
 * <p>On the single site they are the zero-dimensional models of Fukushima and Kamata (arXiv
 * 2411.11297), S = a x^2 + b x^4, and of Aarts, Wang and Zhou (arXiv 2412.13704), S = mu2 x^2 / 2 +
 * g x^4 / 4!.
 */
public final class SitePolynomial extends QuarticAction {
  private static final long serialVersionUID = 1L;

  /** The name of S = a x^2 + b x^4 in descriptions and pipeline files. */
  public static final String QUARTIC = "quartic";

  /** The name of S = mu2 x^2 / 2 + g x^4 / 4! in descriptions and pipeline files. */
  public static final String ANHARMONIC = "anharmonic";

  private SitePolynomial(
      Lattice lattice,
      String name,
      Map<String, Double> parameters,
      double quadratic,
      double quartic) {
    super(lattice, ActionDescription.of(name, parameters), 0, quadratic, quartic);
  }

  /**
   * Returns S = sum_x [a phi_x^2 + b phi_x^4].
   *
   * @throws IllegalArgumentException if a parameter is not finite, or unless b > 0, or b = 0 and a
   *     > 0
   */
  public static SitePolynomial quartic(Lattice lattice, double a, double b) {
    requireNormalisable(QUARTIC, "a", a, "b", b);
    return new SitePolynomial(lattice, QUARTIC, Map.of("a", a, "b", b), a, b);
  }

  /**
   * Returns S = sum_x [mu2 phi_x^2 / 2 + g phi_x^4 / 24].
   *
   * @throws IllegalArgumentException if a parameter is not finite, or unless g > 0, or g = 0 and
   *     mu2 > 0
   */
  public static SitePolynomial anharmonic(Lattice lattice, double mu2, double g) {
    requireNormalisable(ANHARMONIC, "mu2", mu2, "g", g);
    return new SitePolynomial(lattice, ANHARMONIC, Map.of("mu2", mu2, "g", g), mu2 / 2, g / 24);
  }

  private static void requireNormalisable(
      String action, String quadraticName, double quadratic, String quarticName, double quartic) {
    requireFinite(action, quadraticName, quadratic);
    requireFinite(action, quarticName, quartic);
    if (quartic < 0 || (quartic == 0 && quadratic <= 0)) {
      throw new IllegalArgumentException(
          "action "
              + action
              + ": "
              + quadraticName
              + " is "
              + quadratic
              + " and "
              + quarticName
              + " is "
              + quartic
              + "; allowed: "
              + quarticName
              + " > 0, or "
              + quarticName
              + " = 0 with "
              + quadraticName
              + " > 0");
    }
  }

  /** The kind of S = a x^2 + b x^4. */
  @AutoService(ActionKind.class)
  public static final class QuarticOfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              QUARTIC,
              "A toy without hopping.",
              Fields.of(
                  required("a", Real.any(), "Coefficient of x^2."),
                  required("b", Real.positive(), "Coefficient of x^4.")))
          .withFormula("S = sum [a x^2 + b x^4]")
          .withSource("Fukushima and Kamata, arXiv 2411.11297");
    }

    @Override
    public Action action(Lattice lattice, Value parameters) {
      return quartic(lattice, parameters.get("a").real(), parameters.get("b").real());
    }
  }

  /** The kind of S = mu2 x^2 / 2 + g x^4 / 4!. */
  @AutoService(ActionKind.class)
  public static final class AnharmonicOfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              ANHARMONIC,
              "A toy without hopping.",
              Fields.of(
                  required("mu2", Real.any(), "Coefficient of x^2 / 2."),
                  required("g", Real.positive(), "Coefficient of x^4 / 4!.")))
          .withFormula("S = sum [mu2 x^2 / 2 + g x^4 / 4!]")
          .withSource("Aarts, Wang and Zhou, arXiv 2412.13704");
    }

    @Override
    public Action action(Lattice lattice, Value parameters) {
      return anharmonic(lattice, parameters.get("mu2").real(), parameters.get("g").real());
    }
  }
}
