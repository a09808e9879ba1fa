package org.fieldbeam.core.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.CosineSchedule;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.core.score.GaussianPrior;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.KolmogorovSmirnov;
import org.junit.jupiter.api.Test;

/** Laws of the samplers in continuous time, with scores that are known exactly. */
class TimeSamplerTest {
  private static final Lattice SITE = Lattice.of(1);
  private static final NoiseSchedule VP = new VariancePreserving(20);
  private static final NoiseSchedule VE = new VarianceExploding(25);
  private static final long SEED = 20240601;

  private record Drawn(double[] phi, double[] logQ, double[] logWeight) {}

  private static Drawn draw(ReverseSampler sampler, int n) {
    double[] phi = new double[sampler.layout().size() * n];
    double[] logQ = new double[n];
    double[] logWeight = new double[n];
    sampler.sample(SEED, "sample", 0, n, phi, logQ, logWeight);
    return new Drawn(phi, logQ, logWeight);
  }

  private static GaussianPrior prior(NoiseSchedule schedule, Lattice lattice) {
    return new GaussianPrior(FieldLayout.scalar(lattice), schedule.variance(schedule.lastTime()));
  }

  private static TimeFlow flow(
      MixtureScore score, Action action, int steps, double end, FlowIntegrator how) {
    return new TimeFlow(
        score,
        prior(score.schedule(), score.lattice()),
        action,
        new TimeGrid(score.schedule(), steps, end),
        how,
        "one");
  }

  private static TimeSde sde(
      MixtureScore score, Action action, int steps, double end, double lambda) {
    return new TimeSde(
        score,
        prior(score.schedule(), score.lattice()),
        action,
        new TimeGrid(score.schedule(), steps, end),
        lambda,
        "one");
  }

  /** x' = (f - g^2/2 (-1/v)) x, the flow of a Gaussian. */
  private static double rate(MixtureScore score, double t) {
    return score.schedule().drift(t) + score.schedule().diffusion2(t) / (2 * score.variance(t));
  }

  /** The factor by which a step of an integrator multiplies x, from its definition. */
  private static double factor(MixtureScore score, FlowIntegrator how, double t, double h) {
    double first = rate(score, t);
    double last = rate(score, t + h);
    double middle = rate(score, t + h / 2);
    return switch (how) {
      case EULER -> 1 + h * first;
      case HEUN -> 1 + h / 2 * (first + last * (1 + h * first));
      case RK4 -> {
        double k2 = middle * (1 + h / 2 * first);
        double k3 = middle * (1 + h / 2 * k2);
        double k4 = last * (1 + h * k3);
        yield 1 + h / 6 * (first + 2 * k2 + 2 * k3 + k4);
      }
    };
  }

  /**
   * In a Gaussian theory the discretised flow is linear: x_end is x_T times the product of the
   * steps' factors, and log q the prior's less the integral of the rate by the same rule, to
   * rounding and for any step.
   */
  @Test
  void gaussianFlowIsTheProductOfItsSteps() {
    Lattice lattice = Lattice.of(3, 2);
    Action action = SitePolynomial.quartic(lattice, 0.7, 0); // variance 1 / (2 a)
    for (NoiseSchedule schedule : List.of(VP, VE, new CosineSchedule())) {
      MixtureScore score = new MixtureScore(lattice, schedule, 0, 1 / 1.4);
      GaussianPrior prior = prior(schedule, lattice);
      for (FlowIntegrator how : FlowIntegrator.values()) {
        TimeFlow flow = flow(score, action, 7, 0.2, how);
        double product = 1;
        double integral = 0;
        for (int i = 0; i < 7; i++) {
          double t = flow.grid().time(i);
          double h = flow.grid().time(i + 1) - t;
          product *= factor(score, how, t, h);
          integral +=
              switch (how) {
                case EULER -> h * rate(score, t);
                case HEUN -> h / 2 * (rate(score, t) + rate(score, t + h));
                case RK4 ->
                    h / 6 * (rate(score, t) + 4 * rate(score, t + h / 2) + rate(score, t + h));
              };
        }
        List<double[]> way = new ArrayList<>();
        int n = 5;
        double[] phi = new double[6 * n];
        double[] logQ = new double[n];
        double[] logWeight = new double[n];
        flow.paths(SEED, "any", 40, n, phi, logQ, logWeight, 7, (i, t, x) -> way.add(x.clone()));
        assertEquals(8, way.size());
        double[] start = new double[n];
        prior.logDensity(way.get(0), n, start);
        double[] s = new double[n];
        action.action(phi, n, s);
        for (int i = 0; i < 6 * n; i++) {
          assertEquals(product * way.get(0)[i], phi[i], 1e-12 * Math.abs(phi[i]));
        }
        for (int b = 0; b < n; b++) {
          assertEquals(start[b] - 6 * integral, logQ[b], 1e-11);
          assertEquals(-s[b] - logQ[b], logWeight[b], 1e-12);
        }
        assertArrayEquals(way.get(7), phi);
      }
    }
  }

