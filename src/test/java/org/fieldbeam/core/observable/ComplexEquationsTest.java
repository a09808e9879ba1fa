package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.BoseGas;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.ComplexScalar;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.ComplexLangevin;
import org.fieldbeam.core.markov.ComplexLangevin.Scheme;
import org.fieldbeam.core.markov.ComplexLangevinChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.statistics.Check;
import org.junit.jupiter.api.Test;

/** The further Schwinger-Dyson equations of coupled complex fields. */
class ComplexEquationsTest {
  private static final int CHAINS = 32;
  private static final int LENGTH = 48;
  private static final double[] MASS = {1, 0.3};
  private static final double[] COUPLING = {2, 0.5};
  private static final Lattice LATTICE = Lattice.of(3, 3);
  private static final ComplexAction PHI4 = ComplexScalar.phi4(LATTICE, MASS, COUPLING);
  private static final List<double[][]> FIELDS = fields(PHI4);

  private static List<double[][]> fields(ComplexAction action) {
    ComplexLangevinChains chains =
        new ComplexLangevin(2e-3, Scheme.EULER, 0, 1000)
            .start(action, Start.hot(), 9, "equations", 0, CHAINS);
    chains.advance(2000);
    List<double[][]> fields = new ArrayList<>();
    for (int t = 0; t < LENGTH; t++) {
      chains.advance(300);
      double[][] now = new double[2][action.values() * CHAINS];
      chains.copyFields(now[0], now[1]);
      fields.add(now);
    }
    return fields;
  }

  private static EnsembleResult measured(
      List<double[][]> fields, ComplexAction action, boolean asOfBefore) {
    EnsembleMeasurement measurement = EnsembleMeasurement.of(action);
    EnsembleKernel kernel = measurement.kernel();
    List<String> all = measurement.columns();
    EnsembleAnalysis analysis =
        EnsembleMeasurement.recorded(EnsembleTraits.of(action), asOfBefore ? older(all) : all)
            .analysis();
    List<double[]> rows = new ArrayList<>();
    double[] out = new double[all.size() * CHAINS];
    double[][] values = new double[2][CHAINS];
    for (double[][] now : fields) {
      action.action(now[0], now[1], CHAINS, values[0], values[1]);
      kernel.measure(now[0], now[1], values[0], values[1], new long[CHAINS], CHAINS, out);
      for (int b = 0; b < CHAINS; b++) {
        double[] row = new double[analysis.columns().size()];
        for (int c = 0; c < row.length; c++) {
          int column = all.indexOf(analysis.columns().get(c));
          row[c] = column < 0 ? Double.NaN : out[column * CHAINS + b];
        }
        rows.add(row);
      }
    }
    MeasurementAnalysis.Pass means = analysis.meanPass();
    feed(rows, means);
    MeasurementAnalysis.Pass gammas = analysis.gammaPass(means.sums());
    feed(rows, gammas);
    return analysis.result(means.sums(), gammas.sums());
  }

  private static boolean isEquation(String column) {
    return column.matches("schwingerDyson(Cube|Neighbours)(Re|Im)");
  }

  private static List<String> older(List<String> columns) {
    return columns.stream().filter(column -> !isEquation(column)).toList();
  }

  private static void feed(List<double[]> rows, MeasurementAnalysis.Pass pass) {
    for (int i = 0; i < rows.size(); i++) {
      pass.add(i % CHAINS, rows.get(i), 0, Double.NaN);
    }
  }

  private static List<Check> equations(EnsembleResult result) {
    return result.checks().stream().filter(c -> c.name().startsWith("schwingerDyson")).toList();
  }

  /** Six scores beyond 5 each, 4e-6; the step's error is a fifth of the statistical one. */
  @Test
  void holdForCoupledFields() {
    ComplexAction gas = BoseGas.of(Lattice.of(3, 2), 1, 1, 0.5);
    for (EnsembleResult result :
        List.of(measured(FIELDS, PHI4, false), measured(fields(gas), gas, false))) {
      List<Check> checks = equations(result);
      assertEquals(3, checks.size(), checks.toString());
      assertTrue(checks.stream().allMatch(Check::passed), checks.toString());
      assertTrue(checks.toString().contains("the farthest off of 4 equations"), checks.toString());
      assertFalse(result.estimates().stream().anyMatch(e -> e.name().contains("Cube")));
    }
  }

  /** Another coupling, and the mass with which the equation of O = phi is as before. */
  @Test
  void tellCouplingsApartThatOneEquationCannot() {
    EnsembleResult own = measured(FIELDS, PHI4, false);
    Complex square = mean(own, "phi2");
    Complex fourth = mean(own, "phi4");
    double more = 12;
    Complex mass = fourth.times(-more / 6).over(square);
    ComplexAction other =
        ComplexScalar.phi4(
            LATTICE,
            new double[] {MASS[0] + mass.re(), MASS[1] + mass.im()},
            new double[] {COUPLING[0] + more, COUPLING[1]});
    List<Check> checks = equations(measured(FIELDS, other, false));
    assertTrue(checks.get(0).passed() && checks.get(1).passed(), checks.toString());
    assertTrue(checks.get(2).failed(), checks.toString());
    List<Check> before = equations(measured(FIELDS, other, true));
    assertEquals(2, before.size(), "measurements of earlier versions have the first only");
  }

  private static Complex mean(EnsembleResult result, String name) {
    return new Complex(result.estimate(name + "Re").value(), result.estimate(name + "Im").value());
  }

  /** Real fields: the sums are those of the real action, whose kernel has its own code. */
  @Test
  void realFieldsHaveTheSumsOfTheRealAction() {
    assertEquals(
        List.of(),
        EnsembleMeasurement.of(ComplexScalar.quartic(LATTICE, MASS, COUPLING)).columns().stream()
            .filter(ComplexEquationsTest::isEquation)
            .toList(),
        "sites that do not couple have known moments");
    double kappa = 0.2;
    double lambda = 0.1;
    // phi0 = sqrt(2 kappa) phi: m2 = (1 - 2 lambda)/kappa - 2 d, lambda0 = 6 lambda/kappa^2
    ComplexAction action =
        ComplexScalar.phi4(
            LATTICE,
            new double[] {(1 - 2 * lambda) / kappa - 4, 0},
            new double[] {6 * lambda / kappa / kappa, 0});
    EnsembleMeasurement real = EnsembleMeasurement.of(Phi4.of(LATTICE, kappa, lambda));
    double[] phi = new double[9];
    Arrays.setAll(phi, x -> Math.sin(3 * x + 1));
    double[] bare = Arrays.stream(phi).map(x -> x * Math.sqrt(2 * kappa)).toArray();
    double[] expected = new double[real.columns().size()];
    real.kernel().measure(phi, 1, expected);
    EnsembleMeasurement complex = EnsembleMeasurement.of(action);
    double[] found = new double[complex.columns().size()];
    complex
        .kernel()
        .measure(bare, new double[9], new double[1], new double[1], new long[1], 1, found);
    int first = complex.columns().indexOf("schwingerDysonCubeRe");
    double cube = 2 * kappa * expected[real.columns().indexOf("schwingerDysonCube")];
    assertEquals(cube, found[first], 1e-12);
    assertEquals(0, found[first + 1]);
    assertEquals(
        expected[real.columns().indexOf("schwingerDysonNeighbours")], found[first + 2], 1e-12);
    assertEquals(0, found[first + 3]);
  }
}
