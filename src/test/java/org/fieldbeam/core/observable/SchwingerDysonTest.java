package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.PolynomialAction;
import org.fieldbeam.core.action.SitePotential;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Significance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The family of Schwinger-Dyson equations that every ensemble is held against. */
class SchwingerDysonTest {
  private static final Algorithm ALGORITHM = new MetropolisWolff(1.5, 3, 1);
  private static final Action PHI4 = Phi4.of(Lattice.of(4, 4), 0.26, 0.022);

  /** Measurements of chains of one action as if they were of another. */
  private record Rows(Action action, List<double[]> columns, int chains) {
    static Rows of(
        Action action, Algorithm algorithm, Action measured, long seed, int chains, int length) {
      MarkovChains running = algorithm.start(action, Start.hot(), seed, "test", 0, chains);
      running.advance(100);
      EnsembleMeasurement measurement = EnsembleMeasurement.of(measured);
      EnsembleKernel kernel = measurement.kernel();
      int width = measurement.columns().size();
      double[] out = new double[width * chains];
      List<double[]> rows = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        running.advance(3);
        kernel.measure(running.fields(), chains, out);
        for (int b = 0; b < chains; b++) {
          double[] row = new double[width];
          for (int c = 0; c < row.length; c++) {
            row[c] = out[c * chains + b];
          }
          rows.add(row);
        }
      }
      return new Rows(measured, rows, chains);
    }

    void feed(MeasurementAnalysis.Pass pass) {
      for (int i = 0; i < columns.size(); i++) {
        pass.add(i % chains, columns.get(i), 0, Double.NaN);
      }
    }

    EnsembleResult result() {
      return result(EnsembleMeasurement.of(action).analysis());
    }

    private EnsembleResult result(EnsembleAnalysis analysis) {
      MeasurementAnalysis.Pass means = analysis.meanPass();
      feed(means);
      MeasurementAnalysis.Pass gammas = analysis.gammaPass(means.sums());
      feed(gammas);
      return analysis.result(means.sums(), gammas.sums());
    }

    Check check() {
      return check(result());
    }

    /** Of measurements that have some columns only. */
    Check check(List<String> names) {
      return check(
          result(EnsembleMeasurement.recorded(EnsembleTraits.of(action), names).analysis()));
    }

