package org.fieldbeam.core.score.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.score.FitTestSupport;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.effective.LevelFit;
import org.fieldbeam.core.score.fit.EffectiveActionSettings.Ladder;
import org.fieldbeam.core.score.fit.EffectiveActionSettings.Target;
import org.fieldbeam.core.score.operator.ZeroModeMixture;
import org.fieldbeam.core.score.operator.ZeroModePotential;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EffectiveActionFitTest {
  private static final Lattice LATTICE = Lattice.of(6, 6);
  private static final Action PHI4 = Phi4.of(LATTICE, 0.25, 0.022);
  private static final Ladder LADDER = Ladder.shiftedGeometric(8, 0.5);
  private static List<double[]> ensemble;
  private static EffectiveActionModel model;

  @BeforeAll
  static void train() {
    ensemble = FitTestSupport.ensemble(PHI4, new MetropolisWolff(1.5, 3, 1), 5, 2560);
    model =
        FitTestSupport.fit(
            EffectiveActionSettings.of(LADDER).withOperators(List.of("f4", "f6", "33G", "cos1")),
            PHI4,
            ensemble);
  }

  /**
   * In a Gaussian theory the mixed target has no noise: whatever the sample, the fit returns the
   * linear map that the filter of the sample's own spectrum gives, {@code A_k = W_k S_k + (1 -
   * W_k)/tau} times the noised field, plus an error as small as the difference of sample and true
   * spectrum.
   */
  @Test
  void theMixedTargetOfAGaussianTheoryHasNoNoise() {
    double kappa = 0.15;
    Action free = FreeField.of(LATTICE, kappa);
    List<double[]> fields =
        FitTestSupport.ensemble(
            free,
            new org.fieldbeam.core.markov.hmc.Hmc(
                1.3, 6, org.fieldbeam.core.markov.hmc.Integrator.LEAPFROG),
            8,
            2560);
    EffectiveActionSettings settings = EffectiveActionSettings.of(LADDER).withOperators(List.of());
    EffectiveActionModel mixed = FitTestSupport.fit(settings, free, fields);
    EffectiveActionModel dsm =
        FitTestSupport.fit(
            new EffectiveActionSettings(LADDER, List.of(), Target.DSM, false, 1e-6, null),
            free,
            fields);
    double[] c = FitTestSupport.freeSpectrum(new MomentumOrbits(LATTICE), kappa);
    for (int level = 0; level < 8; level++) {
      LevelFit fit = mixed.levels().get(level);
      assertTrue(fit.diagnostics().explained() > 0.99, fit.toString());
      assertTrue(dsm.levels().get(level).diagnostics().explained() < 0.95);
      for (int o = 1; o < c.length; o++) {
        double exact = 1 / (c[o] + fit.tau());
        assertEquals(exact, fit.quadratic()[o], 0.02 * exact, "orbit " + o + " of " + fit.tau());
        assertEquals(exact, fit.meanSquaredScore()[o], 0.1 * exact);
      }
    }
  }

  @Test
  void heldOutResidualsAgreeWithTrainingResiduals() {
    for (LevelFit fit : model.levels()) {
      LevelFit.Diagnostics d = fit.diagnostics();
      assertEquals(1, d.validationResidual() / d.residual(), 0.2, d.toString());
      assertTrue(d.explained() > 0.9 && d.explained() < 1, d.toString());
      assertTrue(d.condition() > 1 && d.condition() < 1e12, d.toString());
    }
  }

  /** The sums of two halves add up to the sums of the whole, whatever the batches. */
  @Test
  void sumsAreAdditive() {
    EnsembleStatistics statistics =
        EnsembleStatistics.of(
            LATTICE,
            FitTestSupport.accumulate(
                EnsembleStatistics.sums(LATTICE), ensemble, 0, ensemble.size()));
    EffectiveActionFit fit =
        new EffectiveActionFit(EffectiveActionSettings.of(LADDER), statistics, PHI4, 5);
    double[] whole = FitTestSupport.accumulate(fit.sums(), ensemble, 0, 3);
    double[] first = FitTestSupport.accumulate(fit.sums(), ensemble, 0, 1);
    double[] rest = FitTestSupport.accumulate(fit.sums(), ensemble, 1, 3);
    // One batch of 37, whose last transform is not full.
    int odd = 37;
    double[] part = new double[36 * odd];
    long[] chain = new long[odd];
    for (int b = 0; b < odd; b++) {
      chain[b] = b;
      for (int x = 0; x < 36; x++) {
        part[x * odd + b] = ensemble.get(0)[x * FitTestSupport.CHAINS + b];
      }
    }
    double[] split = new double[whole.length];
    fit.sums().accumulate(part, odd, chain, new long[odd], split);
    int left = FitTestSupport.CHAINS - odd;
    double[] other = new double[36 * left];
    long[] otherChain = new long[left];
    for (int b = 0; b < left; b++) {
      otherChain[b] = odd + (long) b;
      for (int x = 0; x < 36; x++) {
        other[x * left + b] = ensemble.get(0)[x * FitTestSupport.CHAINS + odd + b];
      }
    }
    fit.sums().accumulate(other, left, otherChain, new long[left], split);
    for (int i = 0; i < whole.length; i++) {
      assertEquals(whole[i], first[i] + rest[i], 1e-9 * (1 + Math.abs(whole[i])));
      assertEquals(first[i], split[i], 1e-9 * (1 + Math.abs(first[i])), "sum " + i);
    }
  }

  @Test
  void theMapOfAModelIsTheModel() {
    EffectiveActionModel read = EffectiveActionModel.fromMap(model.toMap());
    int batch = 5;
    double[] phi = new double[36 * batch];
    System.arraycopy(ensemble.get(0), 0, phi, 0, phi.length);
    double[] score = new double[phi.length];
    double[] again = new double[phi.length];
    double[] divergence = new double[batch];
    double[] divergenceAgain = new double[batch];
    for (int level = 0; level <= 8; level++) {
      model.score().evaluate(phi, batch, level, score, divergence);
      read.score().evaluate(phi, batch, level, again, divergenceAgain);
      assertArrayEquals(score, again);
      assertArrayEquals(divergence, divergenceAgain);
    }
    Map<String, Object> broken = new LinkedHashMap<>(model.toMap());
    broken.remove("ladder");
    var missing =
        assertThrows(IllegalArgumentException.class, () -> EffectiveActionModel.fromMap(broken));
    assertTrue(missing.getMessage().contains("model.ladder is missing"), missing.getMessage());
    broken.put("ladder", "steep");
    var wrong =
        assertThrows(IllegalArgumentException.class, () -> EffectiveActionModel.fromMap(broken));
    assertTrue(wrong.getMessage().contains("model.ladder must be an object, given steep"));
  }

  /**
   * The divergence is the derivative of the score: 4th-order differences along a random direction.
   */
  @Test
  void theZeroModePotentialIsConsistent() {
    ZeroModeMixture mixture = model.zeroModeMixture();
    ZeroModePotential potential = new ZeroModePotential(mixture, 1.3);
    double h = 1e-4;
    for (double m = -2.7; m < 2.7; m += 0.0917) {
      double[] u = new double[2];
      potential.add(m, 1, u);
      double slope = -(mixture.logDensity(m + h, 1.3) - mixture.logDensity(m - h, 1.3)) / (2 * h);
      assertEquals(slope, u[0], 1e-5 * (1 + Math.abs(slope)));
      double[] up = new double[2];
      double[] down = new double[2];
      potential.add(m + h, 1, up);
      potential.add(m - h, 1, down);
      assertEquals((up[0] - down[0]) / (2 * h), u[1], 1e-3 * (1 + Math.abs(u[1])));
    }
  }

  /**
   * The path weights with site-dependent noise agree with those without: 4.5 standard errors, 1 of
   * 10^5.
   */
  @Test
  void siteNoiseKeepsTheWeightsExactAndHelps() {
    ImportanceWeights[] weights = new ImportanceWeights[2];
    for (int site = 0; site < 2; site++) {
      ReverseSde sde =
          new ReverseSde(
              model.score(), model.prior(), PHI4, 1, ReverseSde.Step.PER_MODE, site == 1);
      double[] logWeights = new double[4000];
      sde.sample(1, "sde", 0, 4000, new double[36 * 4000], null, logWeights);
      weights[site] = ImportanceWeights.of(logWeights);
    }
    double pull = weights[0].logPartitionFunction().pull(weights[1].logPartitionFunction());
    assertTrue(Math.abs(pull) < 4.5, weights[0] + " " + weights[1]);
    assertTrue(weights[1].effectiveSampleSize().value() > weights[0].effectiveSampleSize().value());
  }

  /** 4 standard errors in each of 3 numbers: a false alarm in 1 of 5000 seeds. */
  @Test
  void couplingsAreRecoveredFromTheEnsemble() {
    RecoverAction.Result result =
        RecoverAction.solve(
            FitTestSupport.accumulate(
                RecoverAction.sumsByChain(LATTICE), ensemble, 0, ensemble.size()));
    assertTrue(Math.abs(result.kappa().pull(0.25)) < 4, result.toString());
    assertTrue(Math.abs(result.lambda().pull(0.022)) < 4, result.toString());
    assertTrue(result.kappa().error() < 0.01 && result.lambda().error() < 0.005);
    FittedAction fitted =
        EnsembleStatistics.of(
                LATTICE,
                FitTestSupport.accumulate(
                    EnsembleStatistics.sums(LATTICE), ensemble, 0, ensemble.size()))
            .fittedAction();
    assertEquals(0.022, fitted.quartic(), 4 * result.lambda().error() + 0.002);
    var byStep =
        RecoverAction.solve(
            FitTestSupport.accumulate(
                RecoverAction.sumsByStep(LATTICE, 0, ensemble.size() - 1),
                ensemble,
                0,
                ensemble.size()));
    assertEquals(result.kappa().value(), byStep.kappa().value(), 1e-9);
  }

  @Test
  void dependentOperatorsAndForeignActionsAreRefused() {
    EnsembleStatistics statistics =
        EnsembleStatistics.of(
            LATTICE, FitTestSupport.accumulate(EnsembleStatistics.sums(LATTICE), ensemble, 0, 4));
    EffectiveActionSettings settings = EffectiveActionSettings.of(LADDER);
    assertThrows(
        IllegalArgumentException.class,
        () -> new EffectiveActionFit(settings, statistics, null, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new EffectiveActionFit(settings, statistics, Phi4.of(Lattice.of(4, 4), 0.1, 1), 1));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new EffectiveActionFit(
                settings.withOperators(List.of("f4", "f5")), statistics, PHI4, 1));
    double[][] singular = {{1, 1}, {1, 1}};
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> LevelRegression.cholesky(singular, List.of("f4", "f6"), "level 3"));
    assertTrue(error.getMessage().contains("level 3") && error.getMessage().contains("f6"));
  }
}