  /**
   * Of every integrator the error of x and of log q falls with its order, in a double well: the
   * truth is the flow with ten times as many steps of order 4.
   */
  @Test
  void errorsFallWithTheOrderOfTheIntegrator() {
    MixtureScore score = new MixtureScore(SITE, VP, 1.4, 0.1);
    Drawn truth = draw(flow(score, null, 4000, 0.05, FlowIntegrator.RK4), 50);
    for (FlowIntegrator how : FlowIntegrator.values()) {
      int steps = how == FlowIntegrator.RK4 ? 100 : 400;
      Drawn coarse = draw(flow(score, null, steps, 0.05, how), 50);
      Drawn fine = draw(flow(score, null, 2 * steps, 0.05, how), 50);
      int order = how == FlowIntegrator.RK4 ? 4 : how == FlowIntegrator.HEUN ? 2 : 1;
      assertEquals(order, order(coarse.phi, fine.phi, truth.phi), 0.25, "x of " + how);
      assertEquals(order, order(coarse.logQ, fine.logQ, truth.logQ), 0.25, "log q of " + how);
    }
  }

  private static double order(double[] coarse, double[] fine, double[] truth) {
    double large = 0;
    double small = 0;
    for (int i = 0; i < truth.length; i++) {
      large += Math.abs(coarse[i] - truth[i]);
      small += Math.abs(fine[i] - truth[i]);
    }
    return Math.log(large / small) / Math.log(2);
  }

  /** log q is the density: at many steps it is that of the exact p_t at the end. */
  @Test
  void logDensityOfTheFlowIsThatOfTheNoisedEnsemble() {
    MixtureScore score = new MixtureScore(SITE, VP, 1.4, 0.1);
    Drawn drawn = draw(flow(score, null, 2000, 0.1, FlowIntegrator.RK4), 200);
    for (int b = 0; b < 200; b++) {
      // the prior N(0, 1) instead of p_1 leaves 1e-4 of log q
      assertEquals(score.logDensity(drawn.phi[b], 0.1), drawn.logQ[b], 1e-3);
      assertTrue(Double.isNaN(drawn.logWeight[b]), "no action, no weight");
    }
  }

  /**
   * In a Gaussian theory the reverse process is a linear recursion: its variance is known exactly
   * for any step. 40000 samples: the relative error of a variance is 0.0071; 4 of them in 6 cases,
   * a false alarm in 1 of 2600 seeds.
   */
  @Test
  void gaussianSdeHasTheVarianceOfItsRecursion() {
    int n = 40_000;
    for (NoiseSchedule schedule : List.of(VP, VE)) {
      MixtureScore score = new MixtureScore(SITE, schedule, 0, 2);
      for (double lambda : new double[] {0.3, 1, 1.5}) {
        TimeSde sde = sde(score, null, 25, 0.1, lambda);
        double variance = schedule.variance(1);
        for (int i = 0; i < 25; i++) {
          double t = sde.grid().time(i);
          double h = t - sde.grid().time(i + 1);
          double g2 = schedule.diffusion2(t);
          double m =
              1 - h * (schedule.drift(t) + (1 + lambda * lambda) / 2 * g2 / score.variance(t));
          variance = m * m * variance + lambda * lambda * g2 * h;
        }
        double sum = 0;
        for (double x : draw(sde, n).phi) {
          sum += x * x / n;
        }
        assertEquals(1, sum / variance, 4 * Math.sqrt(2.0 / n), schedule + " " + lambda);
      }
    }
  }

