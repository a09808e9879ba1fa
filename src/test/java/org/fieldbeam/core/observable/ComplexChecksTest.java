package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.ComplexScalar;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.check.BoundaryTerms;
import org.fieldbeam.core.observable.check.DriftDecay;
import org.fieldbeam.core.observable.equation.Drift;
import org.fieldbeam.core.observable.equation.Radius;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.MeanSums;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The checks of complex ensembles on tails that are drawn from known distributions. Seeds are
 * fixed.
 */
final class ComplexChecksTest {
  private static final int SAMPLES = 1_000_000;
  private static final ComplexAction ACTION = quartic(-4, 10);

  private static ComplexAction quartic(double re, double im) {
    return ComplexScalar.quartic(Lattice.of(1), new double[] {re, im}, new double[] {1, 0});
  }

  /** Independent draws of drift, radius and real part of L phi^2 as the checks see them. */
  private static final class Draws {
    private final double[] squares = new double[TailBins.BINS];
    private final Map<String, Integer> places = new HashMap<>();
    private final double[] means;
    private final int count;

    Draws(int count) {
      this.count = count;
      for (Recording recording : EnsembleMeasurement.of(ACTION).recordings()) {
        recording.quantities().forEach(q -> places.put(q.name(), places.size()));
      }
      means = new double[places.size()];
    }

    private int first(TailBins bins, String part) {
      return bins.first(part, places::get);
    }

    void add(double u, double r, double generator) {
      int bin = Drift.BINS.bin(u);
      means[first(Drift.BINS, Drift.COUNT) + bin] += 1.0 / count;
      means[first(Drift.BINS, Drift.LOGARITHM) + bin] += StrictMath.log(u) / count;
      int ring = Radius.BINS.bin(r);
      means[first(Radius.BINS, Radius.COUNT) + ring] += 1.0 / count;
      means[first(Radius.BINS, Radius.RE) + ring] += generator / count;
      squares[ring] += generator * generator / count;
    }

    /** Estimates of sums over bins, each 0 or 1 in a draw but for those of the generator. */
    private List<Estimate> further(CheckKind kind) {
      List<Estimate> estimates = new ArrayList<>();
      for (DerivedQuantity quantity : kind.quantities(places::get, means)) {
        TailBins.Sum sum = (TailBins.Sum) quantity;
        int generator = sum.from() - first(Radius.BINS, Radius.RE);
        double square = sum.value(means);
        if (generator >= 0) {
          square = 0;
          for (int ring = 0; ring < sum.to() - sum.from() && generator == 0; ring++) {
            square += squares[ring];
          }
        }
        estimates.add(estimate(sum.value(means), square));
      }
      return estimates;
    }

    List<Check> checks() {
      MeanSums sums = new MeanSums(means.length, 0);
      sums.add(0, 0, means); // one configuration whose means these are
      Map<String, List<Estimate>> further = new HashMap<>();
      List<CheckKind> kinds = List.of(new DriftDecay(), new BoundaryTerms());
      kinds.forEach(kind -> further.put(kind.name(), further(kind)));
      Findings findings =
          new Findings(
              EnsembleMeasurement.of(ACTION),
              places,
              sums.sums(),
              null,
              List.of(),
              List.of(),
              new double[0],
              further,
              new boolean[0]);
      return kinds.stream().flatMap(kind -> kind.judge(findings).stream()).toList();
    }

    private Estimate estimate(double mean, double square) {
      double error = Math.sqrt((square - mean * mean) / count);
      return new Estimate(mean, error, 0.5, 0, 0, count, count);
    }
  }

