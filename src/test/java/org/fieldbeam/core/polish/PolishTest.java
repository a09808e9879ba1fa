package org.fieldbeam.core.polish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.FitTestSupport;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.junit.jupiter.api.Test;

/** Laws of the polish. */
class PolishTest {
  private static final PolishSettings SETTINGS = new PolishSettings(2, 2048, 0.1);

  private static EffectiveActionModel fitted() {
    Action action = Phi4.of(Lattice.of(6, 6), 0.25, 0.022);
    return FitTestSupport.fit(
        EffectiveActionSettings.of(new FlowSteps(FlowIntegrator.RK4, 24))
            .withOperators(List.of("f4", "f6", "33N")),
        action,
        FitTestSupport.ensemble(action, new MetropolisWolff(1.5, 2, 1), 3, 1024));
  }

  private static double[] logWeights(EffectiveActionModel model, String purpose, int count) {
    return new PolishRuns(model).run(1, purpose, 0, count, false).logWeights();
  }

  private static double size(EffectiveActionModel model) {
    return ImportanceWeights.of(logWeights(model, "judge", 2048)).effectiveSampleSize().value();
  }

  private static Polish polished(EffectiveActionModel model, PolishSettings settings) {
    Polish state = Polish.of(model, settings);
    for (int pass = 0; pass <= settings.steps(); pass++) {
      state =
          state.after(
              new PolishRuns(state.current())
                  .run(1, Polish.purpose(pass), 0, settings.samples(), pass < settings.steps()));
    }
    return state;
  }

  /**
   * Where log weights are constant, in a Gaussian theory, a small move of any coefficient changes
   * that of every run by - beta . X.
   */
  @Test
  void answersAreTheDerivativesOfLogWeights() {
    double kappa = 0.1;
    EffectiveActionModel model =
        FitTestSupport.exactFree(
            FreeField.of(Lattice.of(4, 3), kappa), kappa, TimeLadder.shiftedGeometric(8, 0.2, 10));
    PolishTerms terms = new PolishTerms(model);
    Runs runs = new PolishRuns(model).run(1, "run", 0, 64, true);
    double step = 1e-5;
    for (int unknown = 0; unknown < terms.unknowns(); unknown++) {
      double[] beta = new double[terms.unknowns()];
      beta[unknown] = step;
      double[] up = logWeights(terms.moved(beta), "run", 64);
      beta[unknown] = -step;
      double[] down = logWeights(terms.moved(beta), "run", 64);
      double scale = 0;
      for (int i = 0; i < up.length; i++) {
        scale = Math.max(scale, Math.abs(runs.answers()[i][unknown]));
      }
      for (int i = 0; i < up.length; i++) {
        assertEquals(
            -runs.answers()[i][unknown], (up[i] - down[i]) / (2 * step), 1e-4 * scale + 1e-6);
      }
    }
  }

  /** A model that was good and has been spoilt becomes good again, by runs that it did not see. */
  @Test
  void aSpoiltModelIsMended() {
    EffectiveActionModel good = fitted();
    PolishTerms terms = new PolishTerms(good);
    double[] beta = new double[terms.unknowns()];
    beta[0] = 0.0015; // of f4, at all levels
    beta[terms.operators() * terms.polynomials()] = -0.012; // of A at large momenta
    EffectiveActionModel spoilt = terms.moved(beta);
    double before = size(spoilt);
    double after = size(polished(spoilt, SETTINGS).result());
    double best = size(good);
    assertTrue(before < best - 0.02, "spoilt " + before + " of " + best);
    // Errors of the three are below .004.
    assertTrue(after > best - 0.01, "polished " + after + " of " + best + " from " + before);
  }

  /** What has no better neighbour stays: the log weights of the exact model have no variance. */
  @Test
  void aModelIsNotMadeWorse() {
    double kappa = 0.1;
    EffectiveActionModel exact =
        FitTestSupport.exactFree(
            FreeField.of(Lattice.of(4, 4), kappa), kappa, TimeLadder.shiftedGeometric(4, 0.2, 10));
    assertEquals(1, size(polished(exact, new PolishSettings(2, 512, 0.1)).result()), 1e-9);
  }

  /** Runs that went away judge a model: the one before is kept. */
  @Test
  void aModelThatRunsAwayIsNotTaken() {
    EffectiveActionModel model = fitted();
    Polish first =
        Polish.of(model, SETTINGS).after(new PolishRuns(model).run(1, "a", 0, 512, true));
    Runs away = new PolishRuns(first.current()).run(1, "b", 0, 512, true);
    away.logWeights()[17] = Double.NaN;
    Runs all = new PolishRuns(first.current()).run(1, "c", 0, 512, true);
    Arrays.fill(all.logWeights(), Double.NaN);
    EffectiveActionModel kept = first.after(away).after(all).result();
    assertEquals(model.levels(), kept.levels());
    assertEquals(3, ((List<?>) kept.training().get(Polish.NOTE)).size());
    // Nothing to be learnt from runs none of which came through.
    assertSame(model, Polish.of(model, SETTINGS).after(all).current());
  }

  @Test
  void runsDoNotDependOnHowTheyAreShared() {
    EffectiveActionModel model = fitted();
    int block = PolishRuns.block(model.lattice());
    Runs whole = new PolishRuns(model).run(1, "run", 0, 3 * block, true);
    PolishRuns other = new PolishRuns(model);
    Runs joined =
        Runs.of(
            List.of(
                other.run(1, "run", 0, block, true).flat(),
                other.run(1, "run", block, 2 * block, true).flat()));
    assertArrayEquals(whole.logWeights(), joined.logWeights());
    for (int i = 0; i < 3 * block; i++) {
      assertArrayEquals(whole.answers()[i], joined.answers()[i]);
    }
    assertArrayEquals(whole.gram(), joined.gram());
    assertEquals(whole.gramRuns(), joined.gramRuns());
  }

  @Test
  void unsuitableSettingsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PolishSettings(0, 4096, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new PolishSettings(1, 100, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new PolishSettings(1, 4096, 0));
  }
}
