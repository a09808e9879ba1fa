package org.fieldbeam.core.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.FitTestSupport;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.score.fit.EffectiveActionSettings.Ladder;
import org.fieldbeam.core.statistics.Estimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Laws of the flow with an integrating factor, in few steps. */
class IntegratingFactorTest {
  private static final FlowSteps PRODUCTION = new FlowSteps(FlowIntegrator.RK4, 24);

  private static ProbabilityFlow flow(EffectiveActionModel model, FlowSteps steps) {
    return new ProbabilityFlow(model.score(), model.prior(), model.action(), steps);
  }

  private static double[] weights(ReverseSampler sampler, int n) {
    double[] logWeights = new double[n];
    sampler.sample(9, "sample", 0, n, new double[sampler.layout().size() * n], null, logWeights);
    return logWeights;
  }

  private static EffectiveActionModel interacting(
      Action action, int levels, int configurations, List<String> operators) {
    return FitTestSupport.fit(
        EffectiveActionSettings.of(Ladder.automatic(levels)).withOperators(operators),
        action,
        FitTestSupport.ensemble(action, new MetropolisWolff(1.5, 2, 1), 3, configurations));
  }

  /** The Gaussian part is exact in map and density: all log weights are ln Z, in a step or two. */
  @Test
  void gaussianWeightsAreConstantInTheFewestSteps() {
    double kappa = 0.12;
    for (Lattice lattice : List.of(Lattice.of(6, 4), Lattice.of(5), Lattice.of(2, 3, 4))) {
      double logZ = 0;
      MomentumOrbits orbits = new MomentumOrbits(lattice);
      double[] c = FitTestSupport.freeSpectrum(orbits, kappa);
      for (int o = 0; o < c.length; o++) {
        logZ += 0.5 * orbits.multiplicity(o) * Math.log(2 * Math.PI * c[o]);
      }
      EffectiveActionModel model =
          FitTestSupport.exactFree(
              FreeField.of(lattice, kappa), kappa, TimeLadder.shiftedGeometric(2, 0.2, 10));
      for (FlowIntegrator integrator : FlowIntegrator.values()) {
        for (double weight : weights(flow(model, FlowSteps.finest(integrator, 2)), 40)) {
          assertEquals(logZ, weight, 1e-10 * lattice.volume(), integrator + " on " + lattice);
        }
      }
    }
  }

  /** Map and density of one start converge with the fourth power of the steps. */
  @Test
  void mapAndDensityConvergeWithOrderFour() {
    Lattice lattice = Lattice.of(4, 4);
    EffectiveActionModel model =
        FitTestSupport.smooth(lattice, 0.1, 0.03, TimeLadder.shiftedGeometric(96, 0.2, 10));
    int n = 20;
    double[][] ends = new double[4][lattice.volume() * n];
    double[][] logQ = new double[4][n];
    for (int halvings = 0; halvings < 4; halvings++) {
      // 24 to 192 evaluations; every one of them at levels of the same fit
      FlowSteps steps = new FlowSteps(FlowIntegrator.RK4, 24 << halvings);
      flow(model, steps).sample(3, "sample", 0, n, ends[halvings], logQ[halvings], new double[n]);
    }
    // Error of h beside that of h/2: the differences fall by 16. Averages over 20 starts, at steps
    // of
    // finite size.
    assertEquals(4, order(ends), 0.5);
    assertEquals(4, order(logQ), 0.5);
  }

