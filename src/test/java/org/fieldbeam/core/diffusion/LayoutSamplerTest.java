package org.fieldbeam.core.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.OnAction;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.XyAction;
import org.fieldbeam.core.diffusion.TimeModel.PriorKind;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.linear.Cholesky;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.core.score.WrappedNormal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of the samplers in continuous time for angles and vectors, with scores known exactly. */
class LayoutSamplerTest {
  private static final NoiseSchedule VE = new VarianceExploding(25);
  private static final NoiseSchedule VP = new VariancePreserving(20);
  private static final FieldLayout LINKS = FieldLayout.linkAngles(Lattice.of(2, 3));
  private static final double CENTRE = 2.9; // near the cut, so that half of the law is beyond it

  private record Drawn(double[] phi, double[] logQ, double[] logWeight) {}

  private static Drawn draw(ReverseSampler sampler, int n) {
    double[] phi = new double[sampler.layout().size() * n];
    Drawn drawn = new Drawn(phi, new double[n], new double[n]);
    sampler.sample(20240601, "sample", 0, n, phi, drawn.logQ, drawn.logWeight);
    return drawn;
  }

  private static TimeModel model(TimeScore score, NoiseSchedule schedule, Action action) {
    return new TimeModel(score, schedule, Optional.ofNullable(action), Double.NaN);
  }

  private static TimeSampler sampler(
      TimeModel model, PriorKind prior, int steps, double end, double lambda) {
    TimeGrid grid = new TimeGrid(model.schedule(), steps, end);
    Action action = model.action().orElse(null);
    return lambda == 0
        ? new TimeFlow(model.score(), model.prior(prior), action, grid, FlowIntegrator.RK4, null)
        : new TimeSde(model.score(), model.prior(prior), action, grid, lambda, null);
  }

  /**
   * Both processes end at the wrapped normal law of the variance c + sigma^2(end) about the centre:
   * cosines and sines of once and twice the angle, of 12 x 1500 angles, within 4.5 standard errors
   * and what the steps leave (0.004 of a moment); 16 comparisons, a false alarm in 1 of 9000 seeds.
   * The law at the next later time is told apart.
   */
  @ParameterizedTest
  @MethodSource("priors")
  void independentAnglesHaveTheirLaw(PriorKind prior, double lambda, int steps) {
    WrappedScore score = new WrappedScore(LINKS, VE, CENTRE, 0.15);
    double end = 0.05;
    Drawn drawn = draw(sampler(model(score, VE, null), prior, steps, end, lambda), 1500);
    int n = drawn.phi.length;
    for (double x : drawn.phi) {
      assertTrue(x >= -Math.PI && x < Math.PI, "angle " + x);
    }
    double[] found = new double[3];
    for (int k = 1; k <= 2; k++) {
      double cosines = 0;
      double sines = 0;
      for (double x : drawn.phi) {
        cosines += Math.cos(k * (x - CENTRE)) / n;
        sines += Math.sin(k * (x - CENTRE)) / n;
      }
      double v = score.variance(end);
      double moment = Math.exp(-0.5 * k * k * v);
      double twice = Math.exp(-2.0 * k * k * v);
      double cosineError = Math.sqrt(((1 + twice) / 2 - moment * moment) / n);
      assertEquals(moment, cosines, 4.5 * cosineError + 0.004, "cos " + k);
      assertEquals(0, sines, 4.5 * Math.sqrt((1 - twice) / 2 / n) + 0.004, "sin " + k);
      found[k] = cosines;
    }
    double later = Math.exp(-0.5 * score.variance(0.15));
    assertTrue(found[1] - later > 0.01, "the test sees a difference of times");
  }

  static Stream<Arguments> priors() {
    return Stream.of(
        Arguments.of(PriorKind.UNIFORM, 1.0, 200),
        Arguments.of(PriorKind.NOISE, 1.0, 200),
        Arguments.of(PriorKind.UNIFORM, 0.6, 200),
        Arguments.of(PriorKind.UNIFORM, 0.0, 60));
  }

  /** log q of the flow is the density on the circle: that of the exact law at the end. */
  @Test
  void densityOfTheFlowIsThatOfTheLawOnTheCircle() {
    WrappedScore score = new WrappedScore(LINKS, VE, CENTRE, 0.15);
    double end = 0.1;
    Drawn drawn = draw(sampler(model(score, VE, null), PriorKind.UNIFORM, 200, end, 0), 100);
    WrappedNormal law = new WrappedNormal(score.variance(end));
    for (int b = 0; b < 100; b++) {
      double expected = 0;
      for (int i = 0; i < LINKS.size(); i++) {
        expected += law.logDensity(drawn.phi[i * 100 + b] - CENTRE);
      }
      // sigma(1) = 9.8: what it leaves of the law is exp(-48)
      assertEquals(expected, drawn.logQ[b], 1e-5);
      assertTrue(Double.isNaN(drawn.logWeight[b]), "no action, no weight");
    }
  }

