package org.fieldbeam.core.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The laws of the Langevin equation in continuous time and of its Euler-Maruyama scheme. */
class LangevinLawsTest {
  private static final SiteLaw TOY = SiteLaw.of(-4, 1);
  private static final FokkerPlanckSpectrum SPECTRUM = FokkerPlanckSpectrum.of(TOY);

  private static double integral(DoubleUnaryOperator f, double end, int nodes) {
    double sum = 0;
    for (int i = 0; i < nodes; i++) {
      sum += f.applyAsDouble(end * (2.0 * i / nodes - 1));
    }
    return sum * 2 * end / nodes;
  }

  /**
   * Gaps by second-order finite differences, extrapolated from three grids, computed elsewhere; and
   * the constant of the error of time averages.
   */
  @Test
  void gapsOfTheToyOfFukushimaAndKamata() {
    assertEquals(0, SPECTRUM.eigenvalue(0), 1e-10);
    assertEquals(0.0595591866, SPECTRUM.eigenvalue(1), 1e-9);
    assertEquals(6.62078813, SPECTRUM.eigenvalue(2), 1e-7);
    assertEquals(0.332, SPECTRUM.timeAverageError(2, 1e6) * 1e3, 5e-4);
  }

  /** S = a x^2 is the harmonic oscillator: lambda_n = 2 a n, psi_1 ~ x, psi_2 ~ x^2 - 1/2a. */
  @Test
  void spectrumOfTheOscillator() {
    double a = 0.7;
    FokkerPlanckSpectrum spectrum = FokkerPlanckSpectrum.of(SiteLaw.of(a, 0));
    for (int n = 0; n < 16; n++) {
      assertEquals(2 * a * n, spectrum.eigenvalue(n), 1e-10);
    }
    assertEquals(1 / Math.sqrt(2 * a), spectrum.matrixElement(1, 1), 1e-12);
    assertEquals(1 / (Math.sqrt(2) * a), spectrum.matrixElement(2, 2), 1e-12);
    assertEquals(Math.exp(-2 * a * 0.3) / (2 * a), spectrum.autocovariance(1, 0.3), 1e-12);
    double tau = 0.25;
    assertEquals(1.1 * Math.exp(-2 * a * tau), spectrum.moment(1, 1.1, tau), 1e-11);
    double variance = -Math.expm1(-4 * a * tau) / (2 * a);
    double distance = 0.4 - 1.1 * Math.exp(-2 * a * tau);
    assertEquals(
        NormalLaw.density(distance / Math.sqrt(variance)) / Math.sqrt(variance),
        spectrum.density(0.4, 1.1, tau),
        1e-11);
  }

  @Test
  void eigenfunctionsAreOrthonormalAndSolveTheEquation() {
    for (int n = 0; n < 12; n++) {
      int left = n;
      for (int m = n; m < 12; m++) {
        int right = m;
        double product =
            integral(
                x -> SPECTRUM.eigenfunction(left, x) * SPECTRUM.eigenfunction(right, x), 3.7, 300);
        assertEquals(n == m ? 1 : 0, product, 1e-11);
      }
      for (double x : new double[] {0.3, 1.1}) {
        double h = 0.01;
        double second = // sixth-order difference, error h^6 psi^(8) / 560
            (2 * SPECTRUM.eigenfunction(n, x - 3 * h)
                    - 27 * SPECTRUM.eigenfunction(n, x - 2 * h)
                    + 270 * SPECTRUM.eigenfunction(n, x - h)
                    - 490 * SPECTRUM.eigenfunction(n, x)
                    + 270 * SPECTRUM.eigenfunction(n, x + h)
                    - 27 * SPECTRUM.eigenfunction(n, x + 2 * h)
                    + 2 * SPECTRUM.eigenfunction(n, x + 3 * h))
                / (180 * h * h);
        double force = TOY.score(x);
        double potential = force * force / 4 - (-8 + 12 * x * x) / 2;
        double psi = SPECTRUM.eigenfunction(n, x);
        assertEquals(
            (potential - SPECTRUM.eigenvalue(n)) * psi, second, 1e-5 * (1 + Math.abs(second)));
      }
    }
    assertEquals(Math.sqrt(TOY.density(0.77)), SPECTRUM.eigenfunction(0, 0.77), 1e-11);
  }

