package org.fieldbeam.core.diffusion;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.score.FitTestSupport;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.statistics.JointTest;
import org.junit.jupiter.api.Test;

/**
 * The two exact routes, density of the flow and path weights of the reverse SDE, give one ensemble.
 *
 * <p>All observables together, by Hotelling's test of jackknife replicas over blocks: a false alarm
 * has a probability of 1e-4.
 */
class PathWeightsTest {
  private static final Lattice LATTICE = Lattice.of(4, 4);
  private static final int VOLUME = 16;
  private static final int BLOCKS = 64;
  private static final int PER_BLOCK = 512;
  private static final int OBSERVABLES = 6;

  /** Weighted sums of |M|, M^2, M^4, phi^2, phi^4 and S, and the sum of weights, of each block. */
  private static double[][] blocks(ReverseSampler sampler, Action action, boolean weighted) {
    double[][] sums = new double[BLOCKS][OBSERVABLES + 1];
    double[] phi = new double[VOLUME * PER_BLOCK];
    double[] logWeight = new double[PER_BLOCK];
    double[] s = new double[PER_BLOCK];
    double unit = Double.NaN;
    for (int k = 0; k < BLOCKS; k++) {
      sampler.sample(3, sampler.name(), (long) k * PER_BLOCK, PER_BLOCK, phi, null, logWeight);
      action.action(phi, PER_BLOCK, s);
      unit = k == 0 ? logWeight[0] : unit;
      for (int b = 0; b < PER_BLOCK; b++) {
        double m = 0;
        double second = 0;
        double fourth = 0;
        for (int x = 0; x < VOLUME; x++) {
          double p = phi[x * PER_BLOCK + b];
          m += p / VOLUME;
          second += p * p / VOLUME;
          fourth += p * p * p * p / VOLUME;
        }
        double w = weighted ? Math.exp(logWeight[b] - unit) : 1;
        double[] values = {Math.abs(m), m * m, m * m * m * m, second, fourth, s[b] / VOLUME, 1};
        for (int o = 0; o <= OBSERVABLES; o++) {
          sums[k][o] += w * values[o];
        }
      }
    }
    return sums;
  }

  /** Averages without one block, or of all for -1. */
  private static double[] averages(double[][] blocks, int without) {
    double[] total = new double[OBSERVABLES + 1];
    for (int k = 0; k < BLOCKS; k++) {
      for (int o = 0; o <= OBSERVABLES && k != without; o++) {
        total[o] += blocks[k][o];
      }
    }
    double[] averages = new double[OBSERVABLES];
    for (int o = 0; o < OBSERVABLES; o++) {
      averages[o] = total[o] / total[OBSERVABLES];
    }
    return averages;
  }

  /** The two are independent, so that replicas of the difference have the sum of covariances. */
  private static JointTest compare(double[][] one, double[][] other) {
    double[][] replicas = new double[BLOCKS][];
    for (int k = 0; k < BLOCKS; k++) {
      replicas[k] = difference(averages(one, k), averages(other, k));
    }
    return JointTest.ofReplicas(difference(averages(one, -1), averages(other, -1)), replicas);
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = a.clone();
    for (int o = 0; o < difference.length; o++) {
      difference[o] -= b[o];
    }
    return difference;
  }

  @Test
  void flowAndPathWeightsAgreeInAllObservables() {
    Action action = Phi4.of(LATTICE, 0.26, 0.022);
    FlowSteps steps = new FlowSteps(FlowIntegrator.RK4, 24);
    EffectiveActionModel model =
        FitTestSupport.fit(
            EffectiveActionSettings.of(steps).withOperators(List.of("f4")),
            action,
            FitTestSupport.ensemble(action, new MetropolisWolff(1.5, 2, 1), 3, 512));
    ProbabilityFlow flow = new ProbabilityFlow(model.score(), model.prior(), action, steps);
    double[][] path =
        blocks(
            new ReverseSde(model.score(), model.prior(), action, 1, ReverseSde.Step.PER_MODE, true),
            action,
            true);
    JointTest agree = compare(blocks(flow, action, true), path);
    assertTrue(agree.quantities() == OBSERVABLES && agree.probability() > 1e-4, agree.toString());
    // The test can tell: without its weights the flow of this model is biased.
    JointTest biased = compare(blocks(flow, action, false), path);
    assertTrue(biased.probability() < 1e-6, biased.toString());
  }
}