  /** Modified Bessel function of whole order. */
  private static double bessel(int order, double x) {
    double term = 1;
    for (int k = 1; k <= order; k++) {
      term *= x / 2 / k;
    }
    double sum = 0;
    for (int k = 1; k < 60; k++) {
      sum += term;
      term *= x * x / 4 / k / (k + order);
    }
    return sum;
  }

  /** sum_n I_n(beta)^power. */
  private static double characters(double beta, int power) {
    double sum = Math.pow(bessel(0, beta), power);
    for (int n = 1; n < 30; n++) {
      sum += 2 * Math.pow(bessel(n, beta), power);
    }
    return sum;
  }

  static Stream<Arguments> partitionFunctions() {
    XyAction ring = XyAction.of(Lattice.of(4), 0.7);
    double ringZ = 4 * Math.log(2 * Math.PI) + Math.log(characters(0.7, 4));
    U1Action torus = U1Action.of(Lattice.of(2, 2), 0.5);
    double torusZ = 8 * Math.log(2 * Math.PI) + Math.log(characters(0.5, 4));
    return Stream.of(
        Arguments.of(ring, ringZ, PriorKind.UNIFORM, 1.0, 12),
        Arguments.of(ring, ringZ, PriorKind.UNIFORM, 0.5, 25),
        Arguments.of(ring, ringZ, PriorKind.NOISE, 1.0, 25),
        Arguments.of(ring, ringZ, PriorKind.UNIFORM, 0.0, 40),
        Arguments.of(torus, torusZ, PriorKind.UNIFORM, 1.0, 12),
        Arguments.of(torus, torusZ, PriorKind.NOISE, 0.7, 25),
        Arguments.of(torus, torusZ, PriorKind.UNIFORM, 0.0, 40));
  }

  /**
   * E[w] = Z on the circle for any periodic score and however coarse the steps, which go around it
   * many times: the score here is that of independent angles, Z that of the XY ring and of U(1) by
   * characters. 4.5 standard errors in 7 cases, a false alarm in 1 of 21000 seeds.
   */
  @ParameterizedTest
  @MethodSource("partitionFunctions")
  void weightsAverageToThePartitionFunctionOfTheCircle(
      Action action, double logZ, PriorKind prior, double lambda, int steps) {
    WrappedScore score = new WrappedScore(action.layout(), VE, 0.3, 2.5);
    TimeSampler sampler = sampler(model(score, VE, action), prior, steps, 0.05, lambda);
    ImportanceWeights weights = ImportanceWeights.of(draw(sampler, 10_000).logWeight);
    double pull = weights.logPartitionFunction().pull(logZ);
    assertTrue(Math.abs(pull) < 4.5, sampler.name() + sampler.parameters() + " pull " + pull);
    assertTrue(weights.effectiveSampleSize().value() > 0.02, weights.toString());
  }

  /** The prior, every step of both processes and their ends. */
  @Test
  void allAnglesOnTheWayLieOnTheCircle() {
    WrappedScore score = new WrappedScore(LINKS, VE, CENTRE, 0.15);
    for (double lambda : new double[] {0, 1}) {
      TimeSampler sampler = sampler(model(score, VE, null), PriorKind.UNIFORM, 20, 0.05, lambda);
      int n = 50;
      int[] seen = {0};
      sampler.paths(
          3,
          "way",
          0,
          n,
          new double[LINKS.size() * n],
          null,
          new double[n],
          20,
          (step, time, phi) -> {
            seen[0]++;
            assertTrue(Arrays.stream(phi).allMatch(x -> x >= -Math.PI && x < Math.PI));
          });
      assertEquals(21, seen[0]);
    }
  }

  /** The Gaussian of a quadratic action, noised: the score is -(alpha^2 P^-1 + sigma^2)^-1 x. */
  private static final class FreeScore implements TimeScore {
    private static final long serialVersionUID = 1L;
    private final FieldLayout layout;
    private final NoiseSchedule schedule;
    private final double[][] precision;
    private final transient Cholesky inverse;

    FreeScore(Action action, NoiseSchedule schedule) {
      layout = action.layout();
      this.schedule = schedule;
      int n = layout.size();
      precision = new double[n][n];
      for (int i = 0; i < n; i++) {
        double[] unit = new double[n];
        unit[i] = 1;
        action.addForce(unit, 1, -1, precision[i]); // dS/dphi is linear
      }
      inverse = Cholesky.of(precision);
    }

    double[][] covariance(double t) {
      int n = layout.size();
      double[][] out = new double[n][n];
      for (int i = 0; i < n; i++) {
        double[] unit = new double[n];
        unit[i] = Math.pow(schedule.alpha(t), 2);
        out[i] = inverse.solve(unit);
        out[i][i] += schedule.variance(t);
      }
      return out;
    }

