package org.fieldbeam.core.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.core.score.GaussianPrior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The predictor-corrector against its own recursion in a Gaussian theory. */
class PredictorCorrectorTest {
  private static final Lattice LATTICE = Lattice.of(8, 8);
  private static final double CLEAN = 0.5;
  private static final double RATIO = 0.16;

  /** The score of fields of independent sites of variance CLEAN, noised. */
  private record GaussianScore(NoiseSchedule schedule) implements TimeScore {
    private static final long serialVersionUID = 1L;

    double variance(double t) {
      return schedule.variance(t) + CLEAN * Math.pow(schedule.alpha(t), 2);
    }

    @Override
    public FieldLayout layout() {
      return FieldLayout.scalar(LATTICE);
    }

    @Override
    public void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence) {
      for (int i = 0; i < score.length; i++) {
        score[i] = -phi[i] / variance(t);
      }
    }

    @Override
    public TimeScore newEvaluator() {
      return this;
    }
  }

  private static PredictorCorrector sampler(NoiseSchedule schedule, int corrections) {
    return new PredictorCorrector(
        new GaussianScore(schedule),
        new GaussianPrior(FieldLayout.scalar(LATTICE), schedule.variance(1)),
        Phi4.of(LATTICE, 0, 0),
        new TimeGrid(schedule, 20, 0.01),
        corrections,
        RATIO,
        null);
  }

  /**
   * Each step makes of a Gaussian of variance u another one: Langevin (1 - eps/v)^2 u + 2 eps with
   * eps = 2 r^2 v^2 / u, the predictor (1 - h f - g^2 h / v)^2 u + g^2 h, and the last one without
   * g^2 h. 128,000 values: 2.5 per cent are 6 standard errors.
   */
  @ParameterizedTest
  @CsvSource({"ve, 0", "ve, 1", "ve, 3", "vp, 0", "vp, 2"})
  void variancesFollowTheRecursion(String name, int corrections) {
    NoiseSchedule schedule =
        name.equals("ve") ? new VarianceExploding(25) : new VariancePreserving(20);
    PredictorCorrector sampler = sampler(schedule, corrections);
    GaussianScore score = new GaussianScore(schedule);
    double u = schedule.variance(1);
    for (int step = 1; step <= 20; step++) {
      double t = sampler.grid().time(step - 1);
      double h = t - sampler.grid().time(step);
      double v = score.variance(t);
      for (int i = 0; i < corrections; i++) {
        double eps = 2 * RATIO * RATIO * v * v / u;
        u = Math.pow(1 - eps / v, 2) * u + 2 * eps;
      }
      double g2 = schedule.diffusion2(t);
      u = Math.pow(1 - h * schedule.drift(t) - g2 * h / v, 2) * u + (step < 20 ? g2 * h : 0);
    }
    int n = 2000;
    double[] phi = new double[n * LATTICE.volume()];
    double[] logQ = new double[n];
    double[] logWeight = new double[n];
    sampler.sample(3, "test", 0, n, phi, logQ, logWeight);
    assertEquals(u, Arrays.stream(phi).map(x -> x * x).average().orElseThrow(), 0.025 * u);
    assertTrue(Arrays.stream(logQ).allMatch(Double::isNaN), "no density");
    assertTrue(Arrays.stream(logWeight).allMatch(Double::isNaN), "no weights");
  }

  /** A configuration does not depend on those beside it, bit for bit. */
  @Test
  void aConfigurationDoesNotDependOnItsBatch() {
    PredictorCorrector sampler = sampler(new VarianceExploding(25), 2);
    int volume = LATTICE.volume();
    double[] all = new double[5 * volume];
    sampler.sample(3, "test", 0, 5, all, null, new double[5]);
    double[] one = new double[volume];
    sampler.newSampler().sample(3, "test", 4, 1, one, null, new double[1]);
    for (int x = 0; x < volume; x++) {
      assertEquals(all[x * 5 + 4], one[x]);
    }
  }

  @Test
  void refusesWhatCannotBe() {
    NoiseSchedule ve = new VarianceExploding(25);
    assertThrows(IllegalArgumentException.class, () -> sampler(ve, -1));
  }
}
