package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.ExactSamples;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.markov.hmc.FourierHmc;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.fieldbeam.core.statistics.Check;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains that stay where they started fail; chains that forget it do not. */
class MotionChecksTest {
  private static final Lattice LATTICE = Lattice.of(4, 4);
  private static final Action PHI4 = Phi4.of(LATTICE, 0.2, 1.0);
  private static final Action FREE = Phi4.of(LATTICE, 0.1, 0);

  /** Deep wells, between which chains of HMC do not go: each keeps the sign of M. */
  private static final Action BROKEN = Phi4.of(LATTICE, 0.5, 1.0);

  private static final Action SITE = SitePolynomial.quartic(Lattice.of(1), 1, 1);

  private static Algorithm hmc(double length, int steps) {
    return new Hmc(length, steps, Integrator.LEAPFROG);
  }

  private static Algorithm metropolis(double width) {
    return new MetropolisWolff(width, 1, 1);
  }

  private static Check check(EnsembleResult result, String name) {
    return result.checks().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<String> failed(EnsembleResult result) {
    return result.checks().stream().filter(Check::failed).map(Check::name).toList();
  }

  static Stream<Arguments> still() {
    double sqrt2 = Math.sqrt(2);
    return Stream.of(
        Arguments.of("no trajectory is accepted", PHI4, hmc(7, 10), "acceptance"),
        Arguments.of("no trajectory is accepted", PHI4, hmc(7, 10), "motion"),
        Arguments.of("no trajectory is accepted", PHI4, hmc(7, 10), "mixing"),
        Arguments.of("trajectories overflow", PHI4, hmc(1e9, 10), "acceptance"),
        Arguments.of(
            "trajectories with masses",
            PHI4,
            new FourierHmc(12, 10, Integrator.LEAPFROG, 1),
            "acceptance"),
        // every mode of independent sites turns once in a trajectory, and ends where it was
        Arguments.of(
            "trajectories are periods",
            Phi4.of(LATTICE, 0, 0),
            hmc(2 * Math.PI / sqrt2, 200),
            "mixing"),
        Arguments.of("a step of 1e-12", PHI4, new Langevin(1e-12), "mixing"),
        Arguments.of("a step of 1e-6", PHI4, new Langevin(1e-6), "mixing"),
        Arguments.of("a width of 1e-3", PHI4, metropolis(1e-3), "mixing"),
        Arguments.of("a width of 1e-6", PHI4, metropolis(1e-6), "mixing"),
        Arguments.of("a width of 1e6", PHI4, metropolis(1e6), "mixing"),
        Arguments.of("a width of 1e6", PHI4, metropolis(1e6), "acceptance"));
  }

  /** Each of these, with as many chains and configurations as one would first try. */
  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("still")
  void chainsThatStayFail(String what, Action action, Algorithm algorithm, String check) {
    for (int thermalization : new int[] {0, 200}) {
      ChainRun run = new ChainRun(action, algorithm, Start.hot(), 32, thermalization, 16, 1);
      EnsembleResult result = run.result(1);
      assertTrue(check(result, check).failed(), what + ": " + result.checks());
    }
  }

  /** The fields of another action, right for that one. */
  @Test
  void aStartFromAnotherEnsembleThatIsKeptFails() {
    MarkovChains free = hmc(1.3, 20).start(FREE, Start.hot(), 9, "free", 0, 64);
    free.advance(100);
    for (Algorithm algorithm : List.of(hmc(7, 10), new Langevin(1e-12), metropolis(1e-6))) {
      ChainRun run = new ChainRun(PHI4, algorithm, Start.given(free.fields()), 64, 0, 16, 1);
      EnsembleResult result = run.result(2);
      assertTrue(check(result, "mixing").failed(), result.checks().toString());
    }
  }

  static Stream<Arguments> good() {
    return Stream.of(
        Arguments.of(PHI4, hmc(1, 10)),
        Arguments.of(PHI4, hmc(1.2, 12)),
        Arguments.of(FREE, hmc(2, 20)),
        Arguments.of(BROKEN, hmc(0.7, 10)),
        Arguments.of(PHI4, new FourierHmc(1, 10, Integrator.LEAPFROG, 1)),
        Arguments.of(PHI4, metropolis(1)),
        Arguments.of(FREE, metropolis(1.5)),
        Arguments.of(SITE, metropolis(1)),
        Arguments.of(SITE, new ExactSamples()));
  }

  /**
   * Short and long chains, few and many, after thermalization: 9 * 7 * 4 runs of three checks. Each
   * raises a false alarm with a probability of 6e-7 or less, all with 1e-3.
   */
  @ParameterizedTest
  @MethodSource("good")
  void chainsThatMoveRaiseNoAlarm(Action action, Algorithm algorithm) {
    int[][] sizes = {{1, 20}, {2, 5}, {2, 64}, {4, 4}, {8, 16}, {32, 2}, {32, 16}};
    for (int[] size : sizes) {
      for (int seed = 1; seed <= 4; seed++) {
        EnsembleResult result =
            new ChainRun(action, algorithm, Start.hot(), size[0], 50, size[1], 3).result(seed);
        for (String name : List.of("motion", "mixing", "acceptance")) {
          assertFalse(failed(result).contains(name), result.checks().toString());
        }
      }
    }
  }

  /** Columns of one chain in R replaced by those of its first configuration. */
  private static EnsembleResult oneFrozen(int chains, int length, double stays) {
    EnsembleMeasurement measurement = EnsembleMeasurement.of(PHI4);
    EnsembleKernel kernel = measurement.kernel();
    int width = measurement.columns().size();
    MarkovChains running = hmc(1, 10).start(PHI4, Start.hot(), 3, "frozen", 0, chains);
    running.advance(100);
    double[][] rows = new double[length][width * chains];
    for (int i = 0; i < length; i++) {
      if (i == 0 || i % Math.round(1 / (1 - stays)) == 0) {
        running.advance(1);
      }
      kernel.measure(running.fields(), chains, rows[i]);
    }
    EnsembleAnalysis analysis = EnsembleMeasurement.of(PHI4).analysis();
    double[] sums = null;
    for (int which = 0; which < 2; which++) {
      MeasurementAnalysis.Pass pass = which == 0 ? analysis.meanPass() : analysis.gammaPass(sums);
      for (int i = 0; i < length; i++) {
        for (int b = 0; b < chains; b++) {
          double[] columns = new double[width];
          for (int c = 0; c < columns.length; c++) {
            columns[c] = rows[b == 0 ? 0 : i][c * chains + b];
          }
          pass.add(b, columns, 0, Double.NaN);
        }
      }
      if (which == 1) {
        return analysis.result(sums, pass.sums());
      }
      sums = pass.sums();
    }
    throw new IllegalStateException();
  }

  /**
   * One chain of several that never moves fails where the others show that chance does not do that:
   * k of n pairs alike elsewhere, its own t pairs alike, R prod (k + 1 + i)/(n + 2 + i) &lt; 6e-7.
   */
  @Test
  void oneFrozenChainOfSeveralFails() {
    assertTrue(check(oneFrozen(4, 16, 0), "motion").failed());
    assertTrue(check(oneFrozen(2, 32, 0), "motion").failed());
    assertTrue(check(oneFrozen(64, 32, 0.5), "motion").failed());
    // two of two configurations alike: of 64 chains one does that where a fiftieth are
    Check short2 = check(oneFrozen(64, 2, 0), "motion");
    assertTrue(short2.passed(), short2.toString());
    // R = 4, k = 0, n = 12, t = 4: 4 * 4! * 13!/17!
    Check five = check(oneFrozen(4, 5, 0), "motion");
    assertEquals(4.0 * 24 / (14.0 * 15 * 16 * 17), five.value(), 1e-12);
    assertTrue(five.passed(), five.toString());
  }

  /** Sites take the place of chains where there are few: no check that counts may pass. */
  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("still")
  void fewChainsThatStayFail(String what, Action action, Algorithm algorithm, String check) {
    int[][] sizes = {{1, 16}, {1, 100}, {2, 8}, {4, 5}};
    for (int[] size : sizes) {
      EnsembleResult result =
          new ChainRun(action, algorithm, Start.hot(), size[0], 200, size[1], 1).result(1);
      assertFalse(check(result, check).passed(), what + ": " + result.checks());
      assertFalse(result.noCheckFailed(), what + ": " + result.checks());
    }
  }

  /** From a constant field, too, whose variance grows as slowly as it moves. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-16, 1e-12, 1e-9, 1e-6})
  void aColdStartThatIsKeptDoesNotPass(double step) {
    int[][] sizes = {{1, 16}, {1, 100}, {1, 1000}, {2, 16}, {8, 8}, {32, 16}};
    for (int[] size : sizes) {
      for (int thermalization : new int[] {0, 200}) {
        EnsembleResult result =
            new ChainRun(
                    PHI4, new Langevin(step), Start.cold(), size[0], thermalization, size[1], 1)
                .result(1);
        assertFalse(check(result, "mixing").passed(), result.checks().toString());
      }
    }
  }

  /** Chains that are short against their correlation, though they began in equilibrium. */
  @ParameterizedTest
  @CsvSource({"1, 50, FAILED", "2, 25, FAILED", "40, 50, PASSED", "1, 5000, PASSED"})
  void chainsShorterThanTheirCorrelationDoNotPass(int chains, int length, Check.Outcome outcome) {
    MarkovChains right = hmc(1.3, 20).start(PHI4, Start.hot(), 9, "right", 0, chains);
    right.advance(100);
    EnsembleResult result =
        new ChainRun(PHI4, hmc(0.05, 1), Start.given(right.fields()), chains, 10_000, length, 1)
            .result(3);
    assertEquals(outcome, check(result, "mixing").outcome(), result.checks().toString());
  }

  /** What cannot be compared is not judged. */
  @Test
  void whatCannotBeComparedIsNotJudged() {
    EnsembleResult site = new ChainRun(SITE, metropolis(1), Start.hot(), 1, 50, 100, 1).result(4);
    assertFalse(check(site, "mixing").judged());
    assertTrue(check(site, "motion").passed());
    EnsembleResult few = new ChainRun(PHI4, hmc(7, 10), Start.hot(), 3, 50, 3, 1).result(4);
    EnsembleResult single = new ChainRun(PHI4, hmc(7, 10), Start.hot(), 40, 50, 1, 1).result(4);
    for (String name : List.of("motion", "mixing")) {
      assertFalse(check(few, name).judged(), few.toString());
      assertFalse(check(single, name).judged(), single.toString());
    }
    assertFalse(check(few, "acceptance").judged(), few.toString());
    assertTrue(check(single, "acceptance").failed(), single.toString());
  }

  /**
   * Chains of hybrid Monte Carlo that keep their topological sector pass every other check of
   * theirs, and are told by this one; with windings, and drawn exactly, they pass it. Fixed seed; a
   * false alarm has the probability of the check, 6e-7.
   */
  @Test
  void frozenTopologyIsTold() {
    Action action = U1Action.of(Lattice.of(12, 12), 11);
    EnsembleResult frozen =
        new ChainRun(action, hmc(1, 20), Start.cold(), 32, 100, 100, 1).result(3);
    assertEquals(List.of("topology"), failed(frozen), frozen.checks().toString());
    assertTrue(check(frozen, "topology").explanation().contains("frozen"));
    for (Algorithm moving : List.of(new Hmc(1, 20, Integrator.LEAPFROG, 3))) {
      EnsembleResult good = new ChainRun(action, moving, Start.cold(), 8, 100, 150, 1).result(3);
      assertEquals(List.of(), failed(good), good.checks().toString());
      assertTrue(check(good, "topology").passed(), good.checks().toString());
    }
  }

  /** Where all but a few configurations have Q = 0, chains that have no other are not judged. */
  @Test
  void aChargeThatHardlyEverMovesIsNotJudged() {
    Action action = U1Action.of(Lattice.of(2, 2), 12);
    EnsembleResult result =
        new ChainRun(action, new ExactSamples(), Start.cold(), 4, 0, 25, 1).result(3);
    assertTrue(!check(result, "topology").judged(), result.checks().toString());
  }
}