    double logZ() {
      double log = 0;
      double[][] factor = inverse.factor();
      for (int i = 0; i < factor.length; i++) {
        log += 0.5 * Math.log(2 * Math.PI) - Math.log(factor[i][i]);
      }
      return log;
    }

    @Override
    public FieldLayout layout() {
      return layout;
    }

    @Override
    public void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence) {
      int n = layout.size();
      Cholesky noised = Cholesky.of(covariance(t));
      double trace = 0;
      for (int i = 0; divergence != null && i < n; i++) {
        double[] unit = new double[n];
        unit[i] = 1;
        trace -= noised.solve(unit)[i];
      }
      for (int b = 0; b < batch; b++) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
          x[i] = phi[i * batch + b];
        }
        double[] solved = noised.solve(x);
        for (int i = 0; i < n; i++) {
          score[i * batch + b] = -solved[i];
        }
        if (divergence != null) {
          divergence[b] = trace;
        }
      }
    }

    @Override
    public TimeScore newEvaluator() {
      return this;
    }
  }

  /**
   * Two components without interaction: <phi2> per site, which is the trace of the covariance, is
   * exact after weighting, Z is, and the exact score makes weights nearly equal (all but the first
   * within 4.5 standard errors; 2 x 2 comparisons, a false alarm in 1 of 37000 seeds).
   */
  @Test
  void freeVectorsHaveTheirSquareAndTheirPartitionFunction() {
    Action action = OnAction.of(Lattice.of(3, 2), 2, 0.11, 0);
    assertEquals(12, action.layout().size());
    FreeScore score = new FreeScore(action, VP);
    double square = 0;
    double[][] covariance = score.covariance(0);
    for (int i = 0; i < 12; i++) {
      square += covariance[i][i] / 6;
    }
    for (double lambda : new double[] {0, 1}) {
      int n = 3000;
      int steps = lambda == 0 ? 50 : 200;
      Drawn drawn = draw(sampler(model(score, VP, action), PriorKind.NOISE, steps, 0, lambda), n);
      ImportanceWeights weights = ImportanceWeights.of(drawn.logWeight);
      double ess = weights.effectiveSampleSize().value();
      assertTrue(ess > (lambda == 0 ? 0.999 : 0.9), "lambda " + lambda + ": " + ess);
      double pull = weights.logPartitionFunction().pull(score.logZ());
      assertTrue(
          lambda == 0
              ? Math.abs(weights.logPartitionFunction().value() - score.logZ()) < 1e-3
              : Math.abs(pull) < 4.5,
          "Z: " + pull);
      double[] w = weights.normalized();
      double mean = 0;
      double[] each = new double[n];
      for (int b = 0; b < n; b++) {
        for (int i = 0; i < 12; i++) {
          each[b] += drawn.phi[i * n + b] * drawn.phi[i * n + b] / 6;
        }
        mean += w[b] * each[b];
      }
      double error = 0;
      for (int b = 0; b < n; b++) {
        error += w[b] * w[b] * (each[b] - mean) * (each[b] - mean);
      }
      assertEquals(square, mean, 4.5 * Math.sqrt(error), "phi2, lambda " + lambda);
    }
  }

  @Test
  void whatDoesNotSuitTheFieldsIsRefused() {
    WrappedScore angles = new WrappedScore(LINKS, VE, 0, 1);
    TimeModel circle = model(angles, VE, null);
    FreeScore free = new FreeScore(OnAction.of(Lattice.of(2), 2, 0.1, 0), VP);
    TimeModel flat = model(free, VP, null);
    for (Case refused :
        List.of(
            new Case(() -> circle.prior(PriorKind.MATCHED), "'uniform'"),
            new Case(() -> flat.prior(PriorKind.UNIFORM), "'matched' or 'noise'"),
            new Case(() -> flat.prior(PriorKind.MATCHED), "use the prior 'noise'"),
            new Case(() -> model(angles, VP, null), "add noise only (ve)"),
            new Case(
                () ->
                    sampler(
                        model(angles, VE, U1Action.of(Lattice.of(3, 2), 1)),
                        PriorKind.UNIFORM,
                        5,
                        0.1,
                        1),
                "must agree"),
            new Case(
                () ->
                    sampler(
                        model(angles, VE, XyAction.of(Lattice.of(2, 3), 1)),
                        PriorKind.UNIFORM,
                        5,
                        0.1,
                        1),
                "must agree"))) {
      String message =
          assertThrows(IllegalArgumentException.class, refused.what()::run).getMessage();
      assertTrue(message.contains(refused.words()), message);
    }
    assertEquals(PriorKind.UNIFORM, PriorKind.best(LINKS, false));
    assertEquals(PriorKind.MATCHED, PriorKind.best(free.layout(), true));
    assertEquals(PriorKind.NOISE, PriorKind.best(free.layout(), false));
  }

  private record Case(Runnable what, String words) {}
}
