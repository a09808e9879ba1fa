package org.fieldbeam.core.observable;

import static org.fieldbeam.core.observable.MeasuredRows.analyse;
import static org.fieldbeam.core.observable.MeasuredRows.check;
import static org.fieldbeam.core.observable.MeasuredRows.gaussians;
import static org.fieldbeam.core.observable.MeasuredRows.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.MeasuredRows.Row;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.TreeSum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Estimates and checks on ensembles whose truth is known, and on ensembles made wrong on purpose.
 * Seeds are fixed; a good ensemble fails with probability below 1e-5.
 */
class EnsembleAnalysisTest {

  /** Independent sites: S = sum of phi^2, phi ~ N(0, 1/2). */
  private static final Action GAUSSIAN = Phi4.of(Lattice.of(4, 4), 0, 0);

  /** One site, x^2 and x^4 with two wells; physics of Fukushima and Kamata, arXiv 2411.11297. */
  private static final Action WELLS = SitePolynomial.quartic(Lattice.of(1), -4, 1);

  private static final Action SINGLE_WELL = SitePolynomial.quartic(Lattice.of(1), 0.5, 0.25);

  /**
   * Normal numbers of one site, whose tails are the widest of all polynomial actions, pass; one
   * runaway among 20,000 of them fails, at whatever distance.
   */
  @Test
  void aSingleRunawayIsAnOutlier() {
    Action gaussian = SitePolynomial.quartic(Lattice.of(1), 0.5, 0);
    SplittableRandom random = new SplittableRandom(7);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      rows.add(row(gaussian, i, new double[] {random.nextGaussian()}));
    }
    Check good = check(analyse(gaussian, rows), "outliers");
    assertTrue(good.passed() && good.value() > 10, good.toString());
    double reach = Math.sqrt(good.threshold());
    rows.set(17, row(gaussian, 17, new double[] {0.9 * reach}));
    assertTrue(check(analyse(gaussian, rows), "outliers").passed());
    for (double far : new double[] {1.1 * reach, 1e3, 1e10, 1e30}) {
      rows.set(17, row(gaussian, 17, new double[] {far}));
      Check bad = check(analyse(gaussian, rows), "outliers");
      assertFalse(bad.passed(), bad.toString());
      assertTrue(Double.isFinite(bad.value()), bad.toString());
    }
  }

  /** The law of two wells ends early: of its quantiles |x| = 4 is an outlier, 3.2 is none. */
  @Test
  void aSingleRunawayFromTheWellsIsAnOutlier() {
    SiteLaw law = SiteLaw.of(-4, 1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      rows.add(row(WELLS, i, new double[] {law.quantile((i + 0.5) / 20_000)}));
    }
    assertTrue(check(analyse(WELLS, rows), "outliers").passed());
    rows.set(17, row(WELLS, 17, new double[] {3.2}));
    assertTrue(check(analyse(WELLS, rows), "outliers").passed());
    rows.set(17, row(WELLS, 17, new double[] {4}));
    assertFalse(check(analyse(WELLS, rows), "outliers").passed());
  }

  @Test
  void exactSamplesPassAndAgreeWithTheTruth() {
    EnsembleResult result = analyse(GAUSSIAN, gaussians(GAUSSIAN, 32, 100, Math.sqrt(0.5)));
    assertTrue(result.noCheckFailed(), result.checks().toString());
    // Truth of independent Gaussians of variance 1/2; a pull beyond 5: false alarm 6e-7 each.
    assertEquals(0, result.estimate("phi2").pull(0.5), 5);
    assertEquals(0, result.estimate("phi4").pull(0.75), 5);
    assertEquals(0, result.estimate("nn").pull(0), 5);
    assertEquals(0, result.estimate("actionDensity").pull(0.5), 5);
    assertEquals(0, result.estimate("chi").pull(0.5), 5);
    assertEquals(0, result.estimate("M2").pull(0.5 / 16), 5);
    assertEquals(0, result.estimate("chiAbs").pull(0.5 * (1 - 2 / Math.PI)), 5);
    assertEquals(0, result.estimate("binder").pull(0), 5);
    assertEquals(0, result.estimate("cumulant4").pull(0), 5);
    assertEquals(0, result.estimate("gPmin").pull(0.5), 5);
    assertEquals(0, result.estimate("correlator0").pull(0.5), 5);
    assertEquals(0, result.estimate("correlator1").pull(0), 5);
    assertEquals(0.5, result.estimate("phi2").tauInt(), 0.2);
    assertEquals(3200, result.estimate("phi2").n());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.95, 1.05, 1.41})
  void aWrongWidthFailsSchwingerDyson(double factor) {
    List<Row> rows = gaussians(GAUSSIAN, 32, 100, factor * Math.sqrt(0.5));
    EnsembleResult result = analyse(GAUSSIAN, rows);
    assertFalse(check(result, "schwingerDyson").passed());
    assertTrue(check(result, "symmetry").passed());
  }

  @Test
  void aWrongCouplingFailsSchwingerDyson() {
    Action claimed = Phi4.of(Lattice.of(4, 4), 0, 0.05);
    assertFalse(
        check(analyse(claimed, gaussians(claimed, 32, 100, Math.sqrt(0.5))), "schwingerDyson")
            .passed());
  }

  /** Euler-Maruyama; {@code noise} is sqrt(2) where the process is right. */
  private static List<Row> langevin(
      double noise, double start, int skip, int stride, double step, int chains, int length) {
    SplittableRandom random = new SplittableRandom(7);
    List<Row> rows = new ArrayList<>();
    for (int chain = 0; chain < chains; chain++) {
      double x = start;
      for (int i = -skip; i < length * stride; i++) {
        if (i >= 0 && i % stride == 0) {
          rows.add(row(SINGLE_WELL, chain, new double[] {x}));
        }
        x += -(x + x * x * x) * step + noise * Math.sqrt(step) * random.nextGaussian();
      }
    }
    return rows;
  }

  @Test
  void aFineLangevinProcessPasses() {
    EnsembleResult result =
        analyse(SINGLE_WELL, langevin(Math.sqrt(2), 0, 2000, 100, 0.005, 32, 60));
    assertTrue(result.noCheckFailed(), result.checks().toString());
  }

  @Test
  void langevinWithoutTheSquareRootOfTwoFails() {
    EnsembleResult result = analyse(SINGLE_WELL, langevin(1, 0, 2000, 100, 0.005, 32, 60));
    assertFalse(check(result, "schwingerDyson").passed());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 32})
  void anUnthermalizedStartFails(int chains) {
    EnsembleResult result =
        analyse(SINGLE_WELL, langevin(Math.sqrt(2), 30, 0, 1, 0.0005, chains, 4000));
    assertFalse(check(result, "thermalization").passed(), result.checks().toString());
    assertFalse(result.noCheckFailed());
  }

  /** Chains in one of two deep wells, with exact samples of |x| and signs as given. */
  private static List<Row> frozen(int chains, int length, boolean randomSigns) {
    SplittableRandom random = new SplittableRandom(99);
    List<Row> rows = new ArrayList<>();
    for (int chain = 0; chain < chains; chain++) {
      double sign = randomSigns && random.nextBoolean() ? -1 : 1;
      for (int i = 0; i < length; i++) {
        double x;
        do {
          x = 3 * random.nextDouble();
        } while (random.nextDouble() > Math.exp(-(x * x - 2) * (x * x - 2)));
        rows.add(row(WELLS, chain, new double[] {sign * x}));
      }
    }
    return rows;
  }

  @Test
  void frozenChainsOfRandomSignsPassWithAnHonestError() {
    EnsembleResult result = analyse(WELLS, frozen(64, 100, true));
    assertTrue(result.noCheckFailed(), result.checks().toString());
    assertFalse(result.estimate("M").windowClosed());
    // <|x|> is near 1.3: the error of 64 random signs.
    assertEquals(1.3 / 8, result.estimate("M").error(), 0.03);
    assertEquals(0, result.estimate("phi2").pull(1.83534172149), 5);
    assertEquals(0, result.estimate("phi4").pull(3.92068344298), 5);
    assertEquals(0, result.estimate("phi2Variance").pull(0.5522042083373558), 5);
    assertTrue(result.estimate("phi2").windowClosed());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void frozenChainsOfOneSignFail(int chains) {
    EnsembleResult result = analyse(WELLS, frozen(chains, 100, false));
    assertFalse(check(result, "symmetry").passed());
  }

  /** Fields without a zero mode: G(0) is less than G(p_min), and there is no xi. */
  @Test
  void anUndefinedCorrelationLengthHasNoErrorAndFailsNoCheck() {
    SplittableRandom random = new SplittableRandom(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      double[] phi = new double[16];
      Arrays.setAll(phi, x -> random.nextGaussian());
      double mean = Arrays.stream(phi).average().orElseThrow();
      Arrays.setAll(phi, x -> phi[x] - 0.9 * mean);
      rows.add(row(GAUSSIAN, i % 20, phi));
    }
    EnsembleResult result = analyse(GAUSSIAN, rows);
    ObservableEstimate xi =
        result.estimates().stream().filter(e -> e.name().equals("xi")).findFirst().orElseThrow();
    assertEquals("0(?)", xi.estimate().toString());
    assertTrue(check(result, "window").passed(), check(result, "window").toString());
  }

  @Test
  void aSlowEvenObservableFailsTheWindow() {
    // Every chain keeps its own width: phi^2 never averages out within a chain.
    SplittableRandom random = new SplittableRandom(6);
    List<Row> rows = new ArrayList<>();
    for (int chain = 0; chain < 32; chain++) {
      double width = 0.2 + random.nextDouble();
      for (int i = 0; i < 100; i++) {
        double[] phi = new double[16];
        Arrays.setAll(phi, x -> width * random.nextGaussian());
        rows.add(row(GAUSSIAN, chain, phi));
      }
    }
    EnsembleResult result = analyse(GAUSSIAN, rows);
    assertFalse(check(result, "window").passed(), result.checks().toString());
  }

  /** Delta H of a reversible update is N(s^2/2, s^2) for a Gaussian distribution. */
  @Test
  void exponentialOfDeltaH() {
    SplittableRandom random = new SplittableRandom(77);
    for (double bias : new double[] {0, 0.2}) {
      List<Row> rows =
          gaussians(GAUSSIAN, 32, 100, Math.sqrt(0.5)).stream()
              .map(r -> new Row(r.chain(), r.columns(), 0, 0.5 + bias + random.nextGaussian()))
              .toList();
      EnsembleResult result = analyse(GAUSSIAN, rows);
      assertEquals(bias == 0, check(result, "expMinusDeltaH").passed());
      assertEquals(bias == 0, check(result, "deltaHBalance").passed());
      assertEquals(bias == 0, result.noCheckFailed(), result.checks().toString());
    }
  }

  /** The farther off, the less is said for it: passed, then not judged, then failed. */
  @Test
  void betweenPassedAndFailedNothingIsSaid() {
    SplittableRandom random = new SplittableRandom(79);
    List<Row> good = gaussians(GAUSSIAN, 32, 100, Math.sqrt(0.5));
    double[] noise = new double[good.size()];
    Arrays.setAll(noise, i -> 0.5 + random.nextGaussian());
    List<Check.Outcome> outcomes = new ArrayList<>();
    for (int step = 0; step < 40; step++) {
      double bias = 0.005 * step;
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < noise.length; i++) {
        rows.add(new Row(good.get(i).chain(), good.get(i).columns(), 0, bias + noise[i]));
      }
      outcomes.add(check(analyse(GAUSSIAN, rows), "deltaHBalance").outcome());
    }
    List<Check.Outcome> seen = outcomes.stream().distinct().toList();
    assertEquals(
        List.of(Check.Outcome.PASSED, Check.Outcome.NOT_JUDGED, Check.Outcome.FAILED),
        seen,
        outcomes.toString());
    assertEquals(outcomes, outcomes.stream().sorted(Comparator.comparing(seen::indexOf)).toList());
  }

  /** With s = 4 the plain average rests on a handful of rows; the bounded one still judges. */
  @Test
  void wideDeltaHIsJudgedByTheBoundedIdentity() {
    SplittableRandom random = new SplittableRandom(78);
    for (double bias : new double[] {0, 2}) {
      List<Row> rows =
          gaussians(GAUSSIAN, 32, 100, Math.sqrt(0.5)).stream()
              .map(r -> new Row(r.chain(), r.columns(), 0, 8 + bias + 4 * random.nextGaussian()))
              .toList();
      EnsembleResult result = analyse(GAUSSIAN, rows);
      assertEquals(bias == 0, result.noCheckFailed(), result.checks().toString());
    }
  }

  @Test
  void importanceWeightsRepairAWrongWidth() {
    double width = 1.1 * Math.sqrt(0.5);
    List<Row> rows =
        gaussians(GAUSSIAN, 32, 100, width).stream()
            .map(
                r -> {
                  double square = 16 * r.columns()[1];
                  double logWeight = -square + square / (2 * width * width);
                  return new Row(r.chain(), r.columns(), logWeight - 700, Double.NaN);
                })
            .toList();
    EnsembleResult result = analyse(GAUSSIAN, rows);
    assertTrue(result.noCheckFailed(), result.checks().toString());
    assertTrue(check(result, "weights").value() > 0);
    assertEquals(0, result.estimate("phi2").pull(0.5), 5);
    assertEquals(0, result.estimate("chi").pull(0.5), 5);
    List<Row> spiked = new ArrayList<>(rows);
    spiked.add(new Row(1, rows.get(0).columns(), 0, Double.NaN));
    assertFalse(check(analyse(GAUSSIAN, spiked), "weights").passed());
  }

  /** What cannot be told from a few rows, or from rows that are all the same, is not passed. */
  @ParameterizedTest
  @CsvSource({"1, 1, false", "2, 1, false", "1, 2, false", "3, 3, false", "1, 64, true"})
  void whatCannotBeToldIsNotJudged(int chains, int length, boolean same) {
    List<Row> rows = gaussians(GAUSSIAN, chains, length, Math.sqrt(0.5));
    if (same) {
      rows = Collections.nCopies(chains * length, rows.get(0));
    }
    EnsembleResult result = analyse(GAUSSIAN, rows);
    for (Check check : result.checks()) {
      boolean judged = same && List.of("outliers", "motion").contains(check.name());
      assertEquals(judged, check.judged(), check.toString());
      assertEquals(judged, !Double.isNaN(check.value()), check.toString());
    }
    assertEquals(same, check(result, "motion").failed());
    assertEquals(!same, result.noCheckFailed());
  }

  /** Shards delivered in any order, by any number of workers, give the same bits. */
  @Test
  void resultDoesNotDependOnTheOrderOfDelivery() {
    int shards = 7;
    List<Row> rows = gaussians(GAUSSIAN, 21, 40, 0.7);
    EnsembleAnalysis analysis = EnsembleMeasurement.of(GAUSSIAN).analysis();
    double[] means = null;
    double[] gamma = null;
    for (int repeat = 0; repeat < 5; repeat++) {
      double[] mean = passes(rows, shards, repeat, EnsembleAnalysis.MEAN_JOIN, analysis::meanPass);
      double[] second =
          passes(rows, shards, repeat, EnsembleAnalysis.GAMMA_JOIN, () -> analysis.gammaPass(mean));
      if (means != null) {
        assertArrayEquals(means, mean, 0.0);
        assertArrayEquals(gamma, second, 0.0);
      }
      means = mean;
      gamma = second;
    }
    EnsembleResult whole = analyse(GAUSSIAN, rows);
    EnsembleResult joined = analysis.result(means, gamma);
    for (ObservableEstimate entry : whole.estimates()) {
      double error = entry.estimate().error();
      assertEquals(
          entry.estimate().value(), joined.estimate(entry.name()).value(), 1e-10 * error + 1e-14);
      assertEquals(error, joined.estimate(entry.name()).error(), 1e-8 * error);
    }
  }

  private static double[] passes(
      List<Row> rows,
      int shards,
      int seed,
      TreeSum.Join join,
      Supplier<MeasurementAnalysis.Pass> start) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, shards).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    TreeSum one = new TreeSum(join);
    TreeSum other = new TreeSum(join);
    for (int shard : order) {
      MeasurementAnalysis.Pass pass = start.get();
      for (Row r : rows) {
        if (r.chain() * shards / 21 == shard) {
          pass.add(r.chain(), r.columns(), r.logWeight(), r.deltaH());
        }
      }
      (shard % 2 == seed % 2 ? one : other).add(shard, pass.sums());
    }
    return one.addAll(other).result(shards);
  }
}
