package org.fieldbeam.core.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.diffusion.LangevinScoreFit;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.effective.LevelFit;
import org.fieldbeam.core.score.fit.BatchSums;
import org.fieldbeam.core.score.fit.EffectiveActionFit;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.score.fit.EffectiveActionSettings.Ladder;
import org.fieldbeam.core.score.fit.EnsembleStatistics;
import org.fieldbeam.core.score.fit.RecoverAction;
import org.fieldbeam.core.score.fit.WeightSums;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Importance weights in every sum over an ensemble that a fit is made of. */
class WeightedSumsTest {
  private static final Lattice LATTICE = Lattice.of(4, 6);
  private static final Action ACTION = Phi4.of(LATTICE, 0.2, 0.1);
  private static final int BATCH = 23;
  private static final EffectiveActionSettings SETTINGS =
      EffectiveActionSettings.of(Ladder.shiftedGeometric(2, 0.5))
          .withOperators(List.of("f4", "33G", "cos1"));

  /** A sum, which begins in each of its blocks with {@link WeightSums}. */
  private record Case(String name, BatchSums sums, int blocks) {
    /** Whether a number is one of configurations or of squared weights, not of a weighted sum. */
    boolean isHead(int at) {
      int within = at % (sums.size() / blocks);
      return within == 0 || within == 2;
    }

    /** The sum over all blocks. */
    double[] total(double[] all) {
      double[] total = new double[sums.size() / blocks];
      for (int i = 0; i < all.length; i++) {
        total[i % total.length] += all[i];
      }
      return total;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A further sum joins by one line. */
  static Stream<Case> cases() {
    return Stream.of(
        new Case("ensemble statistics", EnsembleStatistics.sums(LATTICE), 1),
        new Case("effective action", fit().sums(), 1),
        new Case("recovered action, by chain", RecoverAction.sumsByChain(LATTICE), 64),
        new Case("recovered action, by step", RecoverAction.sumsByStep(LATTICE, 0, BATCH), 64));
  }

  private static EffectiveActionFit fit() {
    double[] sums = sums(EnsembleStatistics.sums(LATTICE), new double[BATCH], false);
    return new EffectiveActionFit(SETTINGS, EnsembleStatistics.of(LATTICE, sums), ACTION, 5);
  }

  private static double[] fields(int batch) {
    double[] phi = new double[LATTICE.volume() * batch];
    Streams.of(1, "weighted sums", 0, 0).gaussians(phi, 0, 1, phi.length);
    return phi;
  }

  /** The sums of configuration b = 0, 1, ... with weight w_b; of equal weights if not weighted. */
  private static double[] sums(BatchSums of, double[] weights, boolean weighted) {
    double[] out = new double[of.size()];
    long[] number = new long[BATCH];
    Arrays.setAll(number, b -> b);
    of.accumulate(fields(BATCH), BATCH, number, number, weighted ? weights : null, out);
    return out;
  }

  /** The sums of an ensemble that has configuration b copies[b] times. */
  private static double[] repeated(BatchSums of, int[] copies) {
    double[] out = new double[of.size()];
    double[] all = fields(BATCH);
    for (int b = 0; b < BATCH; b++) {
      double[] one = new double[LATTICE.volume()];
      for (int x = 0; x < one.length; x++) {
        one[x] = all[x * BATCH + b];
      }
      for (int copy = 0; copy < copies[b]; copy++) {
        of.accumulate(one, 1, new long[] {b}, new long[] {b}, out);
      }
    }
    return out;
  }

  /** A configuration of weight n is one that is there n times, and one of weight 0 is not there. */
  @ParameterizedTest
  @MethodSource("cases")
  void aWeightIsANumberOfCopies(Case sum) {
    int[] copies = new int[BATCH];
    Arrays.setAll(copies, b -> b * b % 4);
    double[] weights = Arrays.stream(copies).asDoubleStream().toArray();
    double[] weighted = sums(sum.sums(), weights, true);
    double[] expected = repeated(sum.sums(), copies);
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < expected.length; i++) {
      if (!sum.isHead(i)) {
        assertEquals(expected[i], weighted[i], 1e-12 * scale, sum + ", number " + i);
      }
    }
    assertEquals(BATCH, WeightSums.rows(sum.total(weighted), 0));
  }

