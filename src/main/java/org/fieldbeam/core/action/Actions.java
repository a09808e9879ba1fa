package org.fieldbeam.core.action;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fieldbeam.core.lattice.Lattice;

/** Builds actions from their names and parameters, as they stand in pipeline files and footers. */
public final class Actions {
  private Actions() {}

  /**
   * Returns the action of a description.
   *
   * @throws IllegalArgumentException as {@link #of(Lattice, String, Map)}
   */
  public static Action of(Lattice lattice, ActionDescription description) {
    return of(lattice, description.name(), description.parameters());
  }

  /**
   * Returns an action by name: {@code phi4} with {@code kappa, lambda} or {@code m2, lambda0};
   * {@code free} with {@code kappa}; {@code quartic} with {@code a, b}; {@code anharmonic} with
   * {@code mu2, g}; {@code polynomial} with {@code kappa} and some of {@code c1} to {@code c8}.
   *
   * @throws IllegalArgumentException if the name is unknown, the parameters are not those of the
   *     action, or their values are not allowed
   */
  public static Action of(Lattice lattice, String name, Map<String, Double> parameters) {
    Set<String> given = new TreeSet<>(parameters.keySet());
    return switch (name) {
      case Phi4.NAME -> {
        if (given.equals(Set.of("m2", "lambda0"))) {
          yield Phi4.ofMass(lattice, parameters.get("m2"), parameters.get("lambda0"));
        }
        require(name, given, "kappa, lambda or m2, lambda0", Set.of("kappa", "lambda"));
        yield Phi4.of(lattice, parameters.get("kappa"), parameters.get("lambda"));
      }
      case FreeField.NAME -> {
        require(name, given, "kappa", Set.of("kappa"));
        yield FreeField.of(lattice, parameters.get("kappa"));
      }
      case SitePolynomial.QUARTIC -> {
        require(name, given, "a, b", Set.of("a", "b"));
        yield SitePolynomial.quartic(lattice, parameters.get("a"), parameters.get("b"));
      }
      case SitePolynomial.ANHARMONIC -> {
        require(name, given, "mu2, g", Set.of("mu2", "g"));
        yield SitePolynomial.anharmonic(lattice, parameters.get("mu2"), parameters.get("g"));
      }
      case PolynomialAction.NAME -> polynomial(lattice, parameters);
      default ->
          throw new IllegalArgumentException(
              "unknown action " + name + "; allowed: phi4, free, quartic, anharmonic, polynomial");
    };
  }

  private static Action polynomial(Lattice lattice, Map<String, Double> parameters) {
    double[] coefficients = new double[SitePotential.HIGHEST_POWER];
    Set<String> unknown = new TreeSet<>(parameters.keySet());
    unknown.remove("kappa");
    for (int n = 1; n <= coefficients.length; n++) {
      String name = PolynomialAction.coefficientName(n);
      coefficients[n - 1] = parameters.getOrDefault(name, 0.0);
      unknown.remove(name);
    }
    if (!unknown.isEmpty() || !parameters.containsKey("kappa")) {
      require(PolynomialAction.NAME, parameters.keySet(), "kappa and some of c1 to c8", Set.of());
    }
    return PolynomialAction.of(lattice, parameters.get("kappa"), SitePotential.of(coefficients));
  }

  private static void require(
      String action, Set<String> given, String allowed, Set<String> needed) {
    if (!given.equals(needed)) {
      throw new IllegalArgumentException(
          "action " + action + " has the parameters " + given + "; needed: " + allowed);
    }
  }
}