  private static Check check(List<Check> checks, String name) {
    return checks.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  /** The check of drifts u = quantile(share beyond u). */
  private static Check drift(int count, long seed, DoubleUnaryOperator quantile) {
    Draws draws = new Draws(count);
    RandomStream random = Streams.of(seed, "tail", 0, 0);
    for (int i = 0; i < count; i++) {
      draws.add(quantile.applyAsDouble(random.nextOpen()), 1, 0);
    }
    return check(draws.checks(), "driftDecay");
  }

  /**
   * u = (-ln share)^power: a Gaussian's tail, an exponential and two stretched ones, wherever they
   * are centred. The exponent grows by more than the least that the check asks for; a false alarm
   * takes three standard errors: below 1.4e-3 each, 7e-3 together.
   */
  @ParameterizedTest
  @CsvSource({"0.5, 0", "0.5, 5", "1, 0", "1, 3", "2, 0"})
  void tailsThatFallOffExponentiallyPass(double power, double centre) {
    Check check =
        drift(SAMPLES, 1, share -> centre + StrictMath.pow(-StrictMath.log(share), power));
    assertTrue(check.passed(), check.explanation());
  }

  /**
   * u = share^(-1/exponent). Of a million draws 100 lie beyond the far cut-off: the ratio of
   * exponents is 1 with the standard error 0.1 and must exceed 1.24 to pass. A false alarm has
   * probability 0.008 each, 0.04 together; the seed is fixed.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 3, 4, 6})
  void powerLawsAreFlagged(double exponent) {
    Check check = drift(SAMPLES, 2, share -> StrictMath.pow(share, -1 / exponent));
    assertFalse(check.passed(), check.explanation());
    assertTrue(check.explanation().contains("cannot be trusted"), check.explanation());
    assertEquals(1, check.value(), 0.24);
  }

  /** The core of a distribution does not hide its tail: 5% of a Gaussian core have a power law. */
  @Test
  void aPowerLawBehindAnExponentialCoreIsFlagged() {
    Check check =
        drift(
            SAMPLES,
            3,
            share ->
                share < 0.05
                    ? 4 * StrictMath.pow(share / 0.05, -1.0 / 3)
                    : StrictMath.sqrt(-StrictMath.log(share)));
    assertFalse(check.passed(), check.explanation());
  }

  @Test
  void fewConfigurationsAreNotJudged() {
    Check check = drift(300, 4, share -> 1 / share);
    assertFalse(check.judged());
    assertTrue(check.explanation().contains("too few"), check.explanation());
  }

  /**
   * The radius is exponential. With L phi^2 = r - 1 the boundary term B(Y) = -Y e^(-Y) falls off
   * like the tail; with -1 everywhere it stands on a plateau, 1000 standard errors from 0. A false
   * alarm of the first takes a statistical error of 5 standard errors: 6e-7.
   */
  @Test
  void boundaryTermsThatStandAreFlagged() {
    Draws falling = new Draws(SAMPLES);
    Draws standing = new Draws(SAMPLES);
    RandomStream random = Streams.of(5, "boundary", 0, 0);
    for (int i = 0; i < SAMPLES; i++) {
      double r = -StrictMath.log(random.nextOpen());
      falling.add(1, r, r - 1);
      standing.add(1, r, 2 * random.nextDouble() - 2);
    }
    Check good = check(falling.checks(), "boundaryTerms");
    assertTrue(good.passed(), good.explanation());
    Check bad = check(standing.checks(), "boundaryTerms");
    assertFalse(bad.passed(), bad.explanation());
    assertTrue(bad.explanation().contains("the averages are wrong"), bad.explanation());
  }

  /** All checks of one analysis, from measurements whose averages are known. */
  @Test
  void theAnalysisCountsRunawaysAndSeesTheContour() {
    ComplexAction action = quartic(2, 1);
    EnsembleResult calm = analyse(action, 0, 0);
    assertEquals(
        List.of(true, true), passed(calm, "runaways", "contour"), calm.checks().toString());
    EnsembleResult wild = analyse(action, 0.5, 1);
    assertEquals(
        List.of(false, false), passed(wild, "runaways", "contour"), wild.checks().toString());
    assertEquals(64, check(wild.checks(), "runaways").value());
    for (EnsembleResult result : List.of(calm, wild)) {
      assertEquals(
          EnsembleMeasurement.of(action).checks(),
          result.checks().stream().map(Check::name).collect(Collectors.toSet()));
      // the mean of ten columns 0, 0.1, ..., one constant each
      for (int column = 0; column < 10; column++) {
        String name = EnsembleMeasurement.of(action).columns().get(column);
        assertEquals(0.1 * column, result.estimate(name).value(), 1e-13, name);
        // unknown where nothing fluctuates, but for rounding
        assertFalse(result.estimate(name).error() > 1e-13, name);
      }
    }
  }

  private static List<Boolean> passed(EnsembleResult result, String... names) {
    return Arrays.stream(names).map(name -> check(result.checks(), name).passed()).toList();
  }

  /** Neither kernel nor runaways of an ensemble from elsewhere are known. */
  @Test
  void whatIsNotKnownIsNotJudged() {
    EnsembleResult foreign = analyse(quartic(2, 1), Double.NaN, -1);
    for (String name : List.of("runaways", "contour")) {
      Check check = check(foreign.checks(), name);
      assertFalse(check.judged(), check.toString());
      assertTrue(check.explanation().contains("imported"), check.explanation());
    }
  }

  /** 64 chains of 10 configurations, the last of which may have run away. */
  private static EnsembleResult analyse(ComplexAction action, double phase, int runaways) {
    EnsembleMeasurement measurement =
        EnsembleMeasurement.of(
            EnsembleTraits.of(action).withPhase(phase), ObservableChoice.standard());
    EnsembleAnalysis analysis = measurement.analysis();
    List<String> names = measurement.columns();
    double[] means = pass(analysis.meanPass(), names, runaways);
    return analysis.result(means, pass(analysis.gammaPass(means), names, runaways));
  }

  private static double[] pass(MeasurementAnalysis.Pass pass, List<String> names, int runaways) {
    double[] columns = new double[names.size()];
    for (int column = 0; column < 10; column++) {
      columns[column] = 0.1 * column;
    }
    columns[names.indexOf("drift")] = 1;
    columns[names.indexOf("radius")] = 1;
    for (int step = 0; step < 10; step++) {
      columns[names.indexOf("runaways")] = step == 9 ? runaways : 0;
      for (int chain = 0; chain < 64; chain++) {
        pass.add(chain, columns, 0, Double.NaN);
      }
    }
    return pass.sums();
  }
}