  /** No weights are weights of 1, bit for bit. */
  @ParameterizedTest
  @MethodSource("cases")
  void equalWeightsAreNone(Case sum) {
    double[] ones = new double[BATCH];
    Arrays.fill(ones, 1);
    double[] none = sums(sum.sums(), ones, false);
    assertArrayEquals(none, sums(sum.sums(), ones, true), 1e-12 * none[1] * none[1]);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refusesWhatIsNoWeight(Case sum) {
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] weights = new double[BATCH];
      weights[7] = bad;
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class, () -> sums(sum.sums(), weights, true), sum.name());
      assertTrue(refusal.getMessage().contains("configuration 7"), refusal.getMessage());
    }
  }

  /** A common factor of all weights changes nothing of a model. */
  @Test
  void theScaleOfTheWeightsIsOfNoMatter() {
    double[] weights = new double[BATCH];
    Arrays.setAll(weights, b -> 0.25 + b % 5);
    double[] scaled = Arrays.stream(weights).map(w -> 1e-30 * w).toArray();
    EffectiveActionModel one = model(weights);
    EffectiveActionModel other = model(scaled);
    for (int level = 0; level < one.levels().size(); level++) {
      LevelFit a = one.levels().get(level);
      LevelFit b = other.levels().get(level);
      assertArrayEquals(a.quadratic(), b.quadratic(), 1e-8);
      assertArrayEquals(a.coefficients(), b.coefficients(), 1e-8);
      assertArrayEquals(a.meanSquaredScore(), b.meanSquaredScore(), 1e-8);
      assertEquals(a.diagnostics().residual(), b.diagnostics().residual(), 1e-8);
      assertEquals(
          a.diagnostics().validationResidual(), b.diagnostics().validationResidual(), 1e-8);
    }
    assertEquals((long) BATCH, one.training().get("configurations"));
    double effective = (Double) one.training().get("effectiveConfigurations");
    assertTrue(effective > 2 && effective < BATCH, "effective " + effective);
  }

  private static EffectiveActionModel model(double[] weights) {
    EnsembleStatistics statistics =
        EnsembleStatistics.of(LATTICE, sums(EnsembleStatistics.sums(LATTICE), weights, true));
    EffectiveActionFit fit = new EffectiveActionFit(SETTINGS, statistics, ACTION, 5);
    double[] sums = sums(fit.sums(), weights, true);
    return fit.solve(sums, sums, Map.of());
  }

  @Test
  void oneConfigurationOfAllTheWeightIsNoEnsemble() {
    double[] weights = new double[BATCH];
    Arrays.fill(weights, 1e-9);
    weights[3] = 1;
    double[] sums = sums(EnsembleStatistics.sums(LATTICE), weights, true);
    assertThrows(IllegalArgumentException.class, () -> EnsembleStatistics.of(LATTICE, sums));
  }

  /** Constant fields have no distribution to fit; what rounding leaves of one is none. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 0.1, 1.0 / 3, -2.7, 1e-8, 1e8})
  void constantFieldsAreNoEnsemble(double value) {
    BatchSums of = EnsembleStatistics.sums(LATTICE);
    double[] sums = new double[of.size()];
    double[] phi = new double[LATTICE.volume() * BATCH];
    Arrays.fill(phi, value);
    for (int i = 0; i < 40; i++) {
      of.accumulate(phi, BATCH, new long[BATCH], new long[BATCH], sums);
    }
    EnsembleStatistics statistics = EnsembleStatistics.of(LATTICE, sums);
    assertThrows(IllegalArgumentException.class, statistics::zeroModeMixture);
    assertThrows(IllegalArgumentException.class, statistics::fittedAction);
  }

  @Test
  void langevinTrajectoriesHaveNoWeights() {
    LangevinScoreFit fit =
        new LangevinScoreFit(
            Actions.real(Lattice.of(1), "quartic", Map.of("a", -1.0, "b", 1.0)), 0.01, 1, 1, 8);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            fit.accumulate(
                new double[1],
                1,
                new long[1],
                new long[] {1},
                new double[] {1},
                new double[fit.size()]));
  }

  /**
   * Chains of kappa = 0.1 with weights exp(2 (0.18 - 0.1) sum phi phi) are an ensemble of kappa =
   * 0.18: what is recovered from it, and what is fitted to it. 5 standard errors: false alarm 2 x
   * 6e-7; without weights both are more than 10 errors off.
   */
  @Test
  void aWeightedEnsembleIsOneOfTheTarget() {
    double from = 0.1;
    double target = 0.18;
    double lambda = 0.1;
    Lattice lattice = Lattice.of(4, 4);
    Action proposals = Phi4.of(lattice, from, lambda);
    Action wanted = Phi4.of(lattice, target, lambda);
    List<double[]> chains =
        FitTestSupport.ensemble(proposals, new Hmc(1.0, 6, Integrator.LEAPFROG), 3, 30_000);
    RecoverAction.Result weighted = recover(lattice, chains, proposals, wanted);
    RecoverAction.Result raw = recover(lattice, chains, proposals, null);
    assertEquals(0, weighted.kappa().pull(target), 5, weighted.toString());
    assertEquals(0, weighted.lambda().pull(lambda), 5, weighted.toString());
    assertEquals(0, raw.kappa().pull(from), 5, raw.toString());
    assertTrue(raw.kappa().pull(target) < -10, raw.toString());
    assertTrue(weighted.effective() < 0.9 * weighted.configurations(), weighted.toString());
    assertEquals((double) raw.configurations(), raw.effective());
  }

  private static RecoverAction.Result recover(
      Lattice lattice, List<double[]> chains, Action proposals, Action wanted) {
    BatchSums of = RecoverAction.sumsByChain(lattice);
    double[] sums = new double[of.size()];
    int batch = FitTestSupport.CHAINS;
    long[] chain = new long[batch];
    Arrays.setAll(chain, b -> b);
    double[] from = new double[batch];
    double[] to = new double[batch];
    for (double[] phi : chains) {
      double[] weights = null;
      if (wanted != null) {
        proposals.action(phi, batch, from);
        wanted.action(phi, batch, to);
        weights = new double[batch];
        for (int b = 0; b < batch; b++) {
          weights[b] = Math.exp(from[b] - to[b]);
        }
      }
      of.accumulate(phi, batch, chain, new long[batch], weights, sums);
    }
    return RecoverAction.solve(sums);
  }
}
