package org.fieldbeam.core.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.audit.FlowAudit.HeldOut;
import org.fieldbeam.core.diffusion.ImportanceWeights;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.observable.check.weight.ClaimedDensity;
import org.fieldbeam.core.observable.check.weight.Coverage;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.FitTestSupport;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.fit.BatchSums;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.junit.jupiter.api.Test;

/** The audit of a flow finds a wrong density, and a region that the proposals do not reach. */
class FlowAuditTest {
  private static final FlowSteps PRODUCTION = new FlowSteps(FlowIntegrator.RK4, 24);
  private static final Lattice LATTICE = Lattice.of(4, 4);
  private static final Action ACTION = Phi4.of(LATTICE, 0.28, 0.022);

  private static List<double[]> ensemble(int configurations) {
    return FitTestSupport.ensemble(ACTION, new MetropolisWolff(1.5, 2, 1), 3, configurations);
  }

  private static EffectiveActionModel fitted(FlowSteps steps, List<double[]> ensemble) {
    return FitTestSupport.fit(
        EffectiveActionSettings.of(steps).withOperators(List.of("f4", "f6")), ACTION, ensemble);
  }

  private static FlowAudit audit(EffectiveActionModel model, List<double[]> heldOut) {
    AuditRuns runs = AuditRuns.of(model).orElseThrow();
    double[] deltas = new double[8];
    for (int i = 0; i < deltas.length; i++) {
      deltas[i] = runs.delta(1, i);
    }
    return runs.audit(
        deltas, FitTestSupport.accumulate(runs.heldOut(), heldOut, 0, heldOut.size()));
  }

  private static ImportanceWeights proposals(EffectiveActionModel model) {
    int count = 4096;
    double[] logWeights = new double[count];
    new ProbabilityFlow(
            model.score(), model.prior(), model.action(), model.flow().orElse(PRODUCTION))
        .sample(9, "sample", 0, count, new double[16 * count], null, logWeights);
    return ImportanceWeights.of(logWeights);
  }

  @Test
  void aGoodFlowPasses() {
    List<double[]> ensemble = ensemble(2048);
    EffectiveActionModel model = fitted(PRODUCTION, ensemble);
    FlowAudit audit = audit(model, ensemble.subList(24, 32));
    ImportanceWeights weights = proposals(model);
    assertTrue(ClaimedDensity.judge(8, audit.densityError(), 4096).passed(), audit.toString());
    assertTrue(
        Coverage.judge(512, audit.heldOut().largestLogWeight(), 4096, weights.largestLogWeight())
            .passed(),
        audit.toString());
    // Both estimate the same number: measured .98, to some .01.
    assertEquals(
        weights.effectiveSampleSize().value(), audit.heldOut().effectiveSampleSize(), 0.03);
  }

  /** Two steps of Euler: the divergence along them says little of the map. */
  @Test
  void aCoarseFlowDoesNotHaveTheDensityThatItClaims() {
    List<double[]> ensemble = ensemble(2048);
    FlowAudit audit =
        audit(fitted(new FlowSteps(FlowIntegrator.EULER, 2), ensemble), ensemble.subList(24, 32));
    assertTrue(ClaimedDensity.judge(8, audit.densityError(), 4096).failed(), audit.toString());
  }