    private static Check check(EnsembleResult result) {
      return result.checks().stream()
          .filter(check -> check.name().equals("schwingerDyson"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** An ensemble of an action; a further one joins by one line. */
  private record Good(String name, Action action, Algorithm algorithm) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Action polynomial(double c1, double c2, double c4, double c6) {
    return PolynomialAction.of(Lattice.of(3, 3), 0.1, SitePotential.of(c1, c2, 0, c4, 0, c6));
  }

  static Stream<Good> good() {
    Hmc hmc = new Hmc(1.3, 8, Integrator.MINIMUM_NORM);
    return Stream.of(
        new Good("phi^4", PHI4, ALGORITHM),
        new Good("broken phase", Phi4.of(Lattice.of(3, 4), 0.35, 0.1), ALGORITHM),
        new Good("one dimension", Phi4.of(Lattice.of(5), 0.2, 0.5), ALGORITHM),
        new Good("two sites", Phi4.of(Lattice.of(2), 0.2, 0.5), ALGORITHM),
        new Good("three dimensions", Phi4.of(Lattice.of(2, 3, 2), 0.1, 0.5), ALGORITHM),
        new Good("external field", polynomial(0.3, 0.5, 0.2, 0), hmc),
        new Good("sixth power", polynomial(0, 0.5, -0.3, 0.2), hmc),
        new Good("free field", FreeField.of(Lattice.of(4, 4), 0.2), hmc),
        new Good("one site", Phi4.of(Lattice.of(1), 0, 1), hmc));
  }

  /** Five scores beyond 5 with probability 3e-6 each ensemble. */
  @ParameterizedTest
  @MethodSource("good")
  void holdForEveryAction(Good ensemble) {
    Rows rows = Rows.of(ensemble.action(), ensemble.algorithm(), ensemble.action(), 5, 32, 64);
    Check check = rows.check();
    assertTrue(check.passed(), check.toString());
    int equations = ensemble.action().lattice().volume() == 1 ? 2 : 5;
    assertTrue(check.explanation().contains("of " + equations + " equations"), check.toString());
  }

  /**
   * An ensemble of kappa = 0.26, lambda = 0.022 is none of kappa = 0.3, lambda = 0.0498, although
   * the equation of O = phi cannot tell them apart.
   */
  @Test
  void tellCouplingsApartThatOneEquationCannot() {
    Action other = Phi4.of(Lattice.of(4, 4), 0.3, 0.0498);
    Rows rows = Rows.of(PHI4, ALGORITHM, other, 5, 64, 64);
    double single = rows.result().estimate("schwingerDyson").pull(1);
    assertTrue(Math.abs(single) < 5, "the first equation alone: " + single);
    Check check = rows.check();
    assertTrue(check.failed() && Math.abs(check.value()) > 10, check.toString());
    assertTrue(Rows.of(PHI4, ALGORITHM, PHI4, 5, 64, 64).check().passed());
  }

  /** Small errors of either coupling show with some thousand configurations. */
  @ParameterizedTest
  @CsvSource({"0.24, 0.022", "0.28, 0.022", "0.26, 0.05", "0.26, 0.01"})
  void findWrongCouplings(double kappa, double lambda) {
    Action other = Phi4.of(Lattice.of(4, 4), kappa, lambda);
    Check check = Rows.of(PHI4, ALGORITHM, other, 5, 64, 64).check();
    assertTrue(check.failed(), check.toString());
  }

  /**
   * The scores are those of a Gaussian: of 250 short ensembles of 16 chains, each judged by the
   * largest of five, 2.5 x 250 x 0.0027 or fewer lie beyond 3 if the equations were independent.
   * Binomial with p = 0.0135: more than 13 of 250 with probability 1e-5; and none beyond 5.
   */
  @Test
  void failAtTheStatedRate() {
    int beyond = 0;
    double squares = 0;
    for (int seed = 0; seed < 250; seed++) {
      double score = Rows.of(PHI4, ALGORITHM, PHI4, 100 + seed, 16, 24).check().value();
      beyond += Math.abs(score) > 3 ? 1 : 0;
      squares += score * score / 250;
      assertTrue(Math.abs(score) < 5, "seed " + seed + ": " + score);
    }
    assertTrue(beyond <= 13, beyond + " of 250 beyond 3");
    // the largest square of one to five: between 1 and 2.8 in the mean, with an error of 0.15
    assertTrue(squares > 0.6 && squares < 3.4, "mean square of the largest: " + squares);
  }

  /** Measurements of earlier versions have no further sums: the first equation judges alone. */
  @Test
  void judgeOldMeasurementsByTheFirst() {
    Rows rows = Rows.of(PHI4, ALGORITHM, PHI4, 5, 32, 32);
    Check with = rows.check();
    List<String> names = EnsembleMeasurement.of(PHI4).columns();
    List<String> old = names.stream().filter(n -> !n.matches("schwingerDyson.+")).toList();
    List<double[]> columns =
        rows.columns().stream()
            .map(row -> old.stream().mapToDouble(name -> row[names.indexOf(name)]).toArray())
            .toList();
    Check without = new Rows(PHI4, columns, rows.chains()).check(old);
    assertTrue(without.judged() && !without.explanation().contains("equations"));
    assertTrue(Math.abs(without.value()) <= Math.abs(with.value()));
    double first = rows.result().estimate("schwingerDyson").pull(1);
    assertEquals(Significance.gaussian(first, 32), without.value(), 0.1 * Math.abs(first));
  }
}
