package org.fieldbeam.core.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.FitTestSupport;
import org.fieldbeam.core.score.ScoreModel;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.score.fit.EffectiveActionSettings.Ladder;
import org.fieldbeam.core.statistics.Estimate;
import org.junit.jupiter.api.Test;

/**
 * Laws that make the samplers exact whatever the score: constant weights, ln Z, corrected means.
 */
class SamplerExactnessTest {
  private static final double KAPPA = 0.2;

  private static double logZ(Lattice lattice) {
    MomentumOrbits orbits = new MomentumOrbits(lattice);
    double[] c = FitTestSupport.freeSpectrum(orbits, KAPPA);
    double sum = 0;
    for (int o = 0; o < c.length; o++) {
      sum += 0.5 * orbits.multiplicity(o) * Math.log(2 * Math.PI * c[o]);
    }
    return sum;
  }

  private static double[] weights(ReverseSampler sampler, int n) {
    double[] logWeights = new double[n];
    sampler.sample(9, "sample", 0, n, new double[sampler.layout().size() * n], null, logWeights);
    return logWeights;
  }

  private static double largestDeviation(double[] values, double from) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value - from));
    }
    return largest;
  }

  private static EffectiveActionModel freeModel(Lattice lattice, int levels) {
    return FitTestSupport.exactFree(
        FreeField.of(lattice, KAPPA), KAPPA, TimeLadder.shiftedGeometric(levels, 0.5, 10));
  }

  private static ProbabilityFlow flow(EffectiveActionModel model, FlowIntegrator integrator) {
    return new ProbabilityFlow(model.score(), model.prior(), model.action(), integrator);
  }

  /** A score that says nothing of its modes, so that the flow has no integrating factor. */
  private record Plain(ScoreModel inner) implements ScoreModel {
    @Override
    public Lattice lattice() {
      return inner.lattice();
    }

    @Override
    public TimeLadder ladder() {
      return inner.ladder();
    }

    @Override
    public void evaluate(double[] phi, int batch, int level, double[] score, double[] divergence) {
      inner.evaluate(phi, batch, level, score, divergence);
    }

    @Override
    public ScoreModel newEvaluator() {
      return new Plain(inner.newEvaluator());
    }
  }

  private static ProbabilityFlow plainFlow(EffectiveActionModel model, FlowIntegrator integrator) {
    return new ProbabilityFlow(new Plain(model.score()), model.prior(), model.action(), integrator);
  }

  /**
   * In a Gaussian theory every log weight is ln Z, up to an integration error of the integrator's
   * order where there is no integrating factor.
   */
  @Test
  void gaussianFlowWeightsConvergeWithTheOrderOfTheIntegrator() {
    Lattice lattice = Lattice.of(6, 4);
    double logZ = logZ(lattice);
    Map<FlowIntegrator, Integer> orders =
        Map.of(
            FlowIntegrator.RK4, 4,
            FlowIntegrator.HEUN, 2,
            FlowIntegrator.EULER, 1);
    for (FlowIntegrator integrator : FlowIntegrator.values()) {
      double coarse =
          largestDeviation(weights(plainFlow(freeModel(lattice, 16), integrator), 64), logZ);
      double fine =
          largestDeviation(weights(plainFlow(freeModel(lattice, 64), integrator), 64), logZ);
      double order = Math.log(coarse / fine) / Math.log(4);
      assertEquals(orders.get(integrator), order, 0.35, integrator + " " + coarse);
    }
    assertTrue(
        largestDeviation(weights(plainFlow(freeModel(lattice, 64), FlowIntegrator.RK4), 64), logZ)
            < 1e-3);
  }

  /**
   * The path weights of the reverse process of a Gaussian theory do not fluctuate at any step size.
   */
  @Test
  void gaussianPathWeightsAreConstant() {
    for (Lattice lattice : List.of(Lattice.of(6, 4), Lattice.of(5), Lattice.of(2, 2, 4))) {
      EffectiveActionModel model =
          FitTestSupport.exactFree(FreeField.of(lattice, 0.1), 0.1, TimeLadder.uniform(3, 10));
      ReverseSde sde =
          new ReverseSde(
              model.score(), model.prior(), model.action(), 1, ReverseSde.Step.PER_MODE, false);
      double[] logWeights = weights(sde, 50);
      assertTrue(largestDeviation(logWeights, logWeights[0]) < 1e-9);
    }
  }

  /**
   * E[w] = Z for every member of the family. 4 standard errors for each of 8 samplers: a false
   * alarm in 1 of 2000 seeds. Of the weights that are all equal only the rounding fluctuates, which
   * says nothing about its sum.
   */
  @Test
  void pathWeightsAverageToThePartitionFunction() {
    Lattice lattice = Lattice.of(4, 4);
    EffectiveActionModel model = freeModel(lattice, 24);
    for (double lambda : new double[] {1, 0.7}) {
      for (ReverseSde.Step step : ReverseSde.Step.values()) {
        ReverseSde sde =
            new ReverseSde(model.score(), model.prior(), model.action(), lambda, step, false);
        Estimate logMean = ImportanceWeights.of(weights(sde, 4000)).logPartitionFunction();
        double deviation = Math.abs(logMean.value() - logZ(lattice));
        assertTrue(deviation < 4 * logMean.error() + 1e-12, sde.parameters() + " " + logMean);
      }
    }
  }

  /** log q normalised: without hopping ln Z per site is .578277977 (quadrature). RK4 at N = 60. */
  @Test
  void logDensityIsNormalisedWithoutHopping() {
    Lattice lattice = Lattice.of(4, 4);
    Action action = Phi4.of(lattice, 0, 0.022);
    var ensemble = FitTestSupport.ensemble(action, new MetropolisWolff(1.5, 2, 1), 3, 2048);
    EffectiveActionModel model =
        FitTestSupport.fit(
            EffectiveActionSettings.of(Ladder.shiftedGeometric(60, 0.5))
                .withOperators(List.of("f4", "f6", "33G")),
            action,
            ensemble);
    ImportanceWeights w = ImportanceWeights.of(weights(flow(model, FlowIntegrator.RK4), 4096));
    Estimate logZ = w.logPartitionFunction();
    // 4 standard errors, a false alarm in 1 of 10^4 seeds, and 1e-5 per site of integration error.
    assertEquals(0.578277977, logZ.value() / 16, 4 * logZ.error() / 16 + 1e-5);
    assertTrue(w.effectiveSampleSize().value() > 0.99, w.toString());
  }

  /**
   * The proof of exactness: a score without any interaction proposes a wrong ensemble,
   * accept-reject makes it right. Truth: <phi^2> = .490937140, <phi^4> = .696911235 at kappa = 0
   * (quadrature). 3 standard errors in two observables: a false alarm in 1 of 180 seeds; the seed
   * is fixed.
   */
  @Test
  void correctionRepairsABadScore() {
    Lattice lattice = Lattice.of(4, 4);
    Action action = Phi4.of(lattice, 0, 0.022);
    double kappa = 0.03;
    TimeLadder ladder = TimeLadder.shiftedGeometric(8, 0.5, 4);
    EffectiveActionModel wrong =
        FitTestSupport.exactFree(FreeField.of(lattice, kappa), kappa, ladder);
    ProbabilityFlow sampler =
        new ProbabilityFlow(wrong.score(), wrong.prior(), action, FlowIntegrator.RK4);
    int total = 100_000;
    int batch = 2000;
    int chains = 50;
    double[][] corrected = new double[2][chains];
    double[] raw = new double[2];
    double[] phi = new double[16 * batch];
    double[] logWeight = new double[batch];
    for (int c = 0; c < chains; c++) {
      IndependenceMetropolis chain = new IndependenceMetropolis(4, "correct", c);
      sampler.sample(4, "sample", (long) c * batch, batch, phi, null, logWeight);
      double phi2 = 0;
      double phi4 = 0;
      for (int b = 0; b < batch; b++) {
        double second = 0;
        double fourth = 0;
        for (int x = 0; x < 16; x++) {
          double p = phi[x * batch + b];
          second += p * p / 16;
          fourth += p * p * p * p / 16;
        }
        raw[0] += second / total;
        raw[1] += fourth / total;
        if (chain.propose(logWeight[b])) {
          phi2 = second;
          phi4 = fourth;
        }
        corrected[0][c] += phi2 / batch;
        corrected[1][c] += phi4 / batch;
      }
    }
    double[] truth = {0.490937140, 0.696911235};
    for (int o = 0; o < 2; o++) {
      Estimate mean = meanOf(corrected[o]);
      assertTrue(Math.abs(mean.pull(truth[o])) < 3, mean + " against " + truth[o]);
      assertTrue(
          Math.abs(raw[o] - truth[o]) > 10 * mean.error(), "raw " + raw[o] + " corrected " + mean);
    }
  }

  private static Estimate meanOf(double[] values) {
    int n = values.length;
    double mean = 0;
    for (double value : values) {
      mean += value / n;
    }
    double variance = 0;
    for (double value : values) {
      variance += (value - mean) * (value - mean) / (n - 1);
    }
    return Estimate.independent(mean, Math.sqrt(variance / n), n);
  }

  /**
   * The toy S = -4 x^2 + x^4 on a single site: Z = 73.1858236819160799. 4 standard errors, 1 of
   * 10^4.
   */
  @Test
  void singleSiteDoubleWell() {
    Action action = SitePolynomial.quartic(Lattice.of(1), -4, 1);
    var ensemble =
        FitTestSupport.ensemble(
            action, new Hmc(1.0, 10, org.fieldbeam.core.markov.hmc.Integrator.LEAPFROG), 20, 4096);
    EffectiveActionModel model =
        FitTestSupport.fit(
            EffectiveActionSettings.of(Ladder.shiftedGeometric(80, 0.05))
                .withOperators(List.of("f4", "f6", "cos1", "cos2")),
            action,
            ensemble);
    ReverseSde sde =
        new ReverseSde(
            model.score(), model.prior(), action, 1, ReverseSde.Step.EULER_MARUYAMA, false);
    for (ReverseSampler sampler : List.of(flow(model, FlowIntegrator.RK4), sde)) {
      ImportanceWeights w = ImportanceWeights.of(weights(sampler, 20000));
      Estimate logZ = w.logPartitionFunction();
      assertEquals(
          Math.log(73.18582368191608), logZ.value(), 4 * logZ.error() + 1e-4, sampler.name());
      assertTrue(w.effectiveSampleSize().value() > 0.5, sampler.name() + " " + w);
    }
  }

  @Test
  void aSampleDoesNotDependOnItsBatchBeyondRounding() {
    EffectiveActionModel model = freeModel(Lattice.of(4, 4), 8);
    ProbabilityFlow sampler = flow(model, FlowIntegrator.RK4);
    double[] all = weights(sampler, 100);
    double[] phi = new double[16 * 30];
    double[] logQ = new double[30];
    double[] part = new double[30];
    sampler.newSampler().sample(9, "sample", 55, 30, phi, logQ, part);
    double[] action = new double[30];
    model.action().action(phi, 30, action);
    for (int b = 0; b < 30; b++) {
      assertEquals(all[55 + b], part[b], 1e-9);
      assertEquals(-action[b] - logQ[b], part[b], 1e-9);
    }
    // Upwards the flow retraces itself up to the integration error.
    double[] upwards = new double[30];
    sampler.logDensity(phi, 30, upwards);
    for (int b = 0; b < 30; b++) {
      assertEquals(logQ[b], upwards[b], 0.05);
    }
  }

  @Test
  void unsuitableSettingsAreRefused() {
    EffectiveActionModel odd = freeModel(Lattice.of(4), 7);
    var error = assertThrows(IllegalArgumentException.class, () -> flow(odd, FlowIntegrator.RK4));
    assertTrue(error.getMessage().contains("even number of levels"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ReverseSde(
                odd.score(), odd.prior(), odd.action(), 0, ReverseSde.Step.ANCESTRAL, false));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ProbabilityFlow(
                odd.score(),
                odd.prior(),
                FreeField.of(Lattice.of(6), KAPPA),
                FlowIntegrator.EULER));
  }
}