  /**
   * Every member of the family ends at the exact noised density, and so does the flow. Kolmogorov's
   * test at 1 in 1000 for each of 4 samplers: a false alarm in 1 of 250 seeds, less what the steps
   * leave.
   */
  @Test
  void allMembersOfTheFamilyEndAtTheNoisedDensity() {
    int n = 8_000;
    MixtureScore score = new MixtureScore(SITE, VP, 1.4, 0.1);
    for (double lambda : new double[] {0, 0.3, 0.7, 1}) {
      ReverseSampler sampler =
          lambda == 0
              ? flow(score, null, 100, 0.1, FlowIntegrator.RK4)
              : sde(score, null, 500, 0.1, lambda);
      double[] phi = draw(sampler, n).phi;
      KolmogorovSmirnov test = KolmogorovSmirnov.of(phi, x -> score.distribution(x, 0.1));
      assertTrue(test.probability() > 1e-3, lambda + ": " + test);
      // that the test sees the difference of neighbouring times shows that it can fail
      assertTrue(KolmogorovSmirnov.of(phi, x -> score.distribution(x, 0.2)).probability() < 1e-9);
    }
  }

  /**
   * E[w] = Z however coarse the steps, and whatever the score says: here it is that of another
   * theory. Z of a = -4, b = 1 by quadrature. 4 standard errors in 3 cases, a false alarm in 1 of
   * 5000 seeds.
   */
  @Test
  void weightsAverageToThePartitionFunction() {
    Action action = SitePolynomial.quartic(SITE, -4, 1);
    double logZ = Math.log(73.18582368191608);
    MixtureScore score = new MixtureScore(SITE, VP, 1.35, 0.09);
    for (ReverseSampler sampler :
        List.of(
            sde(score, action, 60, 0.02, 1),
            sde(score, action, 60, 0.02, 0.5),
            flow(score, action, 200, 0.02, FlowIntegrator.RK4))) {
      ImportanceWeights weights = ImportanceWeights.of(draw(sampler, 10_000).logWeight);
      Estimate estimate = weights.logPartitionFunction();
      assertTrue(
          Math.abs(estimate.pull(logZ)) < 4, sampler.name() + sampler.parameters() + estimate);
      assertTrue(weights.effectiveSampleSize().value() > 0.3, weights.toString());
    }
  }

  @Test
  void samplersWithOneStartKeyStartTogether() {
    MixtureScore score = new MixtureScore(Lattice.of(2), VP, 1.4, 0.1);
    double[] ofFlow = start(flow(score, null, 10, 0.1, FlowIntegrator.HEUN), "a");
    assertArrayEquals(ofFlow, start(sde(score, null, 30, 0.2, 1), "b"));
    TimeSde own =
        new TimeSde(score, prior(VP, Lattice.of(2)), null, new TimeGrid(VP, 5, 0.1), 1, null);
    double[] ofOwn = start(own, "b");
    for (int i = 0; i < ofOwn.length; i++) {
      assertTrue(Math.abs(ofOwn[i] - ofFlow[i]) > 1e-9);
    }
  }

  private static double[] start(TimeSampler sampler, String purpose) {
    List<double[]> way = new ArrayList<>();
    sampler.paths(
        SEED,
        purpose,
        3,
        4,
        new double[8],
        null,
        new double[4],
        1,
        (i, t, x) -> way.add(x.clone()));
    return way.get(0);
  }

  @Test
  void aConfigurationDoesNotDependOnItsBatch() {
    MixtureScore score = new MixtureScore(Lattice.of(2), VP, 1.4, 0.1);
    for (ReverseSampler sampler :
        List.of(flow(score, null, 10, 0.1, FlowIntegrator.RK4), sde(score, null, 10, 0.1, 0.5))) {
      double[] all = draw(sampler, 20).phi;
      double[] part = new double[2 * 7];
      sampler.newSampler().sample(SEED, "sample", 11, 7, part, null, new double[7]);
      for (int x = 0; x < 2; x++) {
        for (int b = 0; b < 7; b++) {
          assertEquals(all[x * 20 + 11 + b], part[x * 7 + b]);
        }
      }
    }
  }

  @Test
  void unsuitableSettingsAndRunawaysAreRefused() {
    MixtureScore score = new MixtureScore(SITE, VP, 1.4, 0.1);
    assertThrows(IllegalArgumentException.class, () -> new TimeGrid(VP, 0, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new TimeGrid(VP, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> sde(score, null, 5, 0.1, 0));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            flow(score, SitePolynomial.quartic(Lattice.of(2), 1, 1), 5, 0.1, FlowIntegrator.EULER));
    MixtureScore far = new MixtureScore(SITE, VP, 1e308, 0.1);
    assertTrue(
        assertThrows(
                ArithmeticException.class,
                () -> draw(flow(far, null, 40, 0, FlowIntegrator.RK4), 2))
            .getMessage()
            .contains("use more steps"));
  }
}