  /**
   * A model that has only seen configurations of small magnetisation proposes no others, which the
   * proposals do not show and the held-out configurations do.
   */
  @Test
  void aRegionThatTheTrainingDidNotSeeIsFound() {
    List<double[]> seen = new ArrayList<>();
    List<double[]> all = ensemble(16384);
    double[] batch = new double[16 * FitTestSupport.CHAINS];
    int at = 0;
    for (double[] step : all) {
      for (int b = 0; b < FitTestSupport.CHAINS; b++) {
        double m = 0;
        for (int x = 0; x < 16; x++) {
          m += step[x * FitTestSupport.CHAINS + b] / 16;
        }
        if (Math.abs(m) < 0.7) {
          for (int x = 0; x < 16; x++) {
            batch[x * FitTestSupport.CHAINS + at] = step[x * FitTestSupport.CHAINS + b];
          }
          if (++at == FitTestSupport.CHAINS) {
            seen.add(batch.clone());
            at = 0;
          }
        }
      }
    }
    EffectiveActionModel model = fitted(PRODUCTION, seen);
    HeldOut heldOut = audit(model, all.subList(240, 256)).heldOut();
    assertTrue(
        Coverage.judge(
                heldOut.configurations(),
                heldOut.largestLogWeight(),
                4096,
                proposals(model).largestLogWeight())
            .failed(),
        heldOut + " beside " + proposals(model).largestLogWeight());
  }

  /** In a Gaussian theory all weights are Z and the Jacobian is that of the integrating factor. */
  @Test
  void ofAGaussianTheoryNothingIsOff() {
    EffectiveActionModel model =
        FitTestSupport.exactFree(
            FreeField.of(LATTICE, 0.1), 0.1, TimeLadder.shiftedGeometric(4, 0.2, 10));
    FlowAudit audit = audit(model, ensemble(64));
    assertEquals(new FlowSteps(FlowIntegrator.RK4, 8), audit.steps());
    assertEquals(0, audit.densityError(), 1e-7);
    assertEquals(1, audit.heldOut().effectiveSampleSize(), 1e-9);
    assertEquals(proposals8(model), audit.heldOut().largestLogWeight(), 1e-9);
    assertEquals(64, audit.heldOut().configurations());
  }

  private static double proposals8(EffectiveActionModel model) {
    double[] logWeights = new double[1];
    new ProbabilityFlow(model.score(), model.prior(), model.action(), FlowIntegrator.RK4)
        .sample(9, "sample", 0, 1, new double[16], null, logWeights);
    return logWeights[0];
  }

  @Test
  void sumsOfPartsAreThoseOfAll() {
    List<double[]> ensemble = ensemble(512);
    EffectiveActionModel model = fitted(PRODUCTION, ensemble);
    BatchSums sums = AuditRuns.of(model).orElseThrow().heldOut();
    double[] all = FitTestSupport.accumulate(sums, ensemble, 0, 8);
    double[] parts =
        AuditRuns.JOIN.apply(
            FitTestSupport.accumulate(sums, ensemble, 0, 3),
            FitTestSupport.accumulate(sums, ensemble, 3, 8));
    assertArrayEquals(all, parts, 1e-9);
    assertArrayEquals(all, AuditRuns.JOIN.apply(new double[all.length], all));
  }

  @Test
  void anAuditIsReadAsItWasWritten() {
    for (FlowAudit audit :
        List.of(
            new FlowAudit(PRODUCTION, 16, 1e-4, new HeldOut(800, 31.5, 0.97)),
            new FlowAudit(PRODUCTION, 0, 0, new HeldOut(0, Double.NEGATIVE_INFINITY, 0)),
            new FlowAudit(
                PRODUCTION,
                16,
                Double.POSITIVE_INFINITY,
                new HeldOut(800, Double.POSITIVE_INFINITY, 0)))) {
      assertEquals(Optional.of(audit), FlowAudit.of(audit.tree()));
    }
    assertEquals(Optional.empty(), FlowAudit.of(null));
    assertEquals(Optional.empty(), FlowAudit.of(Map.of("integrator", "rk4")));
  }

  /** An odd number of levels that were made for no flow allows none by rk4. */
  @Test
  void modelsWithoutAFlowHaveNoAudit() {
    EffectiveActionModel odd =
        FitTestSupport.exactFree(
            FreeField.of(LATTICE, 0.1), 0.1, TimeLadder.shiftedGeometric(5, 0.2, 10));
    assertTrue(AuditRuns.of(odd).isEmpty());
    assertEquals(0, AuditRuns.jacobians(Lattice.of(64, 64)));
  }
}
