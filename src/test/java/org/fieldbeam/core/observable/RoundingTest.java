package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rounding leaves of differences is no signal. */
class RoundingTest {
  private static final int CHAINS = 4;
  private static final int ROWS = 256;
  private static final double[] CONSTANTS = {
    1, 0.1, 1.0 / 3, Math.PI, -Math.E, 1e-8, 3e8, 1.7e-30, 1e20
  };

  private static EnsembleResult analyse(Lattice lattice, IntFunction<double[]> field) {
    Action action = Phi4.of(lattice, 0.1, 0.02);
    EnsembleMeasurement measurement = EnsembleMeasurement.of(action);
    EnsembleKernel kernel = measurement.kernel();
    int width = measurement.columns().size();
    EnsembleAnalysis analysis = EnsembleMeasurement.of(action).analysis();
    double[][] rows = new double[ROWS][width];
    for (int i = 0; i < ROWS; i++) {
      kernel.measure(field.apply(i), 1, rows[i]);
    }
    MeasurementAnalysis.Pass means = analysis.meanPass();
    for (int i = 0; i < ROWS; i++) {
      means.add(i % CHAINS, rows[i], 0, Double.NaN);
    }
    MeasurementAnalysis.Pass gammas = analysis.gammaPass(means.sums());
    for (int i = 0; i < ROWS; i++) {
      gammas.add(i % CHAINS, rows[i], 0, Double.NaN);
    }
    return analysis.result(means.sums(), gammas.sums());
  }

  private static double[] constant(Lattice lattice, double value) {
    double[] phi = new double[lattice.volume()];
    Arrays.fill(phi, value);
    return phi;
  }

  private static double[] gaussians(Lattice lattice, SplittableRandom random) {
    double[] phi = new double[lattice.volume()];
    Arrays.setAll(phi, x -> random.nextGaussian());
    return phi;
  }

  static Stream<Lattice> lattices() {
    return Stream.of(
        Lattice.of(1), Lattice.of(7), Lattice.of(4, 4), Lattice.of(3, 5), Lattice.of(6, 5, 3));
  }

  private static void nothingFluctuates(EnsembleResult result, List<String> but, String where) {
    for (ObservableEstimate entry : result.estimates()) {
      if (!but.contains(entry.name())) {
        assertFalse(entry.estimate().error() > 0, where + ": " + entry.name() + entry.estimate());
      }
    }
    for (Check check : result.checks()) {
      // that chains do not move is no rounding error
      assertFalse(check.failed() && !check.name().equals("motion"), where + ": " + check);
    }
  }

  /** Of identical constant fields every variance and cumulant is 0, and there is no xi. */
  @ParameterizedTest
  @MethodSource("lattices")
  void constantFieldsDoNotFluctuate(Lattice lattice) {
    for (double c : CONSTANTS) {
      EnsembleResult result = analyse(lattice, i -> constant(lattice, c));
      String where = c + " on " + lattice;
      nothingFluctuates(result, List.of(), where);
      List<String> zero = new ArrayList<>(List.of("chi", "chiAbs", "phi2Variance"));
      for (int n = 2; n <= 8; n++) {
        zero.add("cumulant" + n);
      }
      for (String name : zero) {
        assertEquals(0, result.estimate(name).value(), where + ": " + name);
      }
      assertEquals(c, result.estimate("M").value(), 1e-14 * Math.abs(c), where);
      assertEquals(2.0 / 3, result.estimate("binder").value(), 1e-14, where);
      if (lattice.volume() > 1) {
        assertTrue(Double.isNaN(result.estimate("xi").value()), where + result.estimate("xi"));
        assertEquals(0, result.estimate("gPmin").value(), where);
      }
    }
  }

  /** Fields of one size and two signs: M fluctuates, |M| does not. */
  @ParameterizedTest
  @MethodSource("lattices")
  void signsAreNoFluctuationOfEvenQuantities(Lattice lattice) {
    for (double c : CONSTANTS) {
      SplittableRandom random = new SplittableRandom(5);
      EnsembleResult result =
          analyse(lattice, i -> constant(lattice, random.nextBoolean() ? c : -c));
      String where = c + " on " + lattice;
      for (String name : List.of("chiAbs", "phi2Variance")) {
        assertEquals(0, result.estimate(name).value(), where + ": " + name);
        assertFalse(result.estimate(name).error() > 0, where + ": " + name);
      }
      assertTrue(result.estimate("M").error() > 0, where);
      assertTrue(result.estimate("chi").value() > 0, where);
    }
  }

  /** Translations of one field: all that is averaged over the lattice differs by rounding only. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 1e3, 1e6})
  void translationsAreNoFluctuation(double offset) {
    Lattice lattice = Lattice.of(6, 4);
    double[] phi = gaussians(lattice, new SplittableRandom(3));
    EnsembleResult result =
        analyse(
            lattice,
            i -> {
              double[] moved = new double[phi.length];
              for (int x = 0; x < phi.length; x++) {
                int to = x;
                for (int step = 0; step < i % 6; step++) {
                  to = lattice.forward(to, 0);
                }
                for (int step = 0; step < i / 6 % 4; step++) {
                  to = lattice.forward(to, 1);
                }
                moved[to] = offset + phi[x];
              }
              return moved;
            });
    nothingFluctuates(result, List.of(), "offset " + offset);
  }

  /**
   * Variance and cumulants do not depend on an offset: a value is that without it, or it is not
   * given. Of the same numbers there is no statistical error between the two.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1, 30, 1e3, 1e5, 1e7, 1e9, 1e12, 1e15})
  void offsetsAreTakenOffOrSaidToBeTooLarge(double offset) {
    Lattice lattice = Lattice.of(4, 4);
    List<String> names = new ArrayList<>(List.of("chi"));
    for (int n = 2; n <= 8; n++) {
      names.add("cumulant" + n);
    }
    SplittableRandom first = new SplittableRandom(9);
    EnsembleResult plain = analyse(lattice, i -> gaussians(lattice, first));
    SplittableRandom second = new SplittableRandom(9);
    EnsembleResult shifted =
        analyse(
            lattice, i -> Arrays.stream(gaussians(lattice, second)).map(x -> offset + x).toArray());
    int given = 0;
    for (String name : names) {
      Estimate estimate = shifted.estimate(name);
      if (!Double.isNaN(estimate.value())) {
        double error = plain.estimate(name).error();
        assertEquals(plain.estimate(name).value(), estimate.value(), 0.1 * error, name);
        assertEquals(error, estimate.error(), 0.01 * error, name);
        given++;
      }
    }
    assertTrue(given == names.size() || offset > 1, given + " at " + offset);
    assertTrue(given > 0 || offset > 1e5, given + " at " + offset);
  }

  /** Fields that really fluctuate keep their values and errors, whatever their unit is. */
  @Test
  void signalsAreKeptInAllUnits() {
    Lattice lattice = Lattice.of(4, 4);
    for (double unit : new double[] {1e-15, 1e-6, 1, 1e6, 1e15}) {
      SplittableRandom random = new SplittableRandom(9);
      EnsembleResult result =
          analyse(
              lattice, i -> Arrays.stream(gaussians(lattice, random)).map(x -> unit * x).toArray());
      for (ObservableEstimate entry : result.estimates()) {
        // noise leaves xi undefined here
        boolean none = entry.name().equals("xi");
        assertTrue(
            none || entry.estimate().error() > 0,
            unit + ": " + entry.name() + " " + entry.estimate());
      }
    }
  }
}
