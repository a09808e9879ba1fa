package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.statistics.Estimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An error is 0 only of what cannot fluctuate. */
class ZeroErrorsTest {
  private static EnsembleResult analyse(
      Action action, int chains, int length, IntFunction<double[]> fields) {
    EnsembleMeasurement measurement = EnsembleMeasurement.of(action);
    EnsembleKernel kernel = measurement.kernel();
    int width = measurement.columns().size();
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < chains * length; i++) {
      double[] columns = new double[width];
      kernel.measure(fields.apply(i), 1, columns);
      rows.add(columns);
    }
    EnsembleAnalysis analysis = EnsembleMeasurement.of(action).analysis();
    MeasurementAnalysis.Pass first = analysis.meanPass();
    for (int i = 0; i < rows.size(); i++) {
      first.add(i % chains, rows.get(i), 0, Double.NaN);
    }
    MeasurementAnalysis.Pass second = analysis.gammaPass(first.sums());
    for (int i = 0; i < rows.size(); i++) {
      second.add(i % chains, rows.get(i), 0, Double.NaN);
    }
    return analysis.result(first.sums(), second.sums());
  }

  /** Of few configurations, and of equal ones, an error is unknown rather than 0. */
  @ParameterizedTest
  @CsvSource({"1, 1, 9", "2, 1, 9", "1, 2, 9", "4, 2, 9", "1, 50, 0", "5, 10, 0"})
  void fewOrEqualConfigurationsGiveNoErrorOfZero(int chains, int length, int spread) {
    Action action = Phi4.of(Lattice.of(4, 4), 0.2, 1.0);
    SplittableRandom random = new SplittableRandom(5);
    double[] start = random.doubles(16).toArray();
    EnsembleResult result =
        analyse(
            action,
            chains,
            length,
            i -> Arrays.stream(start).map(x -> x + spread * random.nextGaussian()).toArray());
    for (ObservableEstimate entry : result.estimates()) {
      assertTrue(entry.estimate().error() != 0, entry.name() + " " + entry.estimate());
    }
  }

  /** Fields of length 1: phi^2 is 1 in every one, whatever the signs are. */
  @Test
  void whatCannotFluctuateHasTheErrorZero() {
    SplittableRandom random = new SplittableRandom(6);
    EnsembleResult result =
        analyse(
            Phi4.of(Lattice.of(4, 4), 0.2, 1.0),
            8,
            20,
            i -> random.doubles(16).map(x -> x < 0.5 ? -1 : 1).toArray());
    for (String name : List.of("phi2", "phi4", "phi2Variance")) {
      Estimate estimate = result.estimate(name);
      assertEquals(name.equals("phi2Variance") ? 0 : 1, estimate.value(), 1e-12, name);
      assertEquals(0, estimate.error(), name);
    }
    assertTrue(result.estimate("chi").error() > 0);
    assertTrue(result.estimate("nn").error() > 0);
  }

  /**
   * As many configurations with M = 1 as with M = -1: chi = V (&lt;M^2&gt; - &lt;M&gt;^2) is at its
   * maximum over the signs, where linearised it does not fluctuate.
   */
  @Test
  void aVanishingGradientGivesNoErrorOfZero() {
    EnsembleResult result =
        analyse(
            Phi4.of(Lattice.of(1), 0, 1.0),
            1,
            64,
            i -> new double[] {Integer.bitCount(i) % 2 * 2 - 1});
    assertEquals(1, result.estimate("chi").value(), 1e-12);
    assertTrue(Double.isNaN(result.estimate("chi").error()), result.estimates().toString());
    assertEquals(0, result.estimate("M2").error());
  }
}