  private static double order(double[][] values) {
    return Math.log(distance(values[1], values[2]) / distance(values[2], values[3])) / Math.log(2);
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  /**
   * The claimed density is that of the map, by its whole Jacobian, up to the integrator's error; it
   * is exact in the Gaussian theory, where the differences leave their own error.
   */
  @Test
  void densityIsTheJacobianOfTheMap() {
    Lattice lattice = Lattice.of(4, 4);
    EffectiveActionModel free =
        FitTestSupport.exactFree(
            FreeField.of(lattice, 0.1), 0.1, TimeLadder.shiftedGeometric(2, 0.2, 10));
    FlowSteps one = new FlowSteps(FlowIntegrator.RK4, 4);
    for (double delta : DensityError.of(flow(free, one), 1, "sample", 0, 2)) {
      assertEquals(0, delta, 1e-7);
    }
    EffectiveActionModel smooth =
        FitTestSupport.smooth(lattice, 0.1, 0.03, TimeLadder.shiftedGeometric(48, 0.2, 10));
    double coarse =
        largest(DensityError.of(flow(smooth, new FlowSteps(FlowIntegrator.RK4, 48)), 1, "s", 0, 4));
    double fine =
        largest(DensityError.of(flow(smooth, new FlowSteps(FlowIntegrator.RK4, 96)), 1, "s", 0, 4));
    assertEquals(4, Math.log(coarse / fine) / Math.log(2), 0.7, coarse + " to " + fine);
    EffectiveActionModel fitted =
        interacting(Phi4.of(lattice, 0.2, 0.022), PRODUCTION.levels(), 512, List.of("f4", "13G"));
    assertTrue(largest(DensityError.of(flow(fitted, PRODUCTION), 1, "s", 0, 8)) < 1e-3);
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  /** Without hopping ln Z per site is .578277977 (quadrature). */
  @Test
  void logDensityIsNormalisedInProduction() {
    Lattice lattice = Lattice.of(4, 4);
    EffectiveActionModel model =
        interacting(Phi4.of(lattice, 0, 0.022), PRODUCTION.levels(), 2048, List.of("f4", "f6"));
    Estimate logZ =
        ImportanceWeights.of(weights(flow(model, PRODUCTION), 4096)).logPartitionFunction();
    // 4 standard errors, a false alarm in 1 of 10^4 seeds, and 1e-3 of the integrator.
    assertEquals(16 * 0.578277977, logZ.value(), 4 * logZ.error() + 1e-3);
  }

  /**
   * The strictly exact route on the levels of the flow: path weights of the reverse process have
   * the same partition function at any number of levels. 4 standard errors and the density's 1e-3.
   */
  @Test
  void pathWeightsOnTheLevelsOfTheFlowAgree() {
    Lattice lattice = Lattice.of(4, 4);
    EffectiveActionModel model =
        interacting(
            Phi4.of(lattice, 0.2, 0.022), PRODUCTION.levels(), 1024, List.of("f4", "f6", "13G"));
    ImportanceWeights exact =
        ImportanceWeights.of(
            weights(
                new ReverseSde(
                    model.score(),
                    model.prior(),
                    model.action(),
                    1,
                    ReverseSde.Step.PER_MODE,
                    true),
                8192));
    ImportanceWeights flow = ImportanceWeights.of(weights(flow(model, PRODUCTION), 8192));
    Estimate a = exact.logPartitionFunction();
    Estimate b = flow.logPartitionFunction();
    assertEquals(a.value(), b.value(), 4 * Math.hypot(a.error(), b.error()) + 1e-3);
    assertTrue(exact.effectiveSampleSize().value() > 0.5, exact.toString());
  }

  /** Near the critical point at L = 16, from 1024 configurations and 24 evaluations. */
  @Test
  void fewEvaluationsAreEnoughNearTheCriticalPoint() {
    EffectiveActionModel model =
        interacting(
            Phi4.of(Lattice.of(16, 16), 0.27, 0.022),
            PRODUCTION.levels(),
            1024,
            List.of("f4", "f6", "f8", "13G", "33G"));
    ImportanceWeights w = ImportanceWeights.of(weights(flow(model, PRODUCTION), 1024));
    // Measured .98 with an error of .001.
    assertTrue(w.effectiveSampleSize().value() > 0.95, w.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "RK4, 24, 24, 4, 12",
    "RK4, 16, 24, 6, 8",
    "RK4, 12, 24, 8, 6",
    "RK4, 24, 12, 2, 12",
    "RK4, 12, 12, 4, 6",
    "HEUN, 24, 12, 1, 12",
    "HEUN, 12, 24, 4, 6",
    "EULER, 12, 24, 2, 12"
  })
  void stepsStandOnLevels(
      FlowIntegrator integrator, int evaluations, int levels, int stride, int nodes) {
    FlowSteps steps = new FlowSteps(integrator, evaluations);
    assertEquals(stride, steps.stride(levels));
    assertEquals(nodes, steps.levels());
    assertEquals(evaluations, steps.steps() * integrator.evaluations());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RK4 | 16 | 12 | which allow 24, 12, 8, 4 evaluations",
        "RK4 | 48 | 12 | looks at 24 levels evenly spaced in the index of the ladder (0.5, 1.0, 1.5, ... 12)",
        "HEUN | 10 | 12 | which allow 24, 12, 8, 6, 4, 2 evaluations",
        "RK4 | 4 | 7 | which allow no number of rk4's evaluations",
      })
  void levelsThatAreMissingAreNamed(
      FlowIntegrator integrator, int evaluations, int levels, String words) {
    FlowSteps steps = new FlowSteps(integrator, evaluations);
    String message =
        assertThrows(IllegalArgumentException.class, () -> steps.stride(levels)).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void partsOfStepsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new FlowSteps(FlowIntegrator.RK4, 10));
    assertThrows(IllegalArgumentException.class, () -> new FlowSteps(FlowIntegrator.HEUN, 0));
  }
}
