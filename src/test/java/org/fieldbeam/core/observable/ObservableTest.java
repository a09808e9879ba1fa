package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.junit.jupiter.api.Test;

class ObservableTest {

  private static final Lattice LATTICE = Lattice.of(4, 6);

  private static final EnsembleMeasurement MEASUREMENT =
      EnsembleMeasurement.of(Phi4.of(LATTICE, 0.2, 0.1));

  /** Means of all quantities, by name. */
  private static Map<String, Double> plausibleMeans() {
    SplittableRandom random = new SplittableRandom(1);
    Map<String, Double> means = new TreeMap<>();
    for (Recording recording : MEASUREMENT.recordings()) {
      recording.quantities().forEach(q -> means.put(q.name(), 0.5 + random.nextDouble()));
    }
    for (int k = 1; k <= 8; k++) {
      means.put(k == 1 ? "M" : "M" + k, (0.2 + random.nextDouble()) * Math.pow(1.3, k));
    }
    // G(0) = V <M^2> above G(p_min), as in any ordered or critical ensemble.
    means.put("gPmin", 3.0);
    return means;
  }

  private static double[] arguments(Observable observable, Map<String, Double> means) {
    return observable.quantities().stream().mapToDouble(means::get).toArray();
  }

  @Test
  void theTableHasTheNamesThatFilesPromise() {
    List<String> names = MEASUREMENT.observables().stream().map(Observable::name).toList();
    Set<String> distinct = new HashSet<>(names);
    assertEquals(names.size(), distinct.size());
    assertTrue(
        distinct.containsAll(
            List.of(
                "M",
                "absM",
                "M2",
                "M4",
                "chiAbs",
                "chi",
                "binder",
                "phi2",
                "phi4",
                "phi2Variance",
                "nn",
                "actionDensity",
                "xi",
                "schwingerDyson",
                "cumulant2",
                "cumulant8",
                "correlator3")));
    List<String> single =
        EnsembleMeasurement.of(Phi4.of(Lattice.of(1), 0.2, 0.1)).observables().stream()
            .map(Observable::name)
            .toList();
    assertTrue(single.contains("phi2") && !single.contains("nn") && !single.contains("xi"));
  }

  /** Fourth-order differences: error of order delta^4. */
  @Test
  void gradientsAreThoseOfTheValues() {
    for (Observable observable : MEASUREMENT.allObservables()) {
      double[] means = arguments(observable, plausibleMeans());
      double[] gradient = new double[means.length];
      observable.function().gradient(means, gradient);
      for (int i = 0; i < means.length; i++) {
        double delta = 1e-3 * means[i];
        double[] values = new double[5];
        for (int step = -2; step <= 2; step++) {
          double[] moved = means.clone();
          moved[i] += step * delta;
          values[step + 2] = observable.function().value(moved);
        }
        double slope = (8 * (values[3] - values[1]) - (values[4] - values[0])) / (12 * delta);
        double scale = 1 + Math.abs(gradient[i]);
        assertEquals(
            slope,
            gradient[i],
            1e-7 * scale,
            observable.name() + " by " + observable.quantities().get(i));
      }
    }
  }

  @Test
  void cumulantsOfKnownDistributions() {
    // Exponential: m_n = n!, kappa_n = (n-1)!. Poisson(1): all kappa 1, m_n = Bell numbers.
    double[] exponential = {1, 1, 2, 6, 24, 120, 720, 5040, 40320};
    double[] bell = {1, 1, 2, 5, 15, 52, 203, 877, 4140};
    double[] signs = {1, 0, 1, 0, 1, 0, 1, 0, 1};
    double[] kappaOfSigns = {0, 0, 1, 0, -2, 0, 16, 0, -272};
    for (int n = 1; n <= 8; n++) {
      assertEquals(exponential[n] / n, Cumulants.value(exponential, n), 1e-9 * exponential[n]);
      assertEquals(1, Cumulants.value(bell, n), 1e-9);
      assertEquals(kappaOfSigns[n], Cumulants.value(signs, n), 1e-9);
    }
  }

  @Test
  void formulaeOfTheDerivedObservables() {
    Map<String, Double> means = plausibleMeans();
    double v = 24;
    double expected = 0;
    for (Observable observable : MEASUREMENT.allObservables()) {
      double value = observable.function().value(arguments(observable, means));
      switch (observable.name()) {
        case "M" -> expected = means.get("M");
        case "chiAbs" -> expected = v * (means.get("M2") - means.get("absM") * means.get("absM"));
        case "chi" -> expected = v * (means.get("M2") - means.get("M") * means.get("M"));
        case "binder" -> expected = 1 - means.get("M4") / (3 * means.get("M2") * means.get("M2"));
        case "xi" ->
            expected =
                Math.sqrt(v * means.get("M2") / means.get("gPmin") - 1)
                    / (2 * Math.sin(Math.PI / 6));
        case "cumulant2" -> expected = means.get("M2") - means.get("M") * means.get("M");
        default -> expected = value;
      }
      assertEquals(expected, value, 1e-12 * (1 + Math.abs(expected)), observable.name());
    }
  }
}