  /**
   * Completeness, <x^4> = sum of (0|x^2|n)^2; the sum rule <(d x^k/dx)^2> = sum lambda_n
   * (0|x^k|n)^2, which is the slope of the autocovariance at 0; and <x S'> = 1 in between.
   */
  @Test
  void sumRulesHold() {
    ExactMoments moments = ExactMoments.of(-4, 1);
    double x2 = moments.moment(2).re();
    double x4 = moments.moment(4).re();
    assertEquals(x2, SPECTRUM.matrixElement(2, 0), 1e-11);
    assertEquals(x4 - x2 * x2, SPECTRUM.autocovariance(2, 0), 1e-10);
    double slope = 0;
    for (int n = 1; n < SPECTRUM.states(); n++) {
      slope += SPECTRUM.eigenvalue(n) * Math.pow(SPECTRUM.matrixElement(2, n), 2);
    }
    assertEquals(4 * x2, slope, 1e-9);
    assertEquals(1, 2 * -4 * x2 + 4 * x4, 1e-11);
  }

  /** The average of few values by their covariances; of many close ones it is the time average. */
  @Test
  void errorsOfAveragesFollowFromTheAutocovariance() {
    double spacing = 0.07;
    double sum = 0;
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        sum += SPECTRUM.autocovariance(2, Math.abs(i - j) * spacing) / 25;
      }
    }
    assertEquals(Math.sqrt(sum), SPECTRUM.sampledAverageError(2, spacing, 5), 1e-12);
    assertEquals(
        SPECTRUM.timeAverageError(2, 0.9), SPECTRUM.sampledAverageError(2, 0.9e-5, 100_000), 1e-6);
  }

  /** p(tau1 + tau2) = p(tau2) p(tau1), normalisation, and detailed balance. */
  @Test
  void transitionDensitiesCompose() {
    double x0 = 0.6;
    double y = 1.3;
    assertEquals(1, integral(x -> SPECTRUM.density(x, x0, 0.1), 3.7, 200), 1e-10);
    for (int k = 1; k <= 4; k++) {
      int power = k;
      double composed =
          integral(x -> SPECTRUM.density(x, x0, 0.1) * SPECTRUM.moment(power, x, 0.2), 3, 300);
      assertEquals(SPECTRUM.moment(power, x0, 0.3), composed, 1e-10);
    }
    assertEquals(
        SPECTRUM.density(y, x0, 0.3) * TOY.density(x0),
        SPECTRUM.density(x0, y, 0.3) * TOY.density(y),
        1e-12);
    assertEquals(1.8353417214904595, SPECTRUM.moment(2, x0, 6), 1e-9);
  }

  /** Exact targets of the scheme from N(0,1), computed elsewhere: steps per time, time. */
  @ParameterizedTest
  @CsvSource({
    "64, 1, 1.812732, .619964",
    "256, 1, 1.828797, .568651",
    "1024, 1, 1.832332, .557407",
    "4096, 1, 1.833191, .554678",
    "102.4, 10, 1.823105, .591284"
  })
  void targetsOfTheEulerMaruyamaScheme(double rate, int time, double square, double cumulant) {
    EulerMaruyamaLaw law = EulerMaruyamaLaw.of(TOY, 1 / rate, EulerMaruyamaLaw.hotStart());
    law.advance(Math.round(rate * time));
    assertEquals(square, law.moment(2), 6e-7);
    assertEquals(cumulant, law.moment(4) - Math.pow(law.moment(2), 2), 6e-7);
    assertTrue(law.lost() < 1e-6);
  }

  /**
   * S = a x^2 from N(0,1): the variance of the scheme is known, v' = (1 - 2 a eps)^2 v + 2 eps, its
   * law Gaussian.
   */
  @Test
  void schemeOfTheOscillatorStaysGaussian() {
    double a = 0.7;
    double eps = 0.1;
    EulerMaruyamaLaw law = EulerMaruyamaLaw.of(SiteLaw.of(a, 0), eps, EulerMaruyamaLaw.hotStart());
    double variance = 1;
    for (int n = 0; n < 20; n++) {
      assertEquals(variance, law.moment(2), 1e-11);
      for (double x : new double[] {0, 0.7, -2.1, 4.5}) {
        assertEquals(-x / variance, law.score(x), 1e-10);
        assertEquals(
            NormalLaw.density(x / Math.sqrt(variance)) / Math.sqrt(variance),
            law.density(x),
            1e-12);
      }
      law.advance(1);
      variance = Math.pow(1 - 2 * a * eps, 2) * variance + 2 * eps;
    }
    assertEquals(-1 / law.moment(2), law.scoreAndDerivatives(0.4)[1], 1e-9);
    assertEquals(20, law.updates());
  }

  /** The score of the scheme's law is the derivative of its density; its densities compose. */
  @Test
  void scoreOfTheSchemeIsTheDerivativeOfItsLogDensity() {
    EulerMaruyamaLaw law = EulerMaruyamaLaw.of(TOY, 1 / 256.0, EulerMaruyamaLaw.hotStart());
    law.advance(30);
    double h = 1e-3;
    for (double x : new double[] {-2.6, -1.2, 0, 0.4, 1.6, 3}) {
      double slope =
          (Math.log(law.density(x - 2 * h))
                  - 8 * Math.log(law.density(x - h))
                  + 8 * Math.log(law.density(x + h))
                  - Math.log(law.density(x + 2 * h)))
              / (12 * h);
      assertEquals(slope, law.score(x), 1e-8 * (1 + Math.abs(slope)));
      double curvature =
          (law.score(x - 2 * h)
                  - 8 * law.score(x - h)
                  + 8 * law.score(x + h)
                  - law.score(x + 2 * h))
              / (12 * h);
      assertEquals(curvature, law.scoreAndDerivatives(x)[1], 1e-7 * (1 + Math.abs(curvature)));
    }
    assertEquals(1 - law.lost(), integral(law::density, 4, 400), 1e-10);
    assertEquals(law.moment(2), integral(x -> x * x * law.density(x), 4, 400), 1e-10);
  }

  /**
   * Continuous time is the limit of small steps: moments of the scheme, extrapolated to step 0 by
   * four steps, against the spectrum, from a narrow Gaussian start.
   */
  @Test
  void schemeConvergesToTheSpectrum() {
    SiteLaw start = SiteLaw.of(12, 0);
    double tau = 0.25;
    double[] square = new double[6];
    for (int k = 0; k < 6; k++) {
      int updates = 64 << k;
      EulerMaruyamaLaw law = EulerMaruyamaLaw.of(TOY, tau / updates, start);
      law.advance(updates);
      square[k] = law.moment(2);
    }
    for (int order = 1; order < 6; order++) {
      for (int k = 0; k < 6 - order; k++) {
        square[k] = square[k + 1] + (square[k + 1] - square[k]) / ((1 << order) - 1);
      }
    }
    double exact = integral(x -> start.density(x) * SPECTRUM.moment(2, x, tau), 1.7, 400);
    assertEquals(exact, square[0], 1e-10);
  }

  /** From a narrow Gaussian start the law is that of the spectrum, with errors of fourth order. */
  @Test
  void lawInContinuousTimeIsThatOfTheSpectrum() {
    SiteLaw start = SiteLaw.of(12, 0);
    double tau = 0.25;
    double square = integral(x -> start.density(x) * SPECTRUM.moment(2, x, tau), 1.7, 50);
    double[] error = new double[2];
    FokkerPlanckLaw law = null;
    for (int k = 0; k < 2; k++) {
      law = FokkerPlanckLaw.of(TOY, tau / (16 << k), start);
      law.advance(16 << k);
      error[k] = Math.abs(law.moment(2) - square);
    }
    assertEquals(16, error[0] / error[1], 3);
    law = FokkerPlanckLaw.of(TOY, tau / 256, start);
    law.advance(256);
    assertEquals(square, law.moment(2), 1e-9);
    for (double x : new double[] {0.2, 1.5, -2.4}) {
      DoubleUnaryOperator log = y -> Math.log(density(start, y, tau));
      double h = 1e-3;
      double slope =
          (log.applyAsDouble(x - 2 * h)
                  - 8 * log.applyAsDouble(x - h)
                  + 8 * log.applyAsDouble(x + h)
                  - log.applyAsDouble(x + 2 * h))
              / (12 * h);
      assertEquals(slope, law.score(x), 1e-6 * (1 + Math.abs(slope)));
    }
  }

  private static double density(SiteLaw start, double x, double tau) {
    return integral(y -> start.density(y) * SPECTRUM.density(x, y, tau), 1.7, 50);
  }

  /** S = a x^2 from N(0,1): Gaussian, of variance 1/2a + (1 - 1/2a) exp(-4 a tau). */
  @Test
  void lawOfTheOscillatorInContinuousTime() {
    double a = 0.7;
    FokkerPlanckLaw law =
        FokkerPlanckLaw.of(SiteLaw.of(a, 0), 1 / 64.0, EulerMaruyamaLaw.hotStart());
    law.advance(20);
    double variance = 0.5 / a + (1 - 0.5 / a) * Math.exp(-4 * a * 20 / 64.0);
    assertEquals(variance, law.moment(2), 1e-8);
    for (double x : new double[] {0, 0.7, -2.1, 4.5}) {
      assertEquals(-x / variance, law.score(x), 1e-7);
      assertEquals(-1 / variance, law.scoreAndDerivatives(x)[1], 1e-7);
    }
  }

  /**
   * From N(0,1), which has no expansion in eigenfunctions: at tau = 1 the moment that the schemes
   * tend to; later exp(-S), in the tails too, and in all derivatives of its log.
   */
  @Test
  void lawFromAWideStartBecomesStationary() {
    FokkerPlanckLaw law = FokkerPlanckLaw.of(TOY, 1 / 512.0, EulerMaruyamaLaw.hotStart());
    law.advance(512);
    double[] square = new double[3];
    for (int k = 0; k < 3; k++) {
      EulerMaruyamaLaw scheme =
          EulerMaruyamaLaw.of(TOY, 1.0 / (512 << k), EulerMaruyamaLaw.hotStart());
      scheme.advance(512 << k);
      square[k] = scheme.moment(2);
    }
    double once = 2 * square[1] - square[0];
    double twice = 2 * square[2] - square[1];
    assertEquals((4 * twice - once) / 3, law.moment(2), 1e-6);
    law.advance(1024);
    for (double x : new double[] {0.3, 1, -1.7, 2.5}) {
      assertEquals(TOY.score(x), law.score(x), 1e-6 * (1 + Math.abs(TOY.score(x))));
      double[] derivatives = law.scoreAndDerivatives(x);
      assertEquals(8 - 12 * x * x, derivatives[1], 1e-5 * (1 + 12 * x * x));
      assertEquals(-24 * x, derivatives[2], 1e-4 * (1 + 24 * Math.abs(x)));
    }
  }

  @Test
  void unstableSchemesAreRefused() {
    SiteLaw oscillator = SiteLaw.of(2, 0);
    SiteLaw hot = EulerMaruyamaLaw.hotStart();
    assertThrows(IllegalArgumentException.class, () -> EulerMaruyamaLaw.of(oscillator, 0.6, hot));
    assertThrows(IllegalArgumentException.class, () -> EulerMaruyamaLaw.of(TOY, 0, hot));
    assertThrows(IllegalArgumentException.class, () -> FokkerPlanckLaw.of(TOY, 0, hot));
  }
}
