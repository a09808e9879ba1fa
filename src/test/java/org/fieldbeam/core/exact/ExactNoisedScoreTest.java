package org.fieldbeam.core.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.Cumulants;
import org.fieldbeam.core.schedule.CosineSchedule;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExactNoisedScoreTest {
  private static final SiteLaw TOY = SiteLaw.of(-4, 1);
  private static final NoiseSchedule VP = new VariancePreserving(20);

  /** The trapezoidal rule for an integrand that vanishes at both ends. */
  private static double integral(DoubleUnaryOperator f, double end, int nodes) {
    double sum = 0;
    for (int i = 0; i < nodes; i++) {
      sum += f.applyAsDouble(end * (2.0 * i / nodes - 1));
    }
    return sum * 2 * end / nodes;
  }

  @Test
  void densityIsNormalisedAndHasTheExactMoments() {
    ExactMoments moments = ExactMoments.of(-4, 1);
    assertEquals(1, integral(TOY::density, 4, 800), 1e-13);
    assertEquals(1 / moments.partitionFunction().re(), TOY.density(0), 1e-15);
    assertEquals(moments.moment(2).re(), integral(x -> x * x * TOY.density(x), 4, 800), 1e-13);
    assertEquals(Math.log(TOY.density(1.3)), TOY.logDensity(1.3), 1e-14);
  }

  @Test
  void distributionFunctionIsTheIntegralOfTheDensityAndQuantileItsInverse() {
    for (double x : new double[] {-2.5, -1.4, -0.3, 0, 0.2, 1, 1.7}) {
      double h = 1e-3;
      double difference = TOY.cumulative(x + h) - TOY.cumulative(x - h);
      // Simpson's rule over the same interval, error h^5 f''''
      double simpson = h / 3 * (TOY.density(x - h) + 4 * TOY.density(x) + TOY.density(x + h));
      assertEquals(simpson, difference, 1e-11);
      assertEquals(x, TOY.quantile(TOY.cumulative(x)), 1e-12);
      assertEquals(1, TOY.cumulative(x) + TOY.cumulative(-x), 1e-15);
    }
    for (double p : new double[] {1e-14, 1e-6, 0.1, 0.499999, 0.5, 0.7, 1 - 1e-9}) {
      assertEquals(p, TOY.cumulative(TOY.quantile(p)), 1e-14 * Math.max(p, 1e-4));
    }
    assertThrows(IllegalArgumentException.class, () -> TOY.quantile(0));
  }

  /** Values computed elsewhere. */
  @Test
  void scoreAtTimesOfThePaper() {
    double[] time = {0.01, 0.1, 0.2, 0.5};
    double[] slope = {8.06, 14.92, 4.886, -0.913};
    for (int i = 0; i < time.length; i++) {
      assertEquals(slope[i], NoisedLaw.of(TOY, VP, time[i]).divergence(0), 0.006);
    }
    double[][] score = {{3.532, 1.757, -4.838}, {1.156, .223, -2.401}, {-.458, -.922, -1.886}};
    double[] place = {0.5, 1, 2};
    for (int i = 0; i < 3; i++) {
      NoisedLaw law = NoisedLaw.of(TOY, VP, time[i + 1]);
      for (int k = 0; k < 3; k++) {
        assertEquals(score[i][k], law.score(place[k]), 0.0006);
      }
    }
    NoisedLaw end = NoisedLaw.of(TOY, VP, 0.01);
    assertEquals(1.834507, end.moment(2), 5e-7);
    assertEquals(0.558433, end.moment(4) - Math.pow(end.moment(2), 2), 5e-7);
  }

  /**
   * kappa_n(t) = alpha^n kappa_n(0), for n = 2 plus the variance of the noise: VE conserves
   * cumulants beyond the second. The moments are integrals of the exact noised density.
   */
  @Test
  void cumulantsOfTheForwardProcessFollowTheirLaw() {
    for (SiteLaw law : new SiteLaw[] {TOY, SiteLaw.of(-0.5, 0.4 / 24)}) {
      double[] clean = cumulants(law::density);
      for (NoiseSchedule schedule : new NoiseSchedule[] {VP, new VarianceExploding(25)}) {
        for (double t : new double[] {0.05, 0.2, 0.4, 0.6}) {
          double[] kappa = cumulants(NoisedLaw.of(law, schedule, t)::density);
          for (int n = 2; n <= 8; n += 2) {
            double noise = n == 2 ? schedule.variance(t) : 0;
            double expected = Math.pow(schedule.alpha(t), n) * clean[n] + noise;
            // products of moments of the size of the second cancel
            double size = Math.max(Math.abs(expected), 100 * Math.pow(kappa[2], n / 2.0));
            assertEquals(expected, kappa[n], 1e-11 * size, schedule.name() + " " + n + " " + t);
          }
        }
      }
    }
  }

  private static double[] cumulants(DoubleUnaryOperator density) {
    double end = 30;
    int nodes = 2000;
    double[] moments = new double[9];
    for (int i = 0; i < nodes; i++) {
      double x = end * (2.0 * i / nodes - 1);
      double weight = density.applyAsDouble(x) * 2 * end / nodes;
      for (int n = 0; n <= 8; n++) {
        moments[n] += weight * Math.pow(x, n);
      }
    }
    double[] kappa = new double[9];
    for (int n = 2; n <= 8; n++) {
      kappa[n] = Cumulants.quantity(n).value(moments);
    }
    return kappa;
  }

  static Stream<NoisedLaw> laws() {
    SiteLaw single = SiteLaw.of(0.5, 0.4 / 24);
    SiteLaw doubled = SiteLaw.of(-0.5, 0.4 / 24);
    NoiseSchedule ve = new VarianceExploding(25);
    return Stream.of(
        NoisedLaw.of(TOY, VP, 0.01),
        NoisedLaw.of(TOY, VP, 0.2),
        NoisedLaw.of(TOY, VP, 0.9),
        NoisedLaw.of(single, ve, 0.3),
        NoisedLaw.of(doubled, ve, 0.02),
        NoisedLaw.of(doubled, ve, 1),
        NoisedLaw.of(doubled, new CosineSchedule(), 0.5));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void densityMomentsAndDistributionFunctionBelongTogether(NoisedLaw law) {
    double end = law.end();
    for (int n = 0; n <= 8; n += 2) {
      int power = n;
      double expected = law.moment(n);
      double integral = integral(x -> Math.pow(x, power) * law.density(x), end, 4000);
      assertEquals(expected, integral, 1e-11 * expected);
    }
    double cut = 0.13 * end;
    double below =
        0.5
            + GaussLegendre.integrate(law::density, 0, cut / 2)
            + GaussLegendre.integrate(law::density, cut / 2, cut);
    assertEquals(below, law.cumulative(cut), 1e-10);
  }

  /** Fourth-order differences of log p_t against both formulae of the score. */
  @ParameterizedTest
  @MethodSource("laws")
  void scoreIsTheDerivativeOfTheLogDensity(NoisedLaw law) {
    double end = law.end();
    for (double share : new double[] {-0.4, -0.11, 0, 0.03, 0.2, 0.35}) {
      double x = share * end;
      double h = 2e-4 * end;
      double[] log = new double[5];
      double[] score = new double[5];
      double[] divergence = new double[5];
      for (int k = -2; k <= 2; k++) {
        log[k + 2] = Math.log(law.density(x + k * h));
        score[k + 2] = law.score(x + k * h);
        divergence[k + 2] = law.divergence(x + k * h);
      }
      // the error of a fourth-order difference, h^4 f^(5) / 30, and rounding, 1e-15 / h
      double scale = 1 + Math.abs(score[2]) + Math.abs(divergence[2]);
      assertEquals(difference(log, h), score[2], 1e-7 * scale);
      assertEquals(difference(score, h), divergence[2], 1e-7 * scale);
      assertEquals(difference(divergence, h), law.derivatives(x)[2], 1e-5 * scale * scale);
    }
  }

  private static double difference(double[] f, double h) {
    return (f[0] - 8 * f[1] + 8 * f[3] - f[4]) / (12 * h);
  }

  /** Both formulae hold at all noise; where one takes over from the other they agree to 1e-10. */
  @Test
  void bothFormulaeAgree() {
    for (double variance : new double[] {0.1, 0.5, 1, 3}) {
      for (double x : new double[] {0, 0.4, 1.3, 2.2, 3.1}) {
        Posterior posterior = new Posterior(TOY, 0.9, variance, x);
        assertArrayEquals(posterior.byForce(0.9), posterior.byMean(0.9, variance), 2e-10);
      }
    }
  }

  @Test
  void withoutSignalTheLawIsGaussian() {
    NoisedLaw law = NoisedLaw.of(TOY, 0, 4);
    assertEquals(-0.75, law.score(3), 1e-15);
    assertEquals(-0.25, law.divergence(3), 1e-15);
    assertEquals(NormalLaw.density(1.5) / 2, law.density(3), 1e-15);
    assertEquals(NormalLaw.cumulative(1.5), law.cumulative(3), 1e-14);
    // a Gaussian p_0 stays one: variance alpha^2 / 2a + sigma^2
    NoisedLaw gaussian = NoisedLaw.of(SiteLaw.of(2, 0), 0.5, 0.3);
    assertEquals(-1.2 / (0.25 / 4 + 0.3), gaussian.score(1.2), 1e-13);
    assertEquals(NormalLaw.cumulative(1.2 / Math.sqrt(0.3625)), gaussian.cumulative(1.2), 1e-13);
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void tabulatedScoreKeepsItsTolerance(NoiseSchedule schedule) {
    Lattice lattice = Lattice.of(2, 2);
    SitePolynomial action = SitePolynomial.quartic(lattice, -4, 1);
    ExactNoisedScore score = ExactNoisedScore.of(action, schedule);
    int batch = 25;
    double[] phi = new double[4 * batch];
    for (int i = 0; i < phi.length; i++) {
      phi[i] = 6.4 * i / phi.length - 3.1;
    }
    double[] values = new double[phi.length];
    double[] divergence = new double[batch];
    for (double t : new double[] {0, 1e-3, 0.01, 0.1, 0.33, 0.9}) {
      score.evaluate(phi, batch, t, values, divergence);
      NoisedLaw law = NoisedLaw.of(TOY, schedule, t);
      double largest = Math.abs(law.score(law.end()));
      for (int b = 0; b < batch; b++) {
        double sum = 0;
        for (int site = 0; site < 4; site++) {
          double x = phi[site * batch + b];
          assertEquals(
              law.score(x), values[site * batch + b], ExactNoisedScore.TOLERANCE * (1 + largest));
          sum += law.divergence(x);
        }
        assertEquals(sum, divergence[b], 1e-6 * (1 + largest));
      }
    }
  }

  static Stream<NoiseSchedule> schedules() {
    return Stream.of(VP, new VarianceExploding(25), new CosineSchedule());
  }

  @Test
  void normalDistributionHasItsTails() {
    assertEquals(0.5, NormalLaw.cumulative(0), 0);
    assertEquals(0.8413447460685429, NormalLaw.cumulative(1), 1e-15);
    assertEquals(6.220960574271785e-16, NormalLaw.cumulative(-8), 1e-29);
    // both expansions where they meet
    assertEquals(1.3498980316300946e-3, NormalLaw.cumulative(-3), 1e-17);
    assertEquals(NormalLaw.cumulative(-3 + 1e-12), NormalLaw.cumulative(-3 - 1e-12), 1e-14);
  }
}
