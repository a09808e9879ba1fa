package org.fieldbeam.core.exact;

import org.fieldbeam.core.schedule.NoiseSchedule;

/**
 * The exact law of a noised site, x_t = alpha x_0 + sigma z with x_0 from p_0 and z standard
 * normal:
 *
 * <pre>  p_t(x) = int p_0(y) N(x; alpha y, sigma^2) dy.</pre>
 *
 * <p>Score and divergence are averages over the posterior p(y | x) ~ exp(-S(y) - (x - alpha y)^2 /
 * (2 sigma^2)), by the trapezoidal rule. With little noise they are s = -E[S'] / alpha and s' =
 * (Var S' - E S'') / alpha^2, with much noise s = (alpha E y - x) / sigma^2 and s' = (alpha^2 Var y
 * - sigma^2) / sigma^4; each is free of cancellations where it is used. At sigma = 0 the law is
 * that of x = alpha x_0.
 */
public final class NoisedLaw {
  private final SiteLaw law;
  private final double alpha;
  private final double variance;

  private NoisedLaw(SiteLaw law, double alpha, double variance) {
    this.law = law;
    this.alpha = alpha;
    this.variance = variance;
  }

  /**
   * Returns the law with given signal and noise.
   *
   * @param law the law of x_0
   * @param alpha factor of the signal, at least 0
   * @param variance sigma^2, at least 0, and positive if alpha is 0
   * @throws IllegalArgumentException if alpha or the variance is not allowed
   */
  public static NoisedLaw of(SiteLaw law, double alpha, double variance) {
    boolean allowed = alpha >= 0 && variance >= 0 && alpha + variance > 0;
    if (!allowed || Double.isInfinite(alpha + variance)) {
      throw new IllegalArgumentException(
          "noised law: alpha is "
              + alpha
              + " and the variance is "
              + variance
              + "; allowed: finite, not negative, not both 0");
    }
    return new NoisedLaw(law, alpha, variance);
  }

  /**
   * Returns the law at time t of a noise schedule.
   *
   * @throws IllegalArgumentException if t is not in [0, 1]
   */
  public static NoisedLaw of(SiteLaw law, NoiseSchedule schedule, double t) {
    return of(law, schedule.alpha(t), schedule.variance(t));
  }

  /** The x &gt; 0 beyond which the law has no weight to speak of. */
  double end() {
    return alpha * SiteRange.end(law.quadratic(), law.quartic()) + 9 * Math.sqrt(variance);
  }

  private boolean littleNoise() {
    return alpha * alpha > variance;
  }

  /** Returns p_t(x). */
  public double density(double x) {
    if (variance == 0) {
      return law.density(x / alpha) / alpha;
    }
    return StrictMath.exp(posterior(x).logIntegral()) / Math.sqrt(2 * Math.PI * variance);
  }

  /** Returns the score d log p_t / dx. */
  public double score(double x) {
    return derivatives(x)[0];
  }

  /** Returns the derivative of the score, d^2 log p_t / dx^2. */
  public double divergence(double x) {
    return derivatives(x)[1];
  }

  /** The first, second and third derivative of log p_t. */
  double[] derivatives(double x) {
    if (variance == 0) {
      double y = x / alpha;
      return new double[] {
        law.score(y) / alpha,
        -(2 * law.quadratic() + 12 * law.quartic() * y * y) / (alpha * alpha),
        -24 * law.quartic() * y / (alpha * alpha * alpha)
      };
    }
    double[] d = littleNoise() ? posterior(x).byForce(alpha) : posterior(x).byMean(alpha, variance);
    return x < 0 ? new double[] {-d[0], d[1], -d[2]} : d;
  }

  private Posterior posterior(double x) {
    return new Posterior(law, alpha, variance, Math.abs(x));
  }

  /** Returns the probability of a value below x. */
  public double cumulative(double x) {
    if (variance == 0) {
      return law.cumulative(x / alpha);
    }
    double sigma = Math.sqrt(variance);
    double sum = 0;
    if (littleNoise()) {
      double end = 9;
      int nodes = 400;
      double step = 2 * end / nodes;
      for (int i = 0; i <= nodes; i++) {
        double z = -end + i * step;
        sum += step * NormalLaw.density(z) * law.cumulative((x - sigma * z) / alpha);
      }
    } else {
      double end = SiteRange.end(law.quadratic(), law.quartic());
      int nodes = 1000;
      double step = 2 * end / nodes;
      for (int i = 0; i <= nodes; i++) {
        double y = -end + i * step;
        sum += step * law.density(y) * NormalLaw.cumulative((x - alpha * y) / sigma);
      }
    }
    return sum;
  }

  /**
   * Returns &lt;x_t^n&gt; = sum_k binomial(n, k) alpha^k sigma^(n-k) &lt;x_0^k&gt; (n-k-1)!!.
   *
   * @throws IllegalArgumentException if n is negative or above 40
   */
  public double moment(int n) {
    SiteRange.requirePower(n);
    if (n % 2 == 1) {
      return 0;
    }
    ExactMoments moments = ExactMoments.of(law.quadratic(), law.quartic());
    double sum = 0;
    double factor = 1; // binomial(n, k) (n-k-1)!! sigma^(n-k), from k = n downwards
    for (int k = n; k >= 0; k -= 2) {
      sum += factor * StrictMath.pow(alpha, k) * moments.moment(k).re();
      int m = n - k;
      factor *= variance * k * (k - 1) / (m + 2.0);
    }
    return sum;
  }
}
