package org.fieldbeam.core.action;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fieldbeam.core.lattice.Lattice;

/**
 * Builds complex actions from their names and parameters, as they stand in pipeline files and
 * footers. A parameter is {real, imaginary}.
 */
public final class ComplexActions {
  private ComplexActions() {}

  /**
   * Returns a complex action by name: {@code complexQuartic} with {@code a, b}; {@code complexPhi4}
   * with {@code m2, lambda0}; {@code boseGas} with {@code m2, lambda, mu}, which are real.
   *
   * @throws IllegalArgumentException if the name is unknown, the parameters are not those of the
   *     action, or their values are not allowed
   */
  public static ComplexAction of(Lattice lattice, String name, Map<String, double[]> parameters) {
    return switch (name) {
      case ComplexScalar.QUARTIC -> {
        require(name, parameters, "a", "b");
        yield ComplexScalar.quartic(lattice, parameters.get("a"), parameters.get("b"));
      }
      case ComplexScalar.PHI4 -> {
        require(name, parameters, "m2", "lambda0");
        yield ComplexScalar.phi4(lattice, parameters.get("m2"), parameters.get("lambda0"));
      }
      case BoseGas.NAME -> {
        require(name, parameters, "m2", "lambda", "mu");
        yield BoseGas.of(
            lattice,
            real(name, parameters, "m2"),
            real(name, parameters, "lambda"),
            real(name, parameters, "mu"));
      }
      default ->
          throw new IllegalArgumentException(
              "unknown complex action " + name + "; allowed: complexQuartic, complexPhi4, boseGas");
    };
  }

  private static void require(String action, Map<String, double[]> parameters, String... needed) {
    Set<String> names = new TreeSet<>(Set.of(needed));
    if (!parameters.keySet().equals(names)) {
      throw new IllegalArgumentException(
          "action "
              + action
              + " has the parameters "
              + new TreeSet<>(parameters.keySet())
              + "; needed: "
              + names);
    }
    for (String parameter : needed) {
      double[] value = parameters.get(parameter);
      if (value.length != 2 || !Double.isFinite(value[0]) || !Double.isFinite(value[1])) {
        throw new IllegalArgumentException(
            "action " + action + ": " + parameter + " is no finite complex number");
      }
    }
  }

  private static double real(String action, Map<String, double[]> parameters, String name) {
    double[] value = parameters.get(name);
    if (value[1] != 0) {
      throw new IllegalArgumentException(
          "action " + action + ": " + name + " has an imaginary part; allowed: real numbers");
    }
    return value[0];
  }
}
